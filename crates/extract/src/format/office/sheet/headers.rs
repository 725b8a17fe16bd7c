//! Headers and footers of a sheet's printed pages: what stands there without its codes (ECMA-376, 18.3.1.39). Always:
//! each once, whatever pages it is for; numbers of pages and dates of printing stand nowhere in the file and are left
//! out.

/// The codes that begin the left, middle and right.
const SECTIONS: &str = "LCR";

/// Returns the text of a header or footer, its sections beside each other.
pub(crate) fn plain(codes: &str) -> String {
    let mut text = String::new();
    let mut characters = codes.chars().peekable();
    while let Some(character) = characters.next() {
        if character != '&' {
            text.push(character);
            continue;
        }
        match characters.next() {
            Some('&') => text.push('&'),
            Some(code) if SECTIONS.contains(code) && !text.is_empty() => text.push('\t'),
            // A font and a colour.
            Some('"') => while characters.next().is_some_and(|character| character != '"') {},
            Some('K') => {
                let hex = |next: &char| next.is_ascii_hexdigit() || "+-".contains(*next);
                for _ in 0..6 {
                    if characters.next_if(hex).is_none() {
                        break;
                    }
                }
            }
            // A size.
            Some(digit) if digit.is_ascii_digit() => {
                while characters.next_if(char::is_ascii_digit).is_some() {}
            }
            _ => {}
        }
    }
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    lines.join("\n").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn codes_are_left_out_and_sections_stand_beside_each_other() {
        assert_eq!(
            plain("&L&\"宋体,Bold\"&12机密&C第 &P 页&R&KFF0000A&&B"),
            "机密\t第  页\tA&B"
        );
        assert_eq!(plain("&C&P/&N"), "/");
        assert_eq!(plain("公司"), "公司");
        assert_eq!(plain("&"), "");
        assert_eq!(plain("&\"no end"), "");
    }
}
