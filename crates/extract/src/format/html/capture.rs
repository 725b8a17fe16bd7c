//! What programs that save pages write into them: from which address, and when (SingleFile, browsers, HTTrack).
//! Always: taken from a comment near the start, as it stands there; a page may claim anything.

use crate::reading::About;

/// Characters from the start in which the comment stands.
const LOOK: usize = 16 * 1024;

/// Keeps the address and the time of the capture, if the page tells them.
pub(super) fn describe(start: &str, about: &mut About) {
    let end = start
        .char_indices()
        .nth(LOOK)
        .map_or(start.len(), |(at, _)| at);
    let mut rest = start.get(..end).unwrap_or(start);
    while let Some((_, after)) = rest.split_once("<!--") {
        let (comment, after) = after.split_once("-->").unwrap_or((after, ""));
        if told(comment.trim(), about) {
            return;
        }
        rest = after;
    }
}

fn told(comment: &str, about: &mut About) -> bool {
    if comment.starts_with("Page saved with SingleFile") {
        for line in comment.lines() {
            match line.trim().split_once(':') {
                Some(("url", address)) => about.says("captured_from", address),
                Some(("saved date", date)) => about.says("captured_at", date),
                _ => {}
            }
        }
        return true;
    }
    if let Some(rest) = comment.strip_prefix("saved from url=(") {
        let address = rest.split_once(')').map_or("", |(_, address)| address);
        about.says("captured_from", address);
        return true;
    }
    if let Some(rest) = comment.strip_prefix("Mirrored from ") {
        let (address, rest) = rest.split_once(" by ").unwrap_or((rest, ""));
        about.says("captured_from", address);
        about.says(
            "captured_at",
            rest.split_once("], ").map_or("", |(_, date)| date),
        );
        return true;
    }
    false
}

#[cfg(test)]
mod tests {
    use crate::check::read_named;

    #[track_caller]
    fn check(comment: &str, from: &str, at: Option<&str>) {
        let page = format!("<!DOCTYPE html> <html><!-- x --><!--{comment}--><p>text</p></html>");
        let found = read_named("a.html", page.as_bytes());
        assert_eq!(found.summary.metadata["captured_from"], from);
        let told = found.summary.metadata.get("captured_at");
        assert_eq!(told.map(String::as_str), at);
        assert_eq!(found.text().trim(), "text");
    }

    #[test]
    fn saved_pages_tell_where_they_come_from_and_when() {
        check(
            "\n Page saved with SingleFile \n url: https://example.com/a?b=1 \n saved date: Sun Feb 18 2024 10:00:00 GMT+0800 (CST)\n",
            "https://example.com/a?b=1",
            Some("Sun Feb 18 2024 10:00:00 GMT+0800 (CST)"),
        );
        check(
            " saved from url=(0021)https://example.com/a ",
            "https://example.com/a",
            None,
        );
        check(
            " Mirrored from example.com/a by HTTrack Website Copier/3.x [XR&CO'2014], Sun, 18 Feb 2024 02:00:00 GMT ",
            "example.com/a",
            Some("Sun, 18 Feb 2024 02:00:00 GMT"),
        );
    }
}
