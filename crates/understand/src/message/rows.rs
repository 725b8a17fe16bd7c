//! Chats in rows and columns: HTML tables in Markdown, exports as CSV and sheets. Always: one pass; columns are
//! told by their names, in any order, or by what stands in them; a row without words and sender is none.

use std::collections::BTreeSet;

use daylight_model::{Message, MessageKind, PartKind, Span, ZoneBasis};

use super::clock::{self, DateOrder};
use super::role::{self, Role};
use super::{kind, title, zone};
use crate::Document;
use crate::grid::{self, Region, Row};
use crate::table::column;

/// Rows by which the layout is told.
const SAMPLE: usize = 60;

/// How far down a header may stand.
const DEEPEST_HEADER: usize = 12;

/// Which column holds what.
#[derive(Debug, Clone, Default)]
pub(crate) struct Layout {
    /// Rows before the first message.
    skip: usize,
    roles: Vec<(Role, u32)>,
    /// Senders after the best one.
    more_senders: Vec<u32>,
    order: DateOrder,
    zone: Option<String>,
    conversation: Option<String>,
}

impl Layout {
    fn column(&self, role: Role) -> Option<u32> {
        self.roles
            .iter()
            .find(|(known, _)| *known == role)
            .map(|(_, column)| *column)
    }
}

/// Returns how a region is laid out as a chat; none where it is no chat.
pub(crate) fn layout(document: &Document<'_>, region: &Region) -> Option<Layout> {
    let sample: Vec<Row> = region.rows(document).take(SAMPLE).collect();
    let mut layout = named(document, &sample).or_else(|| unnamed(document, &sample))?;
    let column = layout.column(Role::Day).or(layout.column(Role::Time))?;
    let times = sample
        .iter()
        .skip(layout.skip)
        .filter_map(|row| row.cell(column))
        .map(|cell| grid::text(document, cell.span));
    layout.order = clock::order_of(times);
    let above = title::of(document, &region.above);
    layout.zone = layout.zone.or(above.zone);
    layout.conversation = layout
        .conversation
        .or(above.name)
        .or_else(|| sheet_name(document, region));
    Some(layout)
}

/// A workbook of talks has one on each sheet.
fn sheet_name(document: &Document<'_>, region: &Region) -> Option<String> {
    let part = document.parts.get(region.parts.start)?;
    let name = part.name().filter(|_| part.kind() == PartKind::Sheet)?;
    let plain = name
        .trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ')
        .to_lowercase();
    let says_nothing = [
        "sheet",
        "工作表",
        "表",
        "data",
        "export",
        "messages",
        "消息",
        "聊天记录",
    ]
    .contains(&plain.as_str());
    (!says_nothing).then(|| name.to_owned())
}

/// Finds the row that names the columns.
fn named(document: &Document<'_>, sample: &[Row]) -> Option<Layout> {
    let mut notes: Vec<Span> = Vec::new();
    for (index, row) in sample.iter().take(DEEPEST_HEADER).enumerate() {
        let rest = sample.get(index + 1..)?;
        if let Some(mut layout) = by_names(document, row, rest)
            && holds(document, &layout, rest)
        {
            layout.skip = index + 1;
            let above = title::of(document, &notes);
            layout.conversation = above.name;
            layout.zone = layout.zone.or(above.zone);
            return Some(layout);
        }
        notes.extend(row.cells.iter().map(|cell| cell.span));
    }
    None
}

/// Where the column of words has a name that nobody knows, what stands in it tells it.
fn fill_in(document: &Document<'_>, layout: &mut Layout, header: &Row, rows: &[Row]) {
    let has = |layout: &Layout, role| layout.column(role).is_some();
    let named = layout.roles.len();
    let taken: Vec<u32> = layout.roles.iter().map(|(_, column)| *column).collect();
    let open = header
        .cells
        .iter()
        .filter(|cell| !taken.contains(&cell.column) && !layout.more_senders.contains(&cell.column))
        .filter(|cell| !column::is_known(grid::text(document, cell.span)))
        .map(|cell| {
            let texts: Vec<&str> = rows
                .iter()
                .filter_map(|row| row.cell(cell.column))
                .map(|cell| grid::text(document, cell.span))
                .collect();
            (cell.column, Nature::of(&texts))
        });
    if rows.len() < 4 || named < 2 || !has(layout, Role::Sender) || has(layout, Role::Content) {
        return;
    }
    let words = open.filter(|(_, nature)| nature.is_words());
    let widest = words.max_by_key(|(_, nature)| nature.characters);
    layout
        .roles
        .extend(widest.map(|(column, _)| (Role::Content, column)));
}

fn by_names(document: &Document<'_>, row: &Row, rest: &[Row]) -> Option<Layout> {
    let mut best: Vec<(Role, usize, u32)> = Vec::new();
    let mut senders: Vec<(usize, u32)> = Vec::new();
    let mut layout = Layout::default();
    for cell in &row.cells {
        let name = grid::text(document, cell.span);
        let Some((role, rank)) = role::of(name) else {
            continue;
        };
        if matches!(role, Role::Time | Role::Day) {
            layout.zone = layout.zone.or_else(|| zone::within(name));
        }
        if role == Role::Sender {
            senders.push((rank, cell.column));
        }
        match best.iter_mut().find(|(known, ..)| *known == role) {
            Some(known) if known.1 > rank => *known = (role, rank, cell.column),
            Some(_) => {}
            None => best.push((role, rank, cell.column)),
        }
    }
    senders.sort_unstable();
    layout.more_senders = senders.iter().skip(1).map(|(_, column)| *column).collect();
    layout.roles = best
        .iter()
        .map(|(role, _, column)| (*role, *column))
        .collect();
    fill_in(document, &mut layout, row, rest);
    let has = |role| layout.column(role).is_some();
    let timed = has(Role::Time) || has(Role::Day);
    // A list of news has a time and words too: somebody must speak.
    let spoken = has(Role::Sender) || has(Role::Direction);
    (timed && spoken && has(Role::Content)).then_some(layout)
}

/// Returns whether the rows are what their columns say.
fn holds(document: &Document<'_>, layout: &Layout, rows: &[Row]) -> bool {
    let time = layout.column(Role::Time);
    let day = layout.column(Role::Day);
    let (mut seen, mut timed, mut clocks) = (0, 0, 0);
    for row in rows {
        if row.cells.len() < 2 {
            continue;
        }
        seen += 1;
        let stamp_in = |column: Option<u32>| {
            let cell = row.cell(column?)?;
            let text = grid::text(document, cell.span);
            clock::whole(text, DateOrder::DayFirst).or(clock::whole(text, DateOrder::MonthFirst))
        };
        let stamps = [stamp_in(time), stamp_in(day)];
        timed += usize::from(stamps.iter().any(Option::is_some));
        clocks += usize::from(stamps.iter().flatten().any(|stamp| stamp.clock.is_some()));
    }
    // 日期、姓名、内容 without a time of day is a diary of work.
    seen == 0 || timed * 10 >= seen * 6 && clocks * 10 >= seen * 5
}

/// Tells columns by what stands in them: times, few short names, many words.
fn unnamed(document: &Document<'_>, sample: &[Row]) -> Option<Layout> {
    let rows: Vec<&Row> = sample.iter().filter(|row| row.cells.len() >= 3).collect();
    if rows.len() < 4 || rows.len() * 10 < sample.len() * 9 {
        return None;
    }
    let width = rows
        .iter()
        .flat_map(|row| &row.cells)
        .map(|cell| cell.column)
        .max()?;
    if !(3..=6).contains(&width) {
        return None;
    }
    let mut columns = Vec::new();
    for column in 1..=width {
        let texts: Vec<&str> = rows
            .iter()
            .filter_map(|row| row.cell(column))
            .map(|cell| grid::text(document, cell.span))
            .collect();
        columns.push((column, Nature::of(&texts)));
    }
    let filled = |nature: &Nature| nature.filled * 10 >= rows.len() * 9;
    let time = columns
        .iter()
        .find(|(_, nature)| filled(nature) && nature.moments * 10 >= nature.filled * 9)?
        .0;
    let content = columns
        .iter()
        .filter(|(_, nature)| filled(nature) && nature.is_words())
        .max_by_key(|(_, nature)| nature.characters)?
        .0;
    let people: Vec<u32> = columns
        .iter()
        .filter(|(column, nature)| *column != content && filled(nature) && nature.is_names())
        .map(|(column, _)| *column)
        .collect();
    let (sender, recipient) = match people.as_slice() {
        [sender] => (*sender, None),
        [sender, recipient] => (*sender, Some(*recipient)),
        _ => return None,
    };
    let mut roles = vec![
        (Role::Time, time),
        (Role::Sender, sender),
        (Role::Content, content),
    ];
    roles.extend(recipient.map(|column| (Role::Recipient, column)));
    // A header whose names nobody knows is no message: the first one has a time.
    let first = rows.iter().find(|row| {
        let text = row.cell(time).map(|cell| grid::text(document, cell.span));
        text.is_some_and(|text| Nature::of(&[text]).moments == 1)
    })?;
    let skip = sample.iter().position(|row| row.number == first.number)?;
    Some(Layout {
        skip,
        roles,
        ..Layout::default()
    })
}

/// What stands in a column.
struct Nature {
    filled: usize,
    moments: usize,
    distinct: usize,
    characters: usize,
    longest: usize,
    spoken: usize,
}

impl Nature {
    fn of(texts: &[&str]) -> Self {
        let moment = |text: &&&str| {
            let stamp = clock::whole(text, DateOrder::DayFirst)
                .or(clock::whole(text, DateOrder::MonthFirst));
            stamp.is_some_and(|stamp| stamp.date.is_some() && stamp.clock.is_some())
        };
        let distinct: BTreeSet<&&str> = texts.iter().collect();
        let lengths = || texts.iter().map(|text| text.chars().count());
        // Sentences of a talk: marks of sentences, or words that are no numbers or codes.
        let spoken = |text: &&&str| {
            text.chars()
                .any(|c| matches!(c, '，' | '。' | '？' | '！' | '?' | '!' | ',' | '[' | '、'))
                || text.split_whitespace().count() > 2
        };
        Self {
            filled: texts.len(),
            moments: texts.iter().filter(moment).count(),
            distinct: distinct.len(),
            characters: lengths().sum(),
            longest: lengths().max().unwrap_or(0),
            spoken: texts.iter().filter(spoken).count(),
        }
    }

    fn is_words(&self) -> bool {
        self.moments == 0 && self.spoken * 5 >= self.filled && self.distinct * 2 > self.filled
    }

    fn is_names(&self) -> bool {
        self.moments == 0 && self.longest <= 40 && self.distinct * 2 <= self.filled
    }
}

/// Reads the messages of a chat.
pub(crate) fn read(
    document: &Document<'_>,
    region: &Region,
    layout: &Layout,
    messages: &mut Vec<Message>,
) {
    for row in region.rows(document).skip(layout.skip) {
        let number = u32::try_from(messages.len() + 1).unwrap_or(u32::MAX);
        if let Some(message) = message(document, layout, &row, number) {
            messages.push(message);
        }
    }
}

fn message(document: &Document<'_>, layout: &Layout, row: &Row, number: u32) -> Option<Message> {
    let span_of = |role| Some(row.cell(layout.column(role)?)?.span);
    let text_of = |role| Some(grid::text(document, span_of(role)?));
    let outgoing = text_of(Role::Direction).and_then(is_outgoing);
    let mut sender_span = span_of(Role::Sender).or_else(|| {
        let mut more = layout.more_senders.iter();
        more.find_map(|column| row.cell(*column))
            .map(|cell| cell.span)
    });
    let content = span_of(Role::Content).or(span_of(Role::File));
    let stamp = stamp(document, layout, row);
    if stamp.is_none() && (sender_span.is_none() || content.is_none()) || row.cells.len() < 2 {
        return None;
    }
    let stamp = stamp.unwrap_or_default();
    let mut recipients = text_of(Role::Recipient)
        .map(split_names)
        .unwrap_or_default();
    // Where only the other end is named, he is who was written to.
    if outgoing == Some(true)
        && layout.column(Role::Recipient).is_none()
        && layout.more_senders.is_empty()
        && let Some(span) = sender_span.filter(|span| !is_me(grid::text(document, *span)))
        && names_only_the_other_end(layout)
    {
        recipients = vec![grid::text(document, span).to_owned()];
        sender_span = None;
    }
    let text = content
        .map(|span| grid::text(document, span))
        .unwrap_or_default();
    let said = kind::of(text);
    let kind = match text_of(Role::Kind).and_then(kind::named) {
        Some(named) if said == MessageKind::Text => named,
        _ => said,
    };
    let zone = stamp
        .zone
        .clone()
        .or_else(|| text_of(Role::Zone).and_then(zone::within))
        .or_else(|| layout.zone.clone());
    Some(Message {
        number,
        span: content.or_else(|| row.span())?,
        time: stamp.iso(),
        zone_basis: match zone {
            Some(_) => ZoneBasis::Stated,
            None => ZoneBasis::Unknown,
        },
        time_zone: zone,
        sender: sender_span.map(|span| grid::text(document, span).to_owned()),
        sender_span,
        recipients,
        conversation: text_of(Role::Conversation)
            .map(str::to_owned)
            .or_else(|| layout.conversation.clone()),
        kind,
        text: text.to_owned(),
        place_alone: false,
    })
}

fn stamp(document: &Document<'_>, layout: &Layout, row: &Row) -> Option<clock::Stamp> {
    let read = |role| {
        let cell = row.cell(layout.column(role)?)?;
        clock::whole(grid::text(document, cell.span), layout.order)
    };
    match (read(Role::Time), read(Role::Day)) {
        (Some(time), Some(day)) if time.date.is_none() => Some(clock::Stamp {
            date: day.date,
            open_day: day.open_day,
            ..time
        }),
        (Some(time), _) => Some(time),
        (None, day) => day,
    }
}

/// A column of direction with no other sender than the one at the other end: messages of a telephone.
fn names_only_the_other_end(layout: &Layout) -> bool {
    layout.column(Role::Direction).is_some()
}

fn is_me(name: &str) -> bool {
    ["我", "me", "self", "本人", "本机", "自己"].contains(&name.trim().to_lowercase().as_str())
}

fn is_outgoing(word: &str) -> Option<bool> {
    let word = word.trim().to_lowercase();
    let is = |words: &[&str]| words.contains(&word.as_str());
    if is(&[
        "1",
        "true",
        "发",
        "发送",
        "发出",
        "已发送",
        "sent",
        "outgoing",
        "out",
        "send",
        "yes",
        "是",
    ]) {
        Some(true)
    } else if is(&[
        "0",
        "false",
        "收",
        "接收",
        "收到",
        "已接收",
        "received",
        "incoming",
        "in",
        "receive",
        "inbox",
        "no",
        "否",
    ]) {
        Some(false)
    } else {
        None
    }
}

/// Splits names in one cell.
pub(crate) fn split_names(text: &str) -> Vec<String> {
    text.split([';', '；', '、', '\n'])
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}
