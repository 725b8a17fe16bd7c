//! Chats of wording d: exports of several programs, some of them as in wording c, most in layouts of their own.
//!
//! Always: as in `talks_c`: a layout states no zone unless the key says so.

use super::board::Board;
use super::chats::{Conversation, converse};
use super::collect::{Collector, Nature, at};
use super::grid::Filled;
use super::scene::Scene;
use super::talks_c::{
    Written, at_line, china, enter, iso, lines_file, telegram, wechat, whatsapp, words,
};
use super::{LeakError, Making, Size, script};
use crate::write::table::{self, escape};
use crate::write::xlsx::{Workbook, reference, xlsx};

/// Chats of a leak of wording d.
pub(crate) fn chats(making: &Making<'_>, collector: &mut Collector) -> Result<(), LeakError> {
    let scripts = script::chats(making.options.wording)?;
    let files = match making.options.size {
        Size::Small => 8,
        Size::Standard => 30,
        Size::Large => 220,
    };
    for number in 0..files {
        let script = &scripts[number % scripts.len()];
        let mut scene = Scene::new(making.world, &format!("chat {} {number}", script.name));
        let talk = converse(making, script, &mut scene)?;
        let uuid = scene.random.uuid();
        let english = script.number("english").is_some();
        let written = match (english, number % 6) {
            (true, 0 | 3) => whatsapp(&talk, number),
            (true, 1 | 4) => bracketed(&talk, &uuid),
            (true, _) => logged(&talk, &uuid)?,
            (false, 0) => stamped(&talk, number),
            (false, 1) => rows_of_html(&talk, &uuid),
            (false, 2) => wechat(&talk, number),
            (false, 3) => by_day(&talk, number),
            (false, 4) => workbook(&talk, &uuid)?,
            (false, _) => telegram(&talk, number)?,
        };
        enter(collector, &talk, written);
    }
    Ok(())
}

/// A head that says the zone, then one line each: time in brackets, name, words.
fn stamped(talk: &Conversation, number: usize) -> Written {
    let mut lines = vec![
        format!("会话：{}", talk.title),
        "时间均为北京时间".to_owned(),
        String::new(),
    ];
    let mut places = Vec::new();
    for (index, message) in talk.messages.iter().enumerate() {
        let at = china(message);
        let time = at.strftime("%Y-%m-%d %H:%M:%S");
        lines.push(format!("[{time}] {}：{}", message.sender, words(message)));
        let (line, locator, _, _) = at_line(index, lines.len(), String::new());
        let time = format!("{}+08:00", iso(at));
        places.push((line, locator, time, Some("UTC+08:00")));
    }
    let path = format!("11_聊/{}_{number}.txt", talk.title);
    Written {
        places,
        titled: true,
        ..lines_file(path, &lines, "text/plain")
    }
}

/// A table of HTML in Markdown, one row a line: words first, then who and when.
fn rows_of_html(talk: &Conversation, uuid: &str) -> Written {
    let mut lines = vec![
        format!("# {}", talk.title),
        String::new(),
        "<table>".to_owned(),
        "<tr><th>内容</th><th>发言人</th><th>时间</th></tr>".to_owned(),
    ];
    let mut places = Vec::new();
    let mut pieces = vec![talk.title.clone()];
    for (index, message) in talk.messages.iter().enumerate() {
        let at = china(message);
        let time = at.strftime("%Y/%m/%d %H:%M:%S").to_string();
        lines.push(format!(
            "<tr><td>{}</td><td>{}</td><td>{time}</td></tr>",
            escape(words(message)),
            escape(&message.sender)
        ));
        places.push(at_line(index, lines.len(), iso(at)));
        pieces.extend([words(message).to_owned(), message.sender.clone(), time]);
    }
    lines.push("</table>".to_owned());
    Written {
        places,
        pieces,
        titled: true,
        ..lines_file(format!("{uuid}.md"), &lines, "text/markdown")
    }
}

/// A line for each day, then clock, name and words between tabs.
fn by_day(talk: &Conversation, number: usize) -> Written {
    let mut lines = vec![format!("与{}的聊天", talk.title), String::new()];
    let mut places = Vec::new();
    let mut last = None;
    for (index, message) in talk.messages.iter().enumerate() {
        let at = china(message);
        if last != Some(at.date()) {
            last = Some(at.date());
            lines.push(format!("{}年{}月{}日", at.year(), at.month(), at.day()));
        }
        let clock = at.strftime("%H:%M");
        lines.push(format!("{clock}\t{}\t{}", message.sender, words(message)));
        let time = at.strftime("%Y-%m-%dT%H:%M").to_string();
        places.push(at_line(index, lines.len(), time));
    }
    let path = format!("11_聊/导出{number:02}.txt");
    Written {
        places,
        titled: true,
        ..lines_file(path, &lines, "text/plain")
    }
}

/// A sheet of a workbook.
fn workbook(talk: &Conversation, uuid: &str) -> Result<Written, LeakError> {
    let path = format!("11_聊/{uuid}.xlsx");
    let mut board = Board::new("消息");
    board.words(&["序号", "发送时间", "昵称", "消息内容"]);
    let mut places = Vec::new();
    let mut pieces = Vec::new();
    for (index, message) in talk.messages.iter().enumerate() {
        let at = china(message);
        let cells = [
            (index + 1).to_string(),
            at.strftime("%Y-%m-%d %H:%M:%S").to_string(),
            message.sender.clone(),
            words(message).to_owned(),
        ];
        pieces.extend(cells.clone());
        let row = board.put(cells.map(Filled::words).to_vec());
        let cell = format!("sheet=消息&cell={}", reference(row, 4));
        let locator = format!("message={}&{cell}", index + 1);
        places.push((cell, locator, iso(at), None));
    }
    let book = Workbook {
        title: talk.title.clone(),
        author: String::new(),
        created: super::mails::PACKED,
        sheets: vec![board.stored()],
    };
    Ok(Written {
        bytes: at(&path, xlsx(&book))?.bytes,
        path,
        media_type: Nature::XLSX.media_type,
        places,
        pieces,
        titled: false,
    })
}

/// Time in brackets, name, words.
fn bracketed(talk: &Conversation, uuid: &str) -> Written {
    let mut lines = Vec::new();
    let mut places = Vec::new();
    for (index, message) in talk.messages.iter().enumerate() {
        let at = china(message);
        let time = at.strftime("%d.%m.%Y %H:%M:%S");
        lines.push(format!("[{time}] {}: {}", message.sender, words(message)));
        places.push(at_line(index, lines.len(), iso(at)));
    }
    Written {
        places,
        ..lines_file(format!("09_外/{uuid}.log"), &lines, "text/plain")
    }
}

/// Delimited text whose header says the zone.
fn logged(talk: &Conversation, uuid: &str) -> Result<Written, LeakError> {
    let path = format!("09_外/{uuid}.csv");
    let mut rows = vec![["Sent (UTC)", "Author", "Body"].map(str::to_owned).to_vec()];
    let mut places = Vec::new();
    for (index, message) in talk.messages.iter().enumerate() {
        let time = message.at.strftime("%Y-%m-%d %H:%M:%S").to_string();
        rows.push(vec![
            time,
            message.sender.clone(),
            words(message).to_owned(),
        ]);
        let cell = format!("cell={},3", rows.len());
        let locator = format!("message={}&{cell}", index + 1);
        let time = format!("{}Z", iso(message.at));
        places.push((cell, locator, time, Some("UTC")));
    }
    let pieces = rows.iter().flatten().cloned().collect();
    let file = at(&path, table::csv(&rows, b','))?;
    Ok(Written {
        path,
        bytes: file.text.into_bytes(),
        media_type: "text/csv",
        places,
        pieces,
        titled: false,
    })
}
