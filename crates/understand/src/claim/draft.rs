//! A claim in the making. Always: every slot of its type is there, the open ones null.

use std::borrow::Cow;

use daylight_model::{Claim, ClaimType, Ground, Hedge, Money, Polarity};
use serde_json::{Map, Value};

use super::sentence;

/// A claim whose statement is not yet written.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub kind: ClaimType,
    pub fields: Map<String, Value>,
    pub polarity: Polarity,
    pub hedge: Option<Hedge>,
    pub confidence: f32,
    pub rule: Cow<'static, str>,
    pub grounds: Vec<Ground>,
    /// Whether a list or a table says it.
    pub listed: bool,
}

impl Draft {
    pub(super) fn new(
        kind: ClaimType,
        polarity: Polarity,
        rule: impl Into<Cow<'static, str>>,
        ground: Ground,
    ) -> Self {
        let fields = kind
            .fields()
            .iter()
            .map(|slot| ((*slot).to_owned(), Value::Null))
            .collect();
        Self {
            kind,
            fields,
            polarity,
            hedge: None,
            confidence: 0.8,
            rule: rule.into(),
            grounds: vec![ground],
            listed: false,
        }
    }

    /// Fills a slot of this type; a slot of another type, or nothing to fill it with, changes nothing.
    pub(super) fn set(&mut self, slot: &str, value: impl Into<Option<Value>>) {
        if let (Some(place), Some(value)) = (self.fields.get_mut(slot), value.into()) {
            *place = value;
        }
    }

    /// The same for words.
    pub(super) fn set_text(&mut self, slot: &str, words: Option<impl Into<String>>) {
        self.set(slot, words.map(|words| Value::String(words.into())));
    }

    pub(super) fn is_open(&self, slot: &str) -> bool {
        self.fields.get(slot).is_some_and(Value::is_null)
    }

    pub(super) fn text(&self, slot: &str) -> Option<&str> {
        self.fields.get(slot).and_then(Value::as_str)
    }

    /// Fills the slots of an amount.
    pub(super) fn set_money(&mut self, money: &Money) {
        let text = |words: &Option<String>| words.clone().map(Value::String);
        self.set("amount", text(&money.amount));
        self.set("currency", text(&money.currency));
        self.set("low", text(&money.low));
        self.set("high", text(&money.high));
        self.set("approximate", Value::Bool(money.approximate));
    }

    /// Returns whether it only says that this is no claim: what such a rule takes, no other speaks of.
    pub(super) fn is_silent(&self) -> bool {
        self.confidence <= 0.0
    }

    pub(super) fn finished(self) -> Claim {
        let statement = sentence::of(self.kind, self.polarity, &self.fields);
        Claim {
            kind: self.kind,
            statement,
            fields: self.fields,
            polarity: self.polarity,
            hedge: self.hedge,
            confidence: self.confidence,
            rule: self.rule,
            grounds: self.grounds,
        }
    }
}
