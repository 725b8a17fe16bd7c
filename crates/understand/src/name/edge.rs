//! Where a name of which no list knows begins: leftwards word by word, up to a word that is never part of one.

use super::hints::EDGES;
use super::view::{At, Tag, View};
use super::words;
use crate::gazetteer::fold::is_han;

/// Characters that end the words before a name when the segmenter has glued them to it.
const GLUED: &str = "的了是在和与及或向给对从到由把被让请为按经至往去找跟比据将以于即系但而并且则就都也还又再已未不没我你他她该此这那开签盖送报办投卖买接帮替";

/// Characters that foreign names are written with.
const TRANSLITERATION: &str = "阿埃艾爱安奥巴班邦贝本比毕宾波伯博布查达大丹代当道德登迪第蒂丁东杜多额厄恩尔发法凡菲芬费佛弗福富冈戈格根古瓜哈海汉豪赫黑洪胡华基及吉几加贾金喀卡凯坎康考科可克库奎昆拉莱兰劳勒雷里利立列林隆卢鲁路伦罗洛马玛迈曼毛梅门蒙孟米秘密缅摩莫墨木姆穆那纳乃南内尼纽努诺欧帕潘培佩彭皮匹平珀普齐其奇乔切琴丘日荣若瑞萨塞桑瑟森沙山舍圣施什史士市斯苏索所塔泰坦汤特腾提廷图土托陀瓦万旺威维韦温文翁沃乌伍西希锡夏肖谢辛欣休叙亚延耶叶伊以印英尤约越赞泽扎乍詹兹卓佐北新属哥里滕娃丽娅雅莎妮娜";

/// Returns where an unknown name that ends at `end` begins, at most `most` characters before it; none where
/// fewer than two characters are left.
pub(super) fn start_of(view: &View<'_>, end: usize, most: usize) -> Option<usize> {
    let mut start = end;
    let mut taken = 0;
    while let Some(number) = start.checked_sub(1).and_then(|at| view.word_at(at)) {
        let word = view.word(number)?;
        let piece = view.text().get(word.start..start)?;
        let characters = piece.chars().count();
        let first = piece.chars().next()?;
        if !piece.chars().all(is_han)
            || EDGES.contains(piece)
            || taken + characters > most
            || word.tag == Tag::Joint && !(characters == 1 && TRANSLITERATION.contains(first))
            || taken >= 2 && is_everyday(&word, piece)
        {
            break;
        }
        start = word.start;
        taken += characters;
    }
    // What the segmenter glued to the front: 和砚塘.
    while taken > 2 {
        let first = view.char_after(start)?;
        if !GLUED.contains(first) {
            break;
        }
        start += first.len_utf8();
        taken -= 1;
    }
    (taken >= 2).then_some(start)
}

/// Whether a word is one that may stand before a name, and is no beginning of one.
fn is_everyday(word: &At<'_>, piece: &str) -> bool {
    let sound = piece.chars().count() == 1 && piece.chars().all(is_sound);
    word.tag == Tag::Verb && !sound
        || words::is_known(piece)
            && piece.chars().count() >= 2
            && !matches!(word.tag, Tag::Person | Tag::Proper)
}

/// Whether a name reads like one that was written by sound.
pub(super) fn is_by_sound(name: &str) -> bool {
    let characters = name.chars().count();
    (2..=8).contains(&characters) && name.chars().all(is_sound)
}

/// Whether foreign names are written with this character.
pub(super) fn is_sound(character: char) -> bool {
    TRANSLITERATION.contains(character)
}
