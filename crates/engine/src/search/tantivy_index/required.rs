//! What a regular expression asks for whatever else it leaves open: texts that stand in everything it finds.
//! Always: a text without one of them cannot match; where nothing is sure, nothing is returned.

use regex_syntax::hir::{Hir, HirKind};

use crate::search::query::folded_regex;

/// Returns the texts that must stand in any match.
pub(super) fn required_texts(source: &str) -> Vec<String> {
    let mut texts = Vec::new();
    if let Ok(hir) = regex_syntax::parse(&folded_regex(source)) {
        collect(&hir, &mut texts);
    }
    texts
}

fn collect(hir: &Hir, texts: &mut Vec<String>) {
    match hir.kind() {
        HirKind::Literal(literal) => {
            texts.extend(std::str::from_utf8(&literal.0).map(str::to_owned));
        }
        HirKind::Capture(capture) => collect(&capture.sub, texts),
        HirKind::Concat(all) => all.iter().for_each(|hir| collect(hir, texts)),
        HirKind::Repetition(repetition) if repetition.min > 0 => collect(&repetition.sub, texts),
        HirKind::Repetition(_)
        | HirKind::Empty
        | HirKind::Class(_)
        | HirKind::Look(_)
        | HirKind::Alternation(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_every_match_holds_is_required() {
        assert_eq!(required_texts("機密.{0,3}(文件)+x?"), ["机密", "文件"]);
        assert_eq!(required_texts("a|b"), [""; 0]);
        assert_eq!(required_texts("(ab)*c{2}"), ["c"]);
        assert_eq!(required_texts("[a-z]+@b\\.example"), ["@b.example"]);
        assert_eq!(required_texts("(?i)vpn"), [""; 0]);
        assert_eq!(required_texts("("), [""; 0]);
    }
}
