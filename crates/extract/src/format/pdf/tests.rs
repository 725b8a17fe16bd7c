//! Pages built operator by operator.

use daylight_model::{PartKind, Reason, State};

use crate::check::{Found, read_named, read_with_passwords};

/// Writes a PDF whose pages have these contents, in Helvetica; `more` goes into each page's dictionary.
fn pdf(pages: &[&str], more: &str) -> Vec<u8> {
    let kids: String = (0..pages.len())
        .map(|n| format!("{} 0 R ", 10 + 2 * n))
        .collect();
    let mut objects = vec![
        (1, "<< /Type /Catalog /Pages 2 0 R >>".to_owned()),
        (2, format!("<< /Type /Pages /Kids [{kids}] /Count {} >>", pages.len())),
        (3, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned()),
        (4, "<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1 >>\nstream\n0\nendstream".to_owned()),
    ];
    for (n, content) in pages.iter().enumerate() {
        objects.push((10 + 2 * n, format!("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 600] /Contents {} 0 R /Resources << /Font << /F1 3 0 R >> /XObject << /I 4 0 R >> >> {more} >>", 11 + 2 * n)));
        objects.push((
            11 + 2 * n,
            format!(
                "<< /Length {} >>\nstream\n{content}\nendstream",
                content.len()
            ),
        ));
    }
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (number, object) in &objects {
        places.push((*number, bytes.len()));
        bytes.extend(format!("{number} 0 obj\n{object}\nendobj\n").bytes());
    }
    let start = bytes.len();
    bytes.extend(b"xref\n0 1\n0000000000 65535 f \n");
    for (number, at) in places {
        bytes.extend(format!("{number} 1\n{at:010} 00000 n \n").bytes());
    }
    bytes.extend(
        format!("trailer\n<< /Size 100 /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n").bytes(),
    );
    bytes
}

fn line(x: u32, y: u32, size: u32, text: &str) -> String {
    format!("BT /F1 {size} Tf {x} {y} Td ({text}) Tj ET\n")
}

fn text_of(found: &Found) -> &str {
    found.parts[0].text()
}

#[test]
fn words_stand_at_their_boxes() {
    let page = line(50, 500, 12, "Signed contract") + &line(50, 486, 12, "of 2021");
    let found = read_named("a.pdf", &pdf(&[&page], ""));
    assert_eq!(text_of(&found), "Signed contract\nof 2021");
    assert_eq!(found.parts[0].kind(), PartKind::Page);
    let anchors = found.parts[0].anchors();
    let place = anchors[0].place.to_string();
    // The baseline lies 100 points below the top.
    let area: Vec<u32> = place
        .rsplit('=')
        .next()
        .unwrap()
        .split(',')
        .map(|n| n.parse().unwrap())
        .collect();
    assert!(place.starts_with("page=1&xywh="), "{place}");
    assert!(
        area[0] == 50 && area[1] >= 86 && area[1] <= 92 && area[2] < 45,
        "{place}"
    );
    assert!(
        area[1] + area[3] >= 100 && area[1] + area[3] <= 105,
        "{place}"
    );
    assert_eq!(found.ended(), (State::Read, None));
    assert_eq!(found.summary.pages, Some(1));
}

#[test]
fn letters_drawn_one_by_one_become_words() {
    let mut page = String::new();
    for (n, letter) in "ab cd".chars().enumerate() {
        page.push_str(&line(50 + 7 * n as u32, 500, 12, &letter.to_string()));
    }
    assert_eq!(text_of(&read_named("a.pdf", &pdf(&[&page], ""))), "ab cd");
}

#[test]
fn columns_are_read_one_after_the_other_and_rows_across() {
    let words = "The quick brown fox jumps over a dog";
    let mut page = line(50, 550, 16, "A title across the whole page");
    for n in 0..6 {
        page.push_str(&line(30, 500 - 12 * n, 9, &format!("L{n} {words}")));
        page.push_str(&line(220, 500 - 12 * n, 9, &format!("R{n} {words}")));
    }
    let found = read_named("a.pdf", &pdf(&[&page], ""));
    let starts: Vec<&str> = text_of(&found)
        .lines()
        .filter_map(|line| line.split(' ').next().filter(|word| word.len() == 2))
        .collect();
    assert_eq!(
        starts,
        [
            "L0", "L1", "L2", "L3", "L4", "L5", "R0", "R1", "R2", "R3", "R4", "R5"
        ]
    );
    let mut table = String::new();
    for (n, row) in [
        ("Name", "Amount"),
        ("Smith", "5000"),
        ("Jones", "300"),
        ("Brown", "20"),
    ]
    .iter()
    .enumerate()
    {
        let y = 500 - 14 * n as u32;
        table.push_str(&line(50, y, 10, row.0));
        table.push_str(&line(200, y, 10, row.1));
    }
    let found = read_named("a.pdf", &pdf(&[&table], ""));
    assert_eq!(
        text_of(&found),
        "Name\tAmount\nSmith\t5000\nJones\t300\nBrown\t20"
    );
}

#[test]
fn a_turned_page_is_read_as_it_is_shown() {
    let page = "BT /F1 12 Tf 0 1 -1 0 100 50 Tm (turned words) Tj ET";
    let found = read_named("a.pdf", &pdf(&[page], "/Rotate 90"));
    assert_eq!(text_of(&found), "turned words");
    // Shown 600 wide and 400 high: x is the old y, y the old x.
    let place = found.parts[0].anchors()[0].place.to_string();
    assert!(place.starts_with("page=1&xywh=50,"), "{place}");
}

#[test]
fn pages_of_pictures_are_named() {
    let picture = "q 400 0 0 600 0 0 cm /I Do Q";
    let found = read_named("a.pdf", &pdf(&[&line(50, 500, 12, "text"), picture], ""));
    assert_eq!(found.warnings, ["page 2 has only pictures"]);
    assert_eq!(found.ended(), (State::Partial, Some(Reason::NoText)));
    assert_eq!(
        read_named("a.pdf", &pdf(&[""], "")).ended(),
        (State::Partial, Some(Reason::NoText))
    );
}

#[test]
fn a_truncated_file_gives_the_pages_that_are_whole() {
    let whole = pdf(
        &[
            &line(50, 500, 12, "first page"),
            &line(50, 500, 12, "second page"),
        ],
        "",
    );
    let cut = whole.windows(11).position(|w| w == b"second page").unwrap();
    let found = read_named("a.pdf", &whole[..cut]);
    assert!(found.text().contains("first page"), "{found:?}");
    assert_eq!(found.ended(), (State::Partial, Some(Reason::Truncated)));
    assert_eq!(
        read_named("a.pdf", b"%PDF-1.7\nnothing here").ended().0,
        State::Failed
    );
}

#[test]
fn comments_are_parts_and_bold_drawn_twice_is_one_word() {
    let page = line(50, 500, 12, "twice") + &line(50, 500, 12, "twice");
    let comment =
        "/Annots [<< /Subtype /Text /Rect [10 580 30 590] /T (Ann) /Contents (not true) >>]";
    let found = read_named("a.pdf", &pdf(&[&page], comment));
    assert_eq!(text_of(&found), "twice");
    assert_eq!(found.parts[1].kind(), PartKind::Comments);
    assert_eq!(found.parts[1].text(), "Ann: not true");
    assert_eq!(
        found.parts[1].anchors()[0].place.to_string(),
        "page=1&xywh=10,10,20,10"
    );
}

/// One page, locked by AES with 256 bits under the password "sesame", written by pypdf.
const LOCKED: &[u8] = include_bytes!("locked.pdf");

#[test]
fn a_locked_file_opens_with_the_right_one_of_the_users_passwords() {
    for words in [&[][..], &["open", "wrong"]] {
        let found = read_with_passwords("a.pdf", LOCKED, words);
        assert_eq!(found.ended(), (State::Failed, Some(Reason::Encrypted)));
    }
    let found = read_with_passwords("a.pdf", LOCKED, &["open", "sesame"]);
    assert_eq!(found.text().trim(), "behind a lock");
    assert_eq!(found.ended(), (State::Read, None));
    assert!(found.summary.reading.ends_with("/password"));
}

#[test]
fn what_was_filled_in_and_is_not_drawn_is_read_and_the_outline_leads_to_pages() {
    let field = "/Annots [<< /Subtype /Widget /Rect [10 580 30 590] /T (Amount) /V (5000) >> << /Subtype /Widget /Rect [10 560 30 570] /T (Name) /V (Smith) >>]";
    let page = line(50, 500, 12, "Smith");
    let mut bytes = pdf(&[&page, &page], field);
    let found = read_named("a.pdf", &bytes);
    assert_eq!(found.parts[1].text(), "Amount: 5000");
    assert_eq!(found.at("page=1&xywh=10,10,20,10"), Some("5000"));
    // The catalogue is written last, so that its place is the one that counts.
    let catalog = "<< /Type /Catalog /Pages 2 0 R /Outlines << /First << /Title (One) /Dest [10 0 R /Fit] /First << /Title (One and a half) >> /Next << /Title (Two) /A << /S /GoTo /D [12 0 R /Fit] >> >> >> >> >>";
    let at = bytes.len();
    bytes.extend(format!("1 0 obj\n{catalog}\nendobj\n").bytes());
    let start = bytes.len();
    let before = std::str::from_utf8(&bytes[..at]).unwrap();
    let before: usize = before
        .rsplit("startxref\n")
        .next()
        .unwrap()
        .lines()
        .next()
        .unwrap()
        .parse()
        .unwrap();
    bytes.extend(format!("xref\n1 1\n{at:010} 00000 n \ntrailer\n<< /Size 100 /Root 1 0 R /Prev {before} >>\nstartxref\n{start}\n%%EOF\n").bytes());
    let found = read_named("a.pdf", &bytes);
    let outline = found.parts.last().unwrap();
    assert_eq!(outline.text(), "One\n  One and a half\nTwo");
    let places: Vec<String> = outline
        .anchors()
        .iter()
        .map(|anchor| anchor.place.to_string())
        .collect();
    assert_eq!(places, ["page=1", "page=2"]);
}
