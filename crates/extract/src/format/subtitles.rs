//! Subtitles and lyrics: each line at the time at which it is shown. Always: what is not text (positions, colours,
//! tags) is left out; lines without a time are not spoken and not read.

use daylight_model::{LineBreaks, PartKind, Place, Reason};

use super::lines::Lines;
use super::text;
use crate::encoding::Decision;
use crate::reading::{About, Ending, Out, PART_BYTES, Written, failed, unreadable};
use crate::source::Source;

/// How subtitles are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Notation {
    /// SubRip and WebVTT: a line of two times, then the text.
    Cues,
    /// SubStation Alpha: a table of dialogues.
    Dialogues,
    /// Lyrics: the time in brackets before each line.
    Lyrics,
}

/// Returns what notation a text begins in.
pub(crate) fn notation(start: &str, extension: &str) -> Option<(Notation, &'static str)> {
    let start = start.trim_start_matches('\u{feff}').trim_start();
    if start.starts_with("WEBVTT") {
        return Some((Notation::Cues, "text/vtt"));
    }
    if start.starts_with("[Script Info]") {
        return Some((Notation::Dialogues, "text/x-ssa"));
    }
    let mut lines = start.lines().take(40);
    match extension {
        "srt" | "vtt" if lines.any(|line| times(line).is_some()) => {
            Some((Notation::Cues, "application/x-subrip"))
        }
        "lrc" if lines.any(|line| stamp(line).is_some()) => {
            Some((Notation::Lyrics, "application/x-lrc"))
        }
        _ => None,
    }
}

/// Reads subtitles.
pub(crate) fn read(
    notation: Notation,
    source: &mut Source<'_>,
    decision: Decision,
    out: &mut Out<'_>,
    about: &mut About,
) -> Ending {
    about.reader = "subtitles@1";
    let mut text = text::open(source, decision, about)?;
    let mut lines = Lines::default();
    let mut script = Script::default();
    let mut line = String::new();
    while let Some(block) = text.block().map_err(|error| unreadable(&error))? {
        for piece in lines.split(&block) {
            line.push_str(piece.text);
            if piece.end.is_empty() {
                continue;
            }
            script.line(notation, &std::mem::take(&mut line), about);
            if script.written.len() >= PART_BYTES {
                let full = std::mem::take(&mut script.written);
                out.part(PartKind::Body, None, LineBreaks::End, full)?;
            }
        }
    }
    script.line(notation, &line, about);
    script.written.trim_end();
    let empty = script.written.is_empty();
    out.part(PartKind::Body, None, LineBreaks::End, script.written)?;
    if empty && script.cues == 0 {
        return Err(failed(Reason::NoText, "no line with a time"));
    }
    text::tell(&text, decision, out)
}

#[derive(Default)]
struct Script {
    written: Written,
    cues: u64,
    shown: Option<Place>,
    fields: Vec<String>,
}

impl Script {
    fn line(&mut self, notation: Notation, line: &str, about: &mut About) {
        match notation {
            Notation::Cues => self.cue(line),
            Notation::Dialogues => self.dialogue(line, about),
            Notation::Lyrics => self.lyric(line, about),
        }
    }

    fn push(&mut self, text: &str, place: Place) {
        let text = text.trim();
        if !text.is_empty() {
            self.written.push_at(text, place);
            self.written.push("\n");
        }
    }

    fn cue(&mut self, line: &str) {
        if let Some((from, to)) = times(line) {
            self.cues += 1;
            self.shown = Some(Place::Time { from, to: Some(to) });
        } else if line.trim().is_empty() {
            self.shown = None;
        } else if let Some(place) = self.shown.clone() {
            self.push(&without_tags(line), place);
        }
    }

    /// The line `Format:` says which field is where; the text is the last one and may hold commas.
    fn dialogue(&mut self, line: &str, about: &mut About) {
        let Some((key, value)) = line.split_once(':') else {
            return;
        };
        match key.trim() {
            "Title" => about.says("title", value),
            "Format" => {
                let fields = value
                    .split(',')
                    .map(|field| field.trim().to_ascii_lowercase());
                self.fields = fields.collect();
            }
            "Dialogue" => {
                let values: Vec<&str> = value.splitn(self.fields.len().max(1), ',').collect();
                let field = |name: &str| {
                    let at = self.fields.iter().position(|field| field == name)?;
                    values.get(at).map(|value| value.trim())
                };
                let from = field("start").and_then(clock);
                let Some(from) = from else {
                    return;
                };
                self.cues += 1;
                let to = field("end").and_then(clock).filter(|to| *to >= from);
                let text = without_tags(field("text").unwrap_or_default());
                let name = field("name").filter(|name| !name.is_empty());
                let text = text
                    .replace("\\N", " ")
                    .replace("\\n", " ")
                    .replace("\\h", " ");
                let text = match name {
                    Some(name) => format!("{name}: {text}"),
                    None => text,
                };
                self.push(&text, Place::Time { from, to });
            }
            _ => {}
        }
    }

    fn lyric(&mut self, line: &str, about: &mut About) {
        let line = line.trim();
        if let Some((key, value)) = line
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
            .and_then(|rest| rest.split_once(':'))
            && key.bytes().all(|byte| byte.is_ascii_alphabetic())
        {
            match key {
                "ti" => about.says("title", value),
                "ar" => about.says("author", value),
                _ => {}
            }
            return;
        }
        let mut stamps = Vec::new();
        let mut rest = line;
        while let Some((from, after)) = stamp(rest) {
            stamps.push(from);
            rest = after.trim_start();
        }
        // A line that is sung several times stands once, at its first time.
        if let Some(from) = stamps.first() {
            self.cues += 1;
            let place = Place::Time {
                from: *from,
                to: None,
            };
            self.push(rest, place);
        }
    }
}

/// Returns the two times of a cue, milliseconds.
fn times(line: &str) -> Option<(u64, u64)> {
    let (from, to) = line.split_once("-->")?;
    let to = to.split_whitespace().next()?;
    let (from, to) = (clock(from.trim())?, clock(to)?);
    Some((from, to.max(from)))
}

/// Returns the time in brackets at the start of a line, and what follows.
fn stamp(line: &str) -> Option<(u64, &str)> {
    let (inside, rest) = line.strip_prefix('[')?.split_once(']')?;
    Some((clock(inside)?, rest))
}

/// Returns a time as it is written, hours and fractions or not, in milliseconds.
fn clock(text: &str) -> Option<u64> {
    let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let mut seconds: u64 = 0;
    let mut fields = 0;
    for field in whole.split(':') {
        let field = field.trim();
        if field.is_empty() || field.len() > 4 || !field.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        seconds = seconds * 60 + field.parse::<u64>().ok()?;
        fields += 1;
    }
    if !(2..=3).contains(&fields) || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let digits: String = fraction.chars().chain("000".chars()).take(3).collect();
    Some(seconds * 1000 + digits.parse::<u64>().ok()?)
}

/// Leaves out `<i>`, `<v Name>` (the name is kept) and `{\an8}`.
fn without_tags(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find(['<', '{']) {
        let (before, from) = rest.split_at(at);
        text.push_str(before);
        let close = if from.starts_with('<') { '>' } else { '}' };
        let Some(end) = from.find(close) else {
            rest = from;
            break;
        };
        let tag = from.get(1..end).unwrap_or_default();
        let markup = close == '>' || tag.starts_with('\\');
        if let Some(voice) = tag.strip_prefix("v ") {
            text.push_str(voice.trim());
            text.push_str(": ");
        } else if !markup {
            text.push_str(from.get(..=end).unwrap_or_default());
        }
        rest = from.get(end + 1..).unwrap_or_default();
    }
    text.push_str(rest);
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use crate::check::{check_parts, read_named};

    #[test]
    fn each_line_stands_at_its_time() {
        let srt = "1\n00:00:01,500 --> 00:00:03,000\n<i>明天开会</i>\n\n2\n01:00:04.000 --> 01:00:05.000 X1:1\n{\\an8}two\nthree\n";
        let found = read_named("a.srt", srt.as_bytes());
        assert_eq!(found.summary.media_type, "application/x-subrip");
        check_parts(
            &found,
            &[(
                "明天开会\ntwo\nthree",
                &[("t=1.5,3", "明天开会"), ("t=3604,3605", "two\nthree")],
            )],
        );
        let vtt = "WEBVTT\n\nNOTE x\n\n00:01.000 --> 00:02.000\n<v 张伟>好的 &amp; 谢谢\n";
        let found = read_named("a.vtt", vtt.as_bytes());
        check_parts(
            &found,
            &[("张伟: 好的 & 谢谢", &[("t=1,2", "张伟: 好的 & 谢谢")])],
        );
        let ass = "[Script Info]\nTitle: 会议\n\n[Events]\nFormat: Layer, Start, End, Style, Name, Text\nDialogue: 0,0:00:01.00,0:00:02.50,D,李,{\\b1}one, two\\Nthree\n";
        let found = read_named("a.ass", ass.as_bytes());
        check_parts(
            &found,
            &[("李: one, two three", &[("t=1,2.5", "李: one, two three")])],
        );
        assert_eq!(found.summary.metadata["title"], "会议");
        let lrc = "[ti:歌]\n[00:10.00][00:40.00]line one\n[00:12]two\n";
        let found = read_named("a.lrc", lrc.as_bytes());
        check_parts(
            &found,
            &[("line one\ntwo", &[("t=10", "line one"), ("t=12", "two")])],
        );
    }

    #[test]
    fn old_encodings_and_broken_times_are_read_as_far_as_they_go() {
        let srt =
            "1\n00:00:01,000 --> 00:00:02,000\n客户要求下周交付样本数据\n\n2\nxx --> yy\nlost\n";
        let bytes = encoding_rs::GB18030.encode(srt).0.into_owned();
        let found = read_named("a.srt", &bytes);
        check_parts(&found, &[("客户要求下周交付样本数据", &[])]);
    }
}
