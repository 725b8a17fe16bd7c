//! What a whole case means, kept so that a page takes out only what it shows: a database of lists beside the index.
//! Always: it can be thrown away; it is made anew beside the old one and swapped, and says of which state of the case
//! it was made; its rows are masked.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use daylight_model::{ClaimType, MentionType};
use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags, OptionalExtension, params, params_from_iter};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::super::CaseError;
use super::across::{Across, KeptAcross};
use super::count::{Count, Counted};
use super::entities::NameIn;
use super::relations::{Relation, Side};
use super::whole::{Dated, Talk, WholeMeaning};
use super::{ClaimRow, EntityRow, Graph, TableCard};
use crate::store::after_all_with;

/// Raised when something else is gathered of the same files.
const FORMAT: u32 = 7;

/// Its name in the folder of the case.
const FILE: &str = "gathered.sqlite";

const SHAPE: &str = "
    CREATE TABLE kept (name TEXT PRIMARY KEY, json TEXT NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE row (
        list INTEGER NOT NULL,
        place INTEGER NOT NULL,
        kind TEXT,
        id TEXT,
        words TEXT,
        said TEXT,
        learned INTEGER,
        json TEXT NOT NULL
    ) STRICT;";

/// Made when all rows are in.
const INDICES: &str = "
    CREATE UNIQUE INDEX row_place ON row (list, place);
    CREATE INDEX row_kind ON row (list, kind, place) WHERE kind IS NOT NULL;
    CREATE INDEX row_id ON row (list, id) WHERE id IS NOT NULL;";

/// Of which state of a case something was made.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stamp {
    format: u32,
    position: u64,
    understood: u64,
    version: String,
}

impl Stamp {
    pub(super) fn new(position: u64, understood: u64, version: String) -> Self {
        Self {
            format: FORMAT,
            position,
            understood,
            version,
        }
    }
}

#[derive(Debug, Clone, Copy)]
enum List {
    Claims = 1,
    Tables,
    Talks,
    Timeline,
    Names,
}

/// Which claims are wanted.
#[derive(Debug, Clone, Default)]
pub struct ClaimFilter {
    /// Only of this type.
    pub kind: Option<ClaimType>,
    /// Only of files whose path begins so.
    pub prefix: Option<String>,
    /// Only those that say this, in either case: in their sentence, a slot, their polarity or their path.
    pub words: Option<String>,
    /// Only those that a learned rule found, or only those that a written one did.
    pub learned: Option<bool>,
}

/// A stretch of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct ListPage<T> {
    /// How many there are, before offset and limit.
    pub total: u64,
    /// These.
    pub rows: Vec<T>,
}

/// Which rows of a list are wanted.
#[derive(Debug, Clone, Copy)]
pub struct Window {
    /// Leaves out so many.
    pub offset: usize,
    /// At most so many.
    pub limit: usize,
}

impl Window {
    /// All rows.
    pub const ALL: Self = Self {
        offset: 0,
        limit: usize::MAX,
    };
}

/// What a whole case means, as it was gathered last.
pub struct Gathered {
    path: PathBuf,
    connection: Mutex<Connection>,
    pub(super) stamp: Stamp,
    pub(super) across: Arc<Across>,
    graph: OnceLock<Arc<Graph>>,
    counts: Mutex<BTreeMap<(ClaimType, String), Vec<Count>>>,
}

impl std::fmt::Debug for Gathered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Gathered")
            .field("stamp", &self.stamp)
            .finish_non_exhaustive()
    }
}

impl Gathered {
    /// Opens what is kept in the folder of a case; none where nothing is, or nothing that this program can use.
    pub(super) fn open(folder: &Path) -> Option<Self> {
        let path = folder.join(FILE);
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        if !path.is_file() || path.is_symlink() {
            return None;
        }
        let connection = Connection::open_with_flags(&path, flags).ok()?;
        Self::of(path, connection).ok()
    }

    /// Keeps what was gathered: in the folder of a case, or in memory.
    pub(super) fn keep(
        folder: Option<&Path>,
        stamp: &Stamp,
        across: &Across,
        whole: &WholeMeaning,
    ) -> Result<Self, CaseError> {
        let Some(folder) = folder else {
            let path = PathBuf::from(FILE);
            let written = Connection::open_in_memory()
                .map_err(Failure::from)
                .and_then(|connection| {
                    write(&connection, stamp, across, whole)?;
                    Ok(connection)
                })
                .and_then(|connection| Self::of(path.clone(), connection));
            return written.map_err(|failure| failure.at(&path));
        };
        let path = folder.join(FILE);
        let unfinished = folder.join("gathered.unfinished");
        let io = |source| CaseError::io(&unfinished, source);
        match fs::remove_file(&unfinished) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(io(error)),
            _ => {}
        }
        let written = || {
            let connection = Connection::open(&unfinished)?;
            // Nobody looks before it is whole and on the disk.
            connection.pragma_update(None, "journal_mode", "OFF")?;
            connection.pragma_update(None, "synchronous", "OFF")?;
            write(&connection, stamp, across, whole)?;
            connection.close().map_err(|(_, error)| error)?;
            Ok(())
        };
        written().map_err(|failure: Failure| failure.at(&unfinished))?;
        let file = fs::File::open(&unfinished).map_err(io)?;
        file.sync_all().map_err(io)?;
        fs::rename(&unfinished, &path).map_err(io)?;
        Self::open(folder).ok_or_else(|| Failure::Damaged.at(&path))
    }

    /// One of a case in which nothing was gathered yet.
    pub(super) fn nothing() -> Result<Self, CaseError> {
        let (across, whole) = (Across::default(), WholeMeaning::default());
        Self::keep(None, &Stamp::default(), &across, &whole)
    }

    fn of(path: PathBuf, connection: Connection) -> Result<Self, Failure> {
        let stamp: Stamp = kept(&connection, "stamp")?;
        if stamp.format != FORMAT && stamp != Stamp::default() {
            return Err(Failure::Damaged);
        }
        let across: KeptAcross = kept(&connection, "across")?;
        Ok(Self {
            path,
            stamp,
            across: Arc::new(across.into()),
            connection: Mutex::new(connection),
            graph: OnceLock::new(),
            counts: Mutex::default(),
        })
    }

    fn look<T>(
        &self,
        look: impl FnOnce(&Connection) -> Result<T, Failure>,
    ) -> Result<T, CaseError> {
        let connection: MutexGuard<'_, Connection> = self
            .connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        look(&connection).map_err(|failure| failure.at(&self.path))
    }

    /// Returns how many claims of each type there are.
    ///
    /// # Errors
    /// [`CaseError::Gathered`], as from all that follows.
    pub fn claims_by_type(&self) -> Result<BTreeMap<String, u64>, CaseError> {
        self.look(|connection| by_kind(connection, List::Claims))
    }

    /// Returns claims in the order of paths and places, those of two exports of one talk once.
    ///
    /// # Errors
    /// [`CaseError::Gathered`].
    pub fn claims(
        &self,
        filter: &ClaimFilter,
        window: Window,
    ) -> Result<ListPage<ClaimRow>, CaseError> {
        let prefix = filter.prefix.as_deref();
        let wanted = Wanted {
            kind: filter.kind.map(|kind| kind.to_string()),
            says: filter.words.as_ref().map(|words| words.to_lowercase()),
            learned: filter.learned,
            from: prefix.map(str::to_owned),
            before: prefix.and_then(after_all_with),
            ..Wanted::default()
        };
        self.look(|connection| page(connection, List::Claims, &wanted, window))
    }

    /// Returns the claims at these places of the list of all, without those that are not there.
    ///
    /// # Errors
    /// [`CaseError::Gathered`].
    pub fn claims_at(
        &self,
        places: impl IntoIterator<Item = usize>,
    ) -> Result<Vec<ClaimRow>, CaseError> {
        self.look(|connection| {
            let mut statement =
                connection.prepare_cached("SELECT json FROM row WHERE list = ?1 AND place = ?2")?;
            let mut claims = Vec::new();
            for place in places {
                let key = params![List::Claims as i64, place as i64];
                let json = statement.query_row(key, |row| row.get::<_, String>(0));
                if let Some(json) = json.optional()? {
                    claims.push(serde_json::from_str(&json)?);
                }
            }
            Ok(claims)
        })
    }

    /// Returns the tables, in the order of paths.
    ///
    /// # Errors
    /// [`CaseError::Gathered`].
    pub fn tables(&self, window: Window) -> Result<ListPage<TableCard>, CaseError> {
        self.look(|connection| page(connection, List::Tables, &Wanted::default(), window))
    }

    /// Returns the talks, those with most messages first; [`Case::talks`] has the zones that persons assert as well.
    ///
    /// # Errors
    /// [`CaseError::Gathered`].
    pub(super) fn talks(&self, window: Window) -> Result<ListPage<Talk>, CaseError> {
        self.look(|connection| page(connection, List::Talks, &Wanted::default(), window))
    }

    /// Returns what is dated, in the order of time.
    ///
    /// # Errors
    /// [`CaseError::Gathered`].
    pub fn timeline(&self, window: Window) -> Result<ListPage<Dated>, CaseError> {
        self.look(|connection| page(connection, List::Timeline, &Wanted::default(), window))
    }

    /// Returns how many names of each type there are.
    ///
    /// # Errors
    /// [`CaseError::Gathered`].
    pub fn names_by_type(&self) -> Result<BTreeMap<String, u64>, CaseError> {
        self.look(|connection| by_kind(connection, List::Names))
    }

    /// Returns people, bodies, states, places and products, those mentioned most first: all, of one type, those that
    /// have these words in a name, in either case.
    ///
    /// # Errors
    /// [`CaseError::Gathered`].
    pub fn names(
        &self,
        kind: Option<MentionType>,
        words: Option<&str>,
        window: Window,
    ) -> Result<ListPage<EntityRow>, CaseError> {
        let wanted = Wanted {
            kind: kind.map(|kind| kind.to_string()),
            has: words.map(str::to_lowercase),
            ..Wanted::default()
        };
        let found: ListPage<KeptName> =
            self.look(|connection| page(connection, List::Names, &wanted, window))?;
        Ok(ListPage {
            total: found.total,
            rows: found.rows.into_iter().map(EntityRow::from).collect(),
        })
    }

    /// Returns the name with this id.
    ///
    /// # Errors
    /// [`CaseError::Gathered`].
    pub fn name(&self, id: &str) -> Result<Option<EntityRow>, CaseError> {
        self.look(|connection| {
            let found = connection
                .prepare_cached("SELECT json FROM row WHERE list = ?1 AND id = ?2 ORDER BY place")?
                .query_row(params![List::Names as i64, id], |row| {
                    row.get::<_, String>(0)
                })
                .optional()?;
            let Some(json) = found else { return Ok(None) };
            let name: KeptName = serde_json::from_str(&json)?;
            Ok(Some(name.into()))
        })
    }

    /// Returns the relations of a person or body, in the order of paths and places.
    ///
    /// # Errors
    /// [`CaseError::Gathered`].
    pub fn relations(&self, of: &EntityRow, most: usize) -> Result<Vec<Relation>, CaseError> {
        let side = Side::of(of);
        let mut relations = Vec::new();
        self.each_claim(ClaimType::Relationship, &mut |json| {
            let counted: Counted = serde_json::from_str(json)?;
            if let Some(other) = side
                .other(&counted.fields)
                .filter(|_| relations.len() < most)
            {
                let other = other.map(str::to_owned);
                let claim = serde_json::from_str(json)?;
                relations.push(Relation { claim, other });
            }
            Ok(())
        })?;
        Ok(relations)
    }

    /// Returns names and what binds them. The claims of a tie are places in the list of all claims.
    ///
    /// # Errors
    /// [`CaseError::Gathered`].
    pub fn graph(&self) -> Result<Arc<Graph>, CaseError> {
        if let Some(graph) = self.graph.get() {
            return Ok(Arc::clone(graph));
        }
        let graph: Graph = self.look(|connection| kept(connection, "graph"))?;
        Ok(Arc::clone(self.graph.get_or_init(|| Arc::new(graph))))
    }

    /// Returns counts as [`super::count`] makes them, and keeps them.
    pub(super) fn counts(
        &self,
        kind: ClaimType,
        by: &str,
        make: &dyn Fn(Vec<Counted>) -> Vec<Count>,
    ) -> Result<Vec<Count>, CaseError> {
        let known = || self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (kind, by.to_owned());
        if let Some(counts) = known().get(&key) {
            return Ok(counts.clone());
        }
        let mut claims = Vec::new();
        self.each_claim(kind, &mut |json| {
            claims.push(serde_json::from_str(json)?);
            Ok(())
        })?;
        let counts = make(claims);
        known().insert(key, counts.clone());
        Ok(counts)
    }

    fn each_claim(
        &self,
        kind: ClaimType,
        take: &mut dyn FnMut(&str) -> Result<(), Failure>,
    ) -> Result<(), CaseError> {
        self.look(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT json FROM row WHERE list = ?1 AND kind = ?2 ORDER BY place",
            )?;
            let mut rows = statement.query(params![List::Claims as i64, kind.to_string()])?;
            while let Some(row) = rows.next()? {
                take(row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?)?;
            }
            Ok(())
        })
    }
}

/// A name as it is kept: with its places, which no row shows.
#[derive(Deserialize)]
struct KeptName {
    row: EntityRow,
    places: Vec<NameIn>,
}

impl From<KeptName> for EntityRow {
    fn from(kept: KeptName) -> Self {
        Self {
            places: kept.places,
            ..kept.row
        }
    }
}

/// The same as it is written.
#[derive(Serialize)]
struct NewName<'a> {
    row: &'a EntityRow,
    places: &'a [NameIn],
}

/// Conditions on the rows of a list.
#[derive(Default)]
struct Wanted {
    kind: Option<String>,
    /// Words have this in them.
    has: Option<String>,
    /// What is said has this in it.
    says: Option<String>,
    /// Whether a learned rule says it.
    learned: Option<bool>,
    /// Words are not below this.
    from: Option<String>,
    /// Words are below this.
    before: Option<String>,
}

fn page<T: DeserializeOwned>(
    connection: &Connection,
    list: List,
    wanted: &Wanted,
    window: Window,
) -> Result<ListPage<T>, Failure> {
    let mut conditions = String::from("list = ?");
    let mut values = vec![Value::from(list as i64)];
    let asked = [
        (&wanted.kind, " AND kind = ?"),
        (&wanted.has, " AND instr(words, ?) > 0"),
        (&wanted.says, " AND instr(said, ?) > 0"),
        (&wanted.from, " AND words >= ?"),
        (&wanted.before, " AND words < ?"),
    ];
    for (value, condition) in asked {
        if let Some(value) = value {
            conditions.push_str(condition);
            values.push(Value::from(value.clone()));
        }
    }
    if let Some(learned) = wanted.learned {
        conditions.push_str(" AND learned = ?");
        values.push(Value::from(learned));
    }
    let total = connection
        .prepare_cached(&format!("SELECT count(*) FROM row WHERE {conditions}"))?
        .query_row(params_from_iter(&values), |row| row.get::<_, i64>(0))?;
    let mut statement = connection.prepare_cached(&format!(
        "SELECT json FROM row WHERE {conditions} ORDER BY place LIMIT ? OFFSET ?"
    ))?;
    let number = |number: usize| Value::from(i64::try_from(number).unwrap_or(i64::MAX));
    values.extend([number(window.limit), number(window.offset)]);
    let mut found = statement.query(params_from_iter(&values))?;
    let mut rows = Vec::new();
    while let Some(row) = found.next()? {
        let json = row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?;
        rows.push(serde_json::from_str(json)?);
    }
    Ok(ListPage {
        total: u64::try_from(total).unwrap_or_default(),
        rows,
    })
}

fn by_kind(connection: &Connection, list: List) -> Result<BTreeMap<String, u64>, Failure> {
    let mut statement = connection.prepare_cached(
        "SELECT kind, count(*) FROM row WHERE list = ?1 AND kind IS NOT NULL GROUP BY kind",
    )?;
    let rows = statement.query_map([list as i64], |row| {
        Ok((row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs()))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn kept<T: DeserializeOwned>(connection: &Connection, name: &str) -> Result<T, Failure> {
    let json: String = connection
        .prepare_cached("SELECT json FROM kept WHERE name = ?1")?
        .query_row([name], |row| row.get(0))?;
    Ok(serde_json::from_str(&json)?)
}

fn write(
    connection: &Connection,
    stamp: &Stamp,
    across: &Across,
    whole: &WholeMeaning,
) -> Result<(), Failure> {
    connection.execute_batch("BEGIN")?;
    connection.execute_batch(SHAPE)?;
    let mut keep = connection.prepare("INSERT INTO kept (name, json) VALUES (?1, ?2)")?;
    keep.execute(params!["stamp", serde_json::to_string(stamp)?])?;
    let across = KeptAcross::from(across);
    keep.execute(params!["across", serde_json::to_string(&across)?])?;
    keep.execute(params!["graph", serde_json::to_string(&whole.graph)?])?;
    let mut rows = Rows(connection.prepare(
        "INSERT INTO row (list, place, kind, id, words, json) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?);
    let mut claims = connection.prepare(
        "INSERT INTO row (list, place, kind, words, said, learned, json) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    for (place, claim) in whole.claims.iter().enumerate() {
        claims.execute(params![
            List::Claims as i64,
            place as i64,
            claim.kind.to_string(),
            claim.path,
            claim.said()?,
            claim.is_learned,
            claim.json
        ])?;
    }
    for (place, table) in whole.tables.iter().enumerate() {
        rows.add(List::Tables, place, None, None, None, table)?;
    }
    for (place, talk) in whole.talks.iter().enumerate() {
        rows.add(List::Talks, place, None, None, None, talk)?;
    }
    for (place, dated) in whole.timeline.iter().enumerate() {
        rows.add(List::Timeline, place, None, None, None, dated)?;
    }
    for (place, row) in whole.entities.iter().enumerate() {
        let names: Vec<String> = row
            .names
            .iter()
            .map(|name| name.text.to_lowercase())
            .collect();
        let name = NewName {
            row,
            places: &row.places,
        };
        let (kind, names) = (row.kind.to_string(), names.join("\n"));
        rows.add(
            List::Names,
            place,
            Some(&kind),
            Some(&row.id),
            Some(&names),
            &name,
        )?;
    }
    connection.execute_batch(INDICES)?;
    connection.execute_batch("COMMIT")?;
    Ok(())
}

struct Rows<'a>(rusqlite::Statement<'a>);

impl Rows<'_> {
    fn add(
        &mut self,
        list: List,
        place: usize,
        kind: Option<&str>,
        id: Option<&str>,
        words: Option<&str>,
        row: &impl Serialize,
    ) -> Result<(), Failure> {
        let json = serde_json::to_string(row)?;
        self.0
            .execute(params![list as i64, place as i64, kind, id, words, json])?;
        Ok(())
    }
}

/// Why it cannot be written or read.
#[derive(Debug)]
enum Failure {
    Damaged,
    Database(rusqlite::Error),
    Row(serde_json::Error),
}

impl Failure {
    fn at(self, path: &Path) -> CaseError {
        let source: Box<dyn std::error::Error + Send + Sync> = match self {
            Self::Damaged => "it is damaged".into(),
            Self::Database(error) => error.into(),
            Self::Row(error) => error.into(),
        };
        CaseError::Gathered {
            path: path.to_path_buf(),
            source,
        }
    }
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error)
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Self::Row(error)
    }
}
