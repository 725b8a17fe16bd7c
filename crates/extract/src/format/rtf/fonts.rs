//! The words of rich text that are tables: code pages of fonts, characters with names, groups that are text and
//! groups that are not.

use std::collections::BTreeMap;

/// Code pages by font.
#[derive(Debug)]
pub(super) struct Fonts {
    pages: BTreeMap<i32, u16>,
    default_page: u16,
    default_font: i32,
    open: i32,
}

impl Default for Fonts {
    fn default() -> Self {
        Self {
            pages: BTreeMap::new(),
            default_page: 1252,
            default_font: 0,
            open: 0,
        }
    }
}

impl Fonts {
    /// Begins the description of a font.
    pub(super) fn begin(&mut self, font: i32) {
        self.open = font;
    }

    /// Takes the character set of the font that is described.
    pub(super) fn charset(&mut self, charset: i32) {
        let page = match charset {
            77 => 10000,
            128 => 932,
            129 => 949,
            130 => 1361,
            134 => 936,
            136 => 950,
            161 => 1253,
            162 => 1254,
            163 => 1258,
            177 => 1255,
            178 => 1256,
            186 => 1257,
            204 => 1251,
            222 => 874,
            238 => 1250,
            // What is left is written in the document's own code page.
            _ => return,
        };
        self.pages.insert(self.open, page);
    }

    /// Takes the code page of the font that is described.
    pub(super) fn stated(&mut self, page: i32) {
        if let Ok(page) = u16::try_from(page) {
            self.pages.insert(self.open, page);
        }
    }

    /// Takes the code page of the document.
    pub(super) fn default_page(&mut self, page: i32) {
        self.default_page = u16::try_from(page).unwrap_or(1252);
    }

    /// Takes the font of text without one.
    pub(super) fn default_font(&mut self, font: i32) {
        self.default_font = font;
    }

    /// Returns the code page of a font.
    pub(super) fn page(&self, font: i32) -> u16 {
        let font = if font < 0 { self.default_font } else { font };
        self.pages.get(&font).copied().unwrap_or(self.default_page)
    }
}

/// Returns the character that a word stands for.
pub(super) fn named_character(word: &str) -> Option<&'static str> {
    Some(match word {
        "emdash" => "—",
        "endash" => "–",
        "bullet" => "•",
        "lquote" => "‘",
        "rquote" => "’",
        "ldblquote" => "“",
        "rdblquote" => "”",
        "emspace" => "\u{2003}",
        "enspace" => "\u{2002}",
        "qmspace" => "\u{2005}",
        "zwj" => "\u{200d}",
        "zwnj" => "\u{200c}",
        _ => return None,
    })
}

/// Returns whether a group of this name is never text of the document.
pub(super) fn is_unseen(word: &str) -> bool {
    matches!(
        word,
        "stylesheet"
            | "colortbl"
            | "listtable"
            | "listoverridetable"
            | "nonshppict"
            | "themedata"
            | "colorschememapping"
            | "datastore"
            | "latentstyles"
            | "xe"
            | "tc"
            | "rxe"
            | "bkmkstart"
            | "bkmkend"
            | "atnid"
            | "atndate"
            | "atnref"
            | "atrfstart"
            | "atrfend"
            | "atntime"
            | "objclass"
            | "objname"
            | "blipuid"
            | "filetbl"
            | "generator"
            | "ftnsep"
            | "ftnsepc"
            | "aftnsep"
            | "aftnsepc"
            | "ftncn"
            | "aftncn"
            | "template"
            | "pntxta"
            | "pntxtb"
            | "sp"
            | "fname"
            | "htmltag"
            | "mhtmltag"
            | "panose"
            | "falt"
            | "shprslt"
    )
}

/// Returns whether a group that old readers may pass over is text all the same.
pub(super) fn is_seen(word: &str) -> bool {
    matches!(
        word,
        "shppict"
            | "shpinst"
            | "ud"
            | "nesttableprops"
            | "annotation"
            | "footnote"
            | "fldrslt"
            | "do"
            | "cs"
            | "ds"
            | "ts"
            | "listtext"
            | "objemb"
            | "background"
            | "moveto"
            | "movefrom"
    )
}

/// Returns the key of a property of the document.
pub(super) fn info(word: &str) -> Option<&'static str> {
    Some(match word {
        "title" => "title",
        "subject" => "subject",
        "author" => "author",
        "operator" => "last_modified_by",
        "company" => "company",
        "manager" => "manager",
        "category" => "category",
        "keywords" => "keywords",
        "doccomm" => "description",
        "creatim" => "created",
        "revtim" => "modified",
        "printim" => "last_printed",
        _ => return None,
    })
}
