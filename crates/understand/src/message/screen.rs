//! Chats on pictures of screens, by where their lines stand: the title above, times in the middle, the others' words
//! on the left, the owner's own on the right. Always: only what the layout shows; a picture that has no times in its
//! middle and no bubbles at its sides is no chat.

use daylight_model::{Area, Message, MessageKind, Part, PartKind, Place, Span, ZoneBasis};

use super::clock::{self, DateOrder, Stamp};
use super::{kind, line};
use crate::Document;
use crate::grid;
use crate::wrap;

/// Who wrote what stands on the right: the owner of the screen, who says 我 of himself.
const OWNER: &str = "我";

/// A line of a picture.
#[derive(Debug, Clone, Copy)]
struct Line<'p> {
    span: Span,
    area: Area,
    text: &'p str,
}

impl Line<'_> {
    fn right(&self) -> f32 {
        (self.area.x + self.area.width) as f32
    }

    fn left(&self) -> f32 {
        self.area.x as f32
    }

    fn bottom(&self) -> f32 {
        (self.area.y + self.area.height) as f32
    }

    fn middle(&self) -> f32 {
        self.left() + self.area.width as f32 / 2.0
    }

    fn height(&self) -> f32 {
        self.area.height as f32
    }
}

/// Lines that belong together: a bubble, a name, a time.
#[derive(Debug, Clone)]
struct Group<'p> {
    lines: Vec<Line<'p>>,
    left: f32,
    right: f32,
}

impl Group<'_> {
    fn top(&self) -> f32 {
        self.lines.first().map_or(0.0, |line| line.area.y as f32)
    }

    fn bottom(&self) -> f32 {
        self.lines.last().map_or(0.0, Line::bottom)
    }
}

/// What a group is.
#[derive(Debug, Clone, PartialEq)]
enum Role {
    /// A time in the middle.
    Time(Stamp),
    /// Words in the middle.
    Notice,
    /// The name above a bubble.
    Name,
    /// A bubble of somebody else.
    Theirs,
    /// A bubble of the owner.
    Own,
}

/// Reads the messages on the pictures of a document.
pub(crate) fn read(document: &Document<'_>) -> Vec<Message> {
    let mut messages = Vec::new();
    for part in document.parts {
        if part.kind() == PartKind::Picture
            && let Some(screen) = Screen::of(part)
        {
            screen.read(&mut messages);
        }
    }
    messages
}

/// Returns the breaks within the bubbles of a chat that a part shows, in order; none where it shows something else.
pub(crate) fn bubble_breaks(part: &Part) -> Option<Vec<usize>> {
    let screen = Screen::of(part)?;
    let bubbles = screen.groups.iter().filter(|(group, role)| {
        matches!(role, Role::Notice | Role::Theirs | Role::Own) && !is_file(group)
    });
    let ends = bubbles.flat_map(|(group, _)| {
        // A line that ends early was ended by whoever wrote it.
        let is_full = |line: &Line<'_>| line.right() >= group.right - line.height() * 1.6;
        group.lines.windows(2).filter_map(move |pair| match pair {
            [line, next] if is_full(line) && !wrap::are_items(line.text, next.text) => {
                Some(line.span.end as usize)
            }
            _ => None,
        })
    });
    // What was read between two lines of a bubble stands between them in the text too.
    let is_break = |end: &usize| part.text().as_bytes().get(*end) == Some(&b'\n');
    let mut breaks: Vec<usize> = ends.filter(is_break).collect();
    breaks.sort_unstable();
    Some(breaks)
}

struct Screen<'p> {
    title: Option<Line<'p>>,
    groups: Vec<(Group<'p>, Role)>,
}

impl<'p> Screen<'p> {
    /// Returns the screen of a chat that a part shows; none where it shows something else.
    fn of(part: &'p Part) -> Option<Self> {
        let lines = lines(part);
        let height = median(lines.iter().map(Line::height))?;
        let center = center(&lines)?;
        let is_central = |line: &Line<'_>| (line.middle() - center).abs() <= center * 0.06;
        let first_time = lines
            .iter()
            .position(|line| is_central(line) && stamp(line.text).is_some())?;
        // The title is the last line in the middle above the first bubble.
        let head_end = lines
            .iter()
            .take(first_time)
            .position(|line| line.area.y as f32 > center * 0.75)
            .unwrap_or(first_time);
        let title = lines
            .iter()
            .take(head_end)
            .rfind(|line| is_central(line) && stamp(line.text).is_none() && is_title(line.text))
            .copied();
        let from = title.map_or(0.0, |title| title.bottom());
        let content: Vec<Line<'_>> = lines
            .iter()
            .filter(|line| line.area.y as f32 >= from)
            .copied()
            .collect();
        let mut groups = grouped(&content, height);
        drop_foot(&mut groups, center, height);
        let edges = Edges::of(&groups, center, height)?;
        groups.retain(|group| !edges.is_outside(group, height));
        if in_columns(&groups) {
            return None;
        }
        let of_many = title.is_some_and(|title| members(title.text).is_some());
        let roles = edges.roles(&groups, center, height, of_many);
        Some(Self {
            title,
            groups: groups.into_iter().zip(roles).collect(),
        })
    }

    fn read(&self, messages: &mut Vec<Message>) {
        let title = self.title.map(|title| title.text.trim().to_owned());
        let in_group = self.groups.iter().any(|(_, role)| *role == Role::Name)
            || title
                .as_deref()
                .is_some_and(|title| members(title).is_some());
        let mut time: Option<Stamp> = None;
        let mut name: Option<&Line<'_>> = None;
        for (group, role) in &self.groups {
            match role {
                Role::Time(stamp) => time = Some(on_day_of(stamp, time.as_ref())),
                Role::Name => name = group.lines.first(),
                Role::Notice | Role::Theirs | Role::Own => {
                    let sender = match role {
                        Role::Own => Some((OWNER.to_owned(), None)),
                        Role::Theirs if in_group => {
                            name.map(|name| (name.text.trim().to_owned(), Some(name.span)))
                        }
                        Role::Theirs => self
                            .title
                            .map(|title| (title.text.trim().to_owned(), Some(title.span))),
                        _ => None,
                    };
                    // Each bubble has its own name: one that was not read is not known.
                    name = None;
                    messages.extend(
                        message(group, role, sender, time.as_ref(), messages.len()).map(
                            |mut message| {
                                message.conversation.clone_from(&title);
                                message
                            },
                        ),
                    );
                }
            }
        }
    }
}

fn lines(part: &Part) -> Vec<Line<'_>> {
    let mut lines: Vec<Line<'_>> = part
        .anchors()
        .iter()
        .filter_map(|anchor| {
            let Place::Picture(area) = anchor.place else {
                return None;
            };
            let span = grid::trimmed(part, anchor.start as usize, anchor.end as usize)?;
            let text = grid::text_in(part, span);
            Some(Line { span, area, text })
        })
        .collect();
    lines.sort_by_key(|line| (line.area.y, line.area.x));
    lines
}

fn median(values: impl Iterator<Item = f32>) -> Option<f32> {
    let mut values: Vec<f32> = values.collect();
    values.sort_by(f32::total_cmp);
    values.get(values.len() / 2).copied()
}

/// Returns the time that a line in the middle states.
fn stamp(text: &str) -> Option<Stamp> {
    let text = text.trim();
    // A character reader may lose the blank between day and hour.
    clock::whole(text, DateOrder::DayFirst).filter(|stamp| {
        let number = text.chars().all(|c| c.is_ascii_digit() || c == '.');
        !number && (stamp.clock.is_some() || stamp.date.is_some())
    })
}

/// Returns the middle of the screen: where its times stand.
fn center(lines: &[Line<'_>]) -> Option<f32> {
    let widest = lines.iter().map(Line::right).fold(0.0, f32::max);
    let stamps: Vec<&Line<'_>> = lines
        .iter()
        .filter(|line| {
            // The clock of the telephone stands in a corner.
            let middle = line.middle() / widest;
            stamp(line.text).is_some() && (0.3..0.72).contains(&middle)
        })
        .collect();
    let full = median(
        stamps
            .iter()
            .filter(|line| line.text.chars().count() > 5)
            .map(|line| line.middle()),
    );
    full.or_else(|| median(stamps.iter().map(|line| line.middle())))
}

fn is_title(text: &str) -> bool {
    let text = text.trim();
    (1..=40).contains(&text.chars().count()) && text.chars().any(char::is_alphanumeric)
}

/// Returns how many members a title says: `项目群(5)`.
fn members(title: &str) -> Option<u32> {
    let inner = title.trim_end().strip_suffix([')', '）'])?;
    let (_, number) = inner.rsplit_once(['(', '（'])?;
    number.trim().parse().ok()
}

/// Puts lines together that follow closely and begin at one edge.
fn grouped<'p>(lines: &[Line<'p>], height: f32) -> Vec<Group<'p>> {
    let mut groups: Vec<Group<'p>> = Vec::new();
    for line in lines {
        let joined = groups.iter_mut().rev().take(3).find(|group| {
            let Some(last) = group.lines.last() else {
                return false;
            };
            let gap = line.area.y as f32 - last.bottom();
            let usual = height.min(last.height()).min(line.height());
            gap <= usual * 0.65
                && gap >= -usual * 0.6
                && (line.left() - group.left).abs() <= height * 0.45
                && !(is_smaller(last, line) && group.lines.len() == 1)
                && stamp(line.text).is_none()
                && stamp(last.text).is_none()
        });
        match joined {
            Some(group) => {
                group.left = group.left.min(line.left());
                group.right = group.right.max(line.right());
                group.lines.push(*line);
            }
            None => groups.push(Group {
                lines: vec![*line],
                left: line.left(),
                right: line.right(),
            }),
        }
    }
    groups
}

/// Returns whether a line is written smaller than the one below it.
fn is_smaller(line: &Line<'_>, below: &Line<'_>) -> bool {
    line.height() < below.height() * 0.8
}

/// What stands on buttons below a chat.
const BUTTONS: &[&str] = &[
    "发送",
    "按住说话",
    "按住 说话",
    "说点什么",
    "输入消息",
    "发消息",
    "Send",
    "Message",
    "Type a message",
    "iMessage",
    "+",
    "x",
    "1",
    "...",
];

/// Drops the line of buttons at the bottom.
fn drop_foot(groups: &mut Vec<Group<'_>>, center: f32, height: f32) {
    while let Some(last) = groups.last() {
        let text = last.lines.first().map_or("", |line| line.text).trim();
        let above = groups.iter().rev().nth(1).map_or(0.0, Group::bottom);
        let is_button = BUTTONS
            .iter()
            .any(|button| button.eq_ignore_ascii_case(text));
        let at_edge = last.right < center * 0.25 || last.left > center * 1.75;
        // A mark of one character far below, or at the very edge, is an icon that was read as one.
        let is_icon = text.chars().count() <= 2 && (at_edge || last.top() - above > height * 3.5);
        if !(is_button || is_icon) {
            return;
        }
        groups.pop();
    }
}

/// Where bubbles begin on the left and end on the right.
struct Edges {
    left: Option<f32>,
    right: Option<f32>,
}

impl Edges {
    /// Returns the edges of a chat; none where the groups keep to none.
    fn of(groups: &[Group<'_>], center: f32, height: f32) -> Option<Self> {
        let aside: Vec<&Group<'_>> = groups
            .iter()
            .filter(|group| !is_central(group, center))
            .collect();
        let is_left = |group: &&&Group<'_>| group.left < 2.0 * center - group.right;
        // Names stand further out than bubbles: of two edges on the left the inner one is that of bubbles.
        let left = usual(aside.iter().filter(is_left).map(|group| group.left), height);
        let right = usual(
            aside
                .iter()
                .filter(|group| !is_left(group))
                .map(|group| -group.right),
            height,
        )
        .map(|right| -right);
        let edges = Self { left, right };
        let inside: Vec<&&Group<'_>> = aside
            .iter()
            .filter(|group| !edges.is_outside(group, height))
            .collect();
        let near = |edge: Option<f32>, at: f32, slack: f32| {
            edge.is_some_and(|edge| (at - edge).abs() <= height * slack)
        };
        // Names stand a little further out than bubbles.
        let kept = inside
            .iter()
            .filter(|group| near(left, group.left, 1.2) || near(right, group.right, 0.6))
            .count();
        let enough = !inside.is_empty() && kept * 10 >= inside.len() * 7;
        enough.then_some(edges)
    }

    /// Pictures of people stand beside bubbles; what is read in them is no words.
    fn is_outside(&self, group: &Group<'_>, height: f32) -> bool {
        self.left
            .is_some_and(|left| group.right < left - height * 0.1)
            || self
                .right
                .is_some_and(|right| group.left > right + height * 0.1)
    }

    fn roles(&self, groups: &[Group<'_>], center: f32, height: f32, of_many: bool) -> Vec<Role> {
        let mut roles: Vec<Role> = groups
            .iter()
            .map(|group| self.role(group, center, height))
            .collect();
        self.find_names(groups, &mut roles, height, of_many);
        roles
    }

    fn role(&self, group: &Group<'_>, center: f32, height: f32) -> Role {
        if let [line] = group.lines.as_slice()
            && is_central(group, center)
            && let Some(stamp) = stamp(line.text)
        {
            return Role::Time(stamp);
        }
        let from = |edge: Option<f32>, at: f32| edge.map_or(f32::MAX, |edge| (at - edge).abs());
        let (left, right) = (from(self.left, group.left), from(self.right, group.right));
        let at_an_edge = left.min(right) <= height * 0.6;
        if is_central(group, center) && !at_an_edge {
            return Role::Notice;
        }
        // A bubble of full width is near both edges; where words begin is read more exactly than where they end.
        let exact = height * 0.25;
        let own = match (left <= exact, right <= exact) {
            (true, false) => false,
            (false, true) => true,
            (true, true) => right < left,
            (false, false) if at_an_edge => right <= left,
            _ => group.left > 2.0 * center - group.right,
        };
        if own { Role::Own } else { Role::Theirs }
    }

    /// Names stand above the bubbles of others, smaller or further out than words.
    fn find_names(&self, groups: &[Group<'_>], roles: &mut [Role], height: f32, of_many: bool) {
        let bubbles = median(
            groups
                .iter()
                .zip(roles.iter())
                .filter(|(_, role)| **role == Role::Own)
                .flat_map(|(group, _)| group.lines.iter().map(Line::height)),
        )
        .unwrap_or(height);
        let candidates: Vec<usize> = (0..groups.len().saturating_sub(1))
            .filter(|at| {
                let (Some(group), Some(next)) = (groups.get(*at), groups.get(*at + 1)) else {
                    return false;
                };
                let [line] = group.lines.as_slice() else {
                    return false;
                };
                let followed = roles.get(*at) == Some(&Role::Theirs)
                    && roles.get(*at + 1) == Some(&Role::Theirs);
                let below = next.lines.first().map_or(0.0, Line::height);
                let smaller = line.height() < below.max(bubbles) * 0.9;
                let further_out = group.left < next.left - height * 0.2;
                let near = next.top() - group.bottom() < height * 1.6;
                followed && near && line::is_name(line.text) && (smaller || further_out)
            })
            .collect();
        // Where names are shown, most bubbles of others have one; small ones are read badly. In a talk of two
        // one small word alone is none.
        let theirs = roles.iter().filter(|role| **role == Role::Theirs).count();
        let bubbles_of_others = theirs.saturating_sub(candidates.len());
        let (least, share) = if of_many { (1, 3) } else { (2, 6) };
        if candidates.len() * 10 < bubbles_of_others * share || candidates.len() < least {
            return;
        }
        for at in candidates {
            if let Some(role) = roles.get_mut(at) {
                *role = Role::Name;
            }
        }
    }
}

fn is_central(group: &Group<'_>, center: f32) -> bool {
    ((group.left + group.right) / 2.0 - center).abs() <= center * 0.06
}

/// Returns whether many lines stand beside each other, as in a table.
fn in_columns(groups: &[Group<'_>]) -> bool {
    let beside = |group: &Group<'_>, other: &Group<'_>| {
        let common = group.bottom().min(other.bottom()) - group.top().max(other.top());
        common > (group.bottom() - group.top()).min(other.bottom() - other.top()) * 0.5
    };
    let rows = groups
        .windows(2)
        .filter(|two| matches!(two, [group, other] if beside(group, other)))
        .count();
    rows * 4 > groups.len()
}

/// Returns the greatest of the values that many of these are near to.
fn usual(values: impl Iterator<Item = f32>, height: f32) -> Option<f32> {
    let mut values: Vec<f32> = values.collect();
    values.sort_by(f32::total_cmp);
    let near = |at: f32| {
        let near = |value: &&f32| (**value - at).abs() <= height * 0.4;
        values.iter().filter(near).count()
    };
    let most = values.iter().map(|value| near(*value)).max()?;
    let inner = values
        .iter()
        .rev()
        .find(|value| near(**value) * 2 >= most)?;
    let around: Vec<f32> = values
        .iter()
        .copied()
        .filter(|value| (value - inner).abs() <= height * 0.4)
        .collect();
    median(around.into_iter())
}

/// A time without a day is of the day that was named last, unless the day may have gone on.
fn on_day_of(stamp: &Stamp, before: Option<&Stamp>) -> Stamp {
    let is_day = before.is_some_and(|before| before.clock.is_none());
    match before {
        Some(before) if is_day => stamp.clone().on(before.date),
        _ => stamp.clone(),
    }
}

fn message(
    group: &Group<'_>,
    role: &Role,
    sender: Option<(String, Option<Span>)>,
    time: Option<&Stamp>,
    before: usize,
) -> Option<Message> {
    let file = is_file(group);
    // The size of a file is none of its name.
    let shown = group.lines.len().saturating_sub(usize::from(file));
    let lines = group.lines.get(..shown)?;
    let (first, last) = (lines.first()?, lines.last()?);
    let mut text = String::new();
    for line in lines {
        let joined = text.ends_with(|c: char| c.is_ascii() && !c.is_whitespace())
            && line.text.starts_with(|c: char| c.is_ascii());
        if joined {
            text.push(' ');
        }
        text.push_str(line.text.trim());
    }
    // The span holds the words only where nothing else was read between them.
    let span = Span {
        start: first.span.start.min(last.span.start),
        end: first.span.end.max(last.span.end),
        ..first.span
    };
    let kind = match kind::of(&text) {
        MessageKind::Text if *role == Role::Notice => MessageKind::System,
        MessageKind::Text if is_voice(&text) => MessageKind::Voice,
        MessageKind::Text if file => MessageKind::File,
        kind => kind,
    };
    let (sender, sender_span) = match sender {
        Some((name, span)) => (Some(name), span),
        None => (None, None),
    };
    Some(Message {
        number: u32::try_from(before + 1).unwrap_or(u32::MAX),
        span,
        time: time.and_then(Stamp::iso),
        time_zone: None,
        zone_basis: ZoneBasis::Unknown,
        sender,
        sender_span,
        recipients: Vec::new(),
        conversation: None,
        kind,
        text,
        place_alone: false,
    })
}

/// `12"`: a voice message shows its seconds.
fn is_voice(text: &str) -> bool {
    let number = text.trim().trim_end_matches(['"', '″', '\'', '”', ' ']);
    number.len() < text.trim().len()
        && number.len() <= 3
        && !number.is_empty()
        && number.bytes().all(|byte| byte.is_ascii_digit())
}

/// A name with an ending, and a size below it.
fn is_file(group: &Group<'_>) -> bool {
    let [first, .., last] = group.lines.as_slice() else {
        return false;
    };
    let size = last.text.trim().to_ascii_uppercase();
    let is_size = size.starts_with(|c: char| c.is_ascii_digit())
        && ["KB", "MB", "GB", "B", "K", "M"]
            .iter()
            .any(|unit| size.ends_with(unit));
    is_size && last.text.chars().count() <= 10 && !first.text.is_empty()
}
