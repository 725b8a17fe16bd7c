//! The shape of the database and how older ones become it. Always: a migration that was released is never
//! edited; the shape that all of them together give is written out in `schema.sql` and held by a test.

use rusqlite::{Connection, TransactionBehavior};

use super::failure::Failure;

/// The steps from an empty database to the present one. The version of a database is the number of steps
/// that it has taken.
const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001_files_readings_queue.sql"),
    include_str!("migrations/0002_understanding.sql"),
    include_str!("migrations/0003_translations.sql"),
    include_str!("migrations/0004_pieces.sql"),
];

/// `DAYL`, so that `file` and others can tell what the database is.
const APPLICATION_ID: i32 = 0x4441_594C;

/// Brings the database to the present version.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), Failure> {
    if version(connection)? == known_version() && application_id(connection)? == APPLICATION_ID {
        return Ok(());
    }
    // Two processes may have found an old version: whoever comes second finds the work done.
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found = version(&transaction)?;
    if application_id(&transaction)? != APPLICATION_ID {
        let tables: i64 =
            transaction.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        if found != 0 || tables != 0 {
            return Err(Failure::damaged("the mark of a Daylight ledger"));
        }
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    }
    if found > known_version() {
        return Err(Failure::Newer {
            found,
            known: known_version(),
        });
    }
    for step in MIGRATIONS.iter().skip(found as usize) {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "user_version", known_version())?;
    transaction.commit()?;
    Ok(())
}

fn known_version() -> u32 {
    MIGRATIONS.len() as u32
}

fn version(connection: &Connection) -> rusqlite::Result<u32> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

fn application_id(connection: &Connection) -> rusqlite::Result<i32> {
    connection.pragma_query_value(None, "application_id", |row| row.get(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(connection: &Connection) -> String {
        let mut statement = connection
            .prepare("SELECT sql || ';\n' FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type DESC, name")
            .unwrap();
        let rows = statement
            .query_map([], |row| row.get::<_, String>(0))
            .unwrap();
        rows.map(|row| row.unwrap()).collect()
    }

    #[test]
    fn every_older_version_comes_to_the_shape_that_is_written_out() {
        for version in 0..=MIGRATIONS.len() {
            let mut connection = Connection::open_in_memory().unwrap();
            if version > 0 {
                for step in &MIGRATIONS[..version] {
                    connection.execute_batch(step).unwrap();
                }
                connection
                    .pragma_update(None, "application_id", APPLICATION_ID)
                    .unwrap();
                connection
                    .pragma_update(None, "user_version", version as u32)
                    .unwrap();
            }
            migrate(&mut connection).unwrap();
            assert_eq!(shape(&connection), include_str!("schema.sql"));
            assert_eq!(super::version(&connection).unwrap(), known_version());
        }
    }

    #[test]
    fn a_newer_version_and_other_programs_databases_are_refused_unchanged() {
        let mut newer = Connection::open_in_memory().unwrap();
        migrate(&mut newer).unwrap();
        newer.pragma_update(None, "user_version", 999).unwrap();
        assert!(matches!(
            migrate(&mut newer),
            Err(Failure::Newer { found: 999, .. })
        ));
        let mut other = Connection::open_in_memory().unwrap();
        other.execute_batch("CREATE TABLE theirs (a)").unwrap();
        assert!(matches!(migrate(&mut other), Err(Failure::Damaged { .. })));
        assert_eq!(shape(&other), "CREATE TABLE theirs (a);\n");
    }
}
