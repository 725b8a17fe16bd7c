//! What is one entity, and what only looks like one.

use super::*;

const LIST: &str = "name,name_en,type,country,aliases\n\
    安洵,Anxun,org,CN,四川安洵信息技术有限公司|i-Soon\n\
    卡兰多,Karando,country,XC,\n";

fn grouped(names: &[(MentionType, &str)]) -> Vec<Entity> {
    let mut gazetteer = Gazetteer::shipped();
    assert_eq!(gazetteer.add_csv(LIST.as_bytes()), []);
    let mentions: Vec<CaseMention<'_>> = names
        .iter()
        .map(|(kind, text)| CaseMention {
            kind: *kind,
            text,
            value: text,
            country: None,
            file: 1,
            told_as: None,
        })
        .collect();
    group(&mentions, &gazetteer)
}

/// Checks which names are grouped, by the sorted names of each entity.
fn check(kind: MentionType, names: &[&str], expected: &[&[&str]]) {
    let names: Vec<_> = names.iter().map(|name| (kind, *name)).collect();
    let mut found: Vec<Vec<String>> = grouped(&names)
        .into_iter()
        .map(|entity| {
            let mut names: Vec<String> = entity.names.into_iter().map(|name| name.text).collect();
            names.sort();
            names
        })
        .collect();
    found.sort();
    let mut expected: Vec<Vec<String>> = expected
        .iter()
        .map(|names| {
            let mut names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            names.sort();
            names
        })
        .collect();
    expected.sort();
    assert_eq!(found, expected);
}

#[test]
fn names_of_one_company_are_grouped() {
    let all = ["安洵", "i-Soon", "四川安洵信息技术有限公司", "Anxun"];
    check(MentionType::Org, &all, &[&all]);
    let unlisted = [
        "成都拾川智能科技有限公司",
        "拾川智能",
        "拾川",
        "Shichuan Technology",
    ];
    check(MentionType::Org, &unlisted, &[&unlisted]);
}

#[test]
fn a_body_and_its_translation_are_grouped() {
    check(
        MentionType::Org,
        &[
            "泰国外交部",
            "MFA Thailand",
            "Ministry of Foreign Affairs of Thailand",
            "卡兰多外交部",
            "Ministry of Foreign Affairs of Karando",
        ],
        &[
            &[
                "泰国外交部",
                "MFA Thailand",
                "Ministry of Foreign Affairs of Thailand",
            ],
            &["卡兰多外交部", "Ministry of Foreign Affairs of Karando"],
        ],
    );
    check(
        MentionType::Org,
        &["砚塘市公安局", "Yantang Public Security Bureau"],
        &[&["砚塘市公安局", "Yantang Public Security Bureau"]],
    );
}

#[test]
fn people_are_grouped_by_short_form_and_romanisation() {
    check(
        MentionType::Person,
        &["贺知微", "知微", "He Zhiwei", "Zhiwei He"],
        &[&["贺知微", "知微", "He Zhiwei", "Zhiwei He"]],
    );
}

#[test]
fn what_only_looks_alike_is_not_grouped() {
    let apart = |kind, names: &[&str]| {
        let each: Vec<[&str; 1]> = names.iter().map(|name| [*name]).collect();
        let each: Vec<&[&str]> = each.iter().map(<[&str; 1]>::as_slice).collect();
        check(kind, names, &each);
    };
    apart(MentionType::Person, &["王伟", "王芳", "王海"]);
    // Two who share a given name: the short form is nobody's, and so is the romanisation.
    apart(MentionType::Person, &["李知微", "贺知微", "知微"]);
    apart(MentionType::Person, &["张伟", "章伟", "Zhang Wei"]);
    // Parent and part, group and subsidiary, two branches of a firm.
    apart(
        MentionType::Org,
        &[
            "栖浦市公安局",
            "栖浦市公安局网安支队",
            "栖浦市公安局国保支队",
        ],
    );
    apart(
        MentionType::Org,
        &["拾川集团有限公司", "成都拾川软件有限公司", "拾川"],
    );
    // One kind of body, two states.
    apart(MentionType::Org, &["泰国外交部", "越南外交部", "MFA Laos"]);
    apart(
        MentionType::Org,
        &["泰国卫生部", "Ministry of Health of Vietnam"],
    );
    apart(MentionType::Place, &["朝阳区", "朝阳市"]);
}

#[test]
fn the_same_words_in_two_states_are_two_bodies() {
    let gazetteer = Gazetteer::shipped();
    let of = |country| CaseMention {
        kind: MentionType::Org,
        text: "卫生部",
        value: "卫生部",
        country: Some(country),
        file: 1,
        told_as: None,
    };
    let entities = group(&[of("TH"), of("VN"), of("TH")], &gazetteer);
    assert_eq!(entities.len(), 2);
}

/// Groups names by file; `=` before one says that the words around take it for the one before.
fn by_file(kind: MentionType, files: &[&[&str]]) -> Vec<String> {
    let gazetteer = Gazetteer::shipped();
    let mut mentions: Vec<CaseMention<'_>> = Vec::new();
    for (file, names) in (1..).zip(files) {
        for name in *names {
            let text = name.trim_start_matches('=');
            mentions.push(CaseMention {
                kind,
                text,
                value: text,
                country: None,
                file,
                told_as: (text != *name).then(|| mentions.len() - 1),
            });
        }
    }
    let shown = |entity: Entity| {
        let of = |at: &usize| {
            mentions
                .get(*at)
                .map(|one| format!("{}{}", one.text, one.file))
        };
        let mut names: Vec<String> = entity.mentions.iter().filter_map(of).collect();
        names.sort();
        names.join(" ")
    };
    let mut all: Vec<String> = group(&mentions, &gazetteer)
        .into_iter()
        .map(shown)
        .collect();
    all.sort();
    all
}

#[test]
fn who_is_called_by_a_title_is_told_file_by_file() {
    let people: [&[&str]; 3] = [&["周启铭", "周总"], &["周卫东", "周总"], &["周总"]];
    let found = by_file(MentionType::Person, &people);
    assert_eq!(found, ["周卫东2 周总2", "周启铭1 周总1", "周总3"]);
    // Two of one surname in a file: nobody's.
    let people: [&[&str]; 1] = [&["周启铭", "周卫东", "周总"]];
    assert_eq!(by_file(MentionType::Person, &people).len(), 3);
    let people: [&[&str]; 2] = [&["李骏", "Li Jun"], &["李军", "Li Jun"]];
    let found = by_file(MentionType::Person, &people);
    assert_eq!(found, ["Li Jun1 李骏1", "Li Jun2 李军2"]);
    let bodies: [&[&str]; 2] = [&["越南外交部", "外交部"], &["马来西亚外交部", "外交部"]];
    let found = by_file(MentionType::Org, &bodies);
    assert_eq!(found, ["外交部1 越南外交部1", "外交部2 马来西亚外交部2"]);
}

#[test]
fn what_the_words_say_counts_but_not_across_states() {
    let bodies: [&[&str]; 1] = [&["越南海星电信公司", "=SaoBien Telecom", "=SBT"]];
    assert_eq!(by_file(MentionType::Org, &bodies).len(), 1);
    let bodies: [&[&str]; 1] = [&["越南外交部", "=泰国外交部"]];
    assert_eq!(by_file(MentionType::Org, &bodies).len(), 2);
}

#[test]
fn groups_say_why_and_are_the_same_whatever_the_order() {
    let names = [
        (MentionType::Org, "i-Soon"),
        (MentionType::Org, "安洵"),
        (MentionType::Country, "TH"),
        (MentionType::Email, "a@b.example"),
    ];
    let entities = grouped(&names);
    let firm = entities
        .iter()
        .find(|entity| entity.kind == MentionType::Org)
        .unwrap();
    assert_eq!(firm.name, "四川安洵信息技术有限公司");
    assert_eq!(firm.country.as_deref(), Some("CN"));
    assert_eq!(firm.basis.first().unwrap().reason, Reason::Gazetteer);
    let country = entities
        .iter()
        .find(|entity| entity.kind == MentionType::Country)
        .unwrap();
    assert_eq!(country.name, "泰国");
    assert_eq!(entities.len(), 2);
    let mut backwards = names;
    backwards.reverse();
    let ids = |entities: &[Entity]| {
        entities
            .iter()
            .map(|entity| entity.id.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(ids(&grouped(&backwards)), ids(&entities));
}
