//! The graph of small sets of claims.

use daylight_model::StoredCitation;
use daylight_understand::entity::Name;
use serde_json::json;

use super::super::OverTime;
use super::*;

fn citation() -> StoredCitation {
    serde_json::from_value(json!({
        "path": "a.txt", "sha256": "0".repeat(64), "locator": "line=1", "quote": "x", "part": 1, "text_span": [0, 1],
        "reading": "text@1", "crop_sha256": null,
    }))
    .unwrap()
}

fn claim(kind: ClaimType, fields: Value) -> Binding {
    Binding {
        kind,
        polarity: Polarity::Asserted,
        fields: fields.as_object().unwrap().clone(),
        in_private_row: false,
    }
}

fn graph_of(claims: &[Binding], entities: &[EntityRow]) -> Graph {
    let mut graph = GraphBuilder::new(entities);
    for (place, claim) in claims.iter().enumerate() {
        graph.add(claim, place);
    }
    graph.finished()
}

fn entity(id: &str, kind: MentionType, names: &[&str]) -> EntityRow {
    let named = |text: &&str| Name {
        text: (*text).to_owned(),
        language: None,
        mentions: 1,
    };
    EntityRow {
        id: id.to_owned(),
        kind,
        name: names[0].to_owned(),
        names: names.iter().map(named).collect(),
        country: None,
        mentions: 1,
        files: 1,
        over_time: OverTime::default(),
        basis: Vec::new(),
        status: "suggested".into(),
        citation: citation(),
        places: Vec::new(),
    }
}

fn small() -> Graph {
    let relation = |from: &str, to: &str| {
        let fields = json!({"from": from, "role": "employee", "to": to});
        claim(ClaimType::Relationship, fields)
    };
    let mut denied = relation("王五", "四川安洵");
    denied.polarity = Polarity::Denied;
    let mut of_a_passenger = relation("赵六", "四川安洵");
    of_a_passenger.in_private_row = true;
    let paid = json!({"payer": "i-Soon", "payee": "林某", "purpose": "bonus"});
    let offered = json!({"seller": "安洵", "product": "遥控"});
    let claims = [
        relation("林某", "Ｉ-SOON"),
        relation("林某", "四川 安洵"),
        denied,
        of_a_passenger,
        claim(ClaimType::Payment, paid),
        claim(ClaimType::Offering, offered),
        // Nothing binds these: open, masked, a phrase, no name that was found.
        relation("‹person›", "四川安洵"),
        claim(
            ClaimType::Payment,
            json!({"payer": null, "payee": "林某", "purpose": "bonus"}),
        ),
        claim(
            ClaimType::Complaint,
            json!({"person": "林某", "about": "pay", "against": "领导"}),
        ),
        relation(&"长".repeat(60), "四川安洵"),
    ];
    let entities = [
        entity("1", MentionType::Org, &["四川安洵", "安洵", "i-Soon"]),
        entity("2", MentionType::Person, &["林某"]),
    ];
    graph_of(&claims, &entities)
}

fn shown(graph: &Graph, part: &GraphPart) -> Vec<String> {
    let name = |at: usize| graph.nodes[at].name.as_str();
    let line = |at: &usize| {
        let tie = &graph.ties[*at];
        let how = tie.how.as_deref().unwrap_or("-");
        let not = if tie.is_denied { " not" } else { "" };
        let (from, to) = (name(tie.from), name(tie.to));
        format!(
            "{from} →{not} {to}: {} {how} {}",
            tie.kind,
            tie.claims.len()
        )
    };
    part.ties.iter().map(line).collect()
}

fn all() -> GraphFilter {
    GraphFilter {
        most: 100,
        ..GraphFilter::default()
    }
}

#[test]
fn names_of_one_body_are_one_node_and_nothing_private_is_one() {
    let graph = small();
    let part = graph.part(&all());
    let expect = [
        "林某 → 四川安洵: relationship employee 2",
        "四川安洵 → 林某: payment bonus 1",
        "四川安洵 → 遥控: offering - 1",
        "王五 → not 四川安洵: relationship employee 1",
    ];
    let mut lines = shown(&graph, &part);
    lines[1..].sort();
    assert_eq!(lines, expect);
    assert_eq!(part.fitting, 4);
    let nodes: Vec<_> = graph
        .nodes
        .iter()
        .map(|node| (node.name.as_str(), node.claims, node.is_found))
        .collect();
    let expect = [
        ("四川安洵", 5, true),
        ("林某", 3, true),
        ("王五", 1, false),
        ("遥控", 1, false),
    ];
    assert_eq!(nodes, expect);
}

#[test]
fn a_part_is_of_one_kind_of_one_name_and_of_so_many_nodes() {
    let graph = small();
    let of_payments = graph.part(&GraphFilter {
        kind: Some(ClaimType::Payment),
        ..all()
    });
    assert_eq!(
        shown(&graph, &of_payments),
        ["四川安洵 → 林某: payment bonus 1"]
    );
    assert_eq!(of_payments.by_kind[&ClaimType::Relationship], 2);
    let named = graph.part(&GraphFilter {
        words: Some("i-soon".to_owned()),
        most: 2,
        ..all()
    });
    assert_eq!(named.fitting, 4);
    assert_eq!(named.nodes.len(), 2);
    let around = graph.part(&GraphFilter {
        around: Some("name:遥控".to_owned()),
        ..all()
    });
    assert_eq!(shown(&graph, &around), ["四川安洵 → 遥控: offering - 1"]);
    let few = graph.part(&GraphFilter {
        around: Some("name:遥控".to_owned()),
        most: 1,
        ..all()
    });
    assert_eq!(few.nodes.len(), 1);
    assert_eq!(graph.nodes[few.nodes[0]].name, "遥控");
}
