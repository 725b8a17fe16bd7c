//! Where a rule's slots come from: the sentence, the sentence that it answers, the topic of the talk, the parties of
//! the document. Always: none rather than a guess.

use daylight_model::MentionType;
use serde_json::Value as Json;

use super::apply::{bytes_in, money_in, text};
use super::draft::Draft;
use super::phrase::Side;
use super::scene::{Here, Scene, Sentence};
use super::{count, names, party, phrase, words};

/// What a rule sees when it fills its slots.
pub(super) struct Context<'s, 'a, 'd> {
    pub scene: &'s Scene<'a>,
    pub index: usize,
    pub sentence: &'s Sentence<'a>,
    pub anchor: Option<Here<'a>>,
    pub near: (usize, usize),
    /// The sentence that the rule's `before` speaks of.
    pub asked: Option<&'s Sentence<'a>>,
    /// What was claimed so far.
    pub drafts: &'d [Draft],
}

impl<'a> Context<'_, 'a, '_> {
    /// Returns what a source has; none where it has nothing.
    pub(super) fn value(&self, source: &str) -> Option<Json> {
        if let Some(cue) = source.strip_prefix("words:") {
            let hit = self.sentence.longest(cue, self.sentence.all())?;
            return self.sentence.words(hit.start, hit.end).map(text);
        }
        if source.starts_with("line:") {
            return words::remark_of_line(self.sentence, self.anchor?).map(text);
        }
        match source {
            "count" => count::first(self.sentence).map(|count| Json::from(count.value)),
            "bytes" => bytes_in(self.sentence, self.sentence.all()).map(Json::from),
            "sensitive" => words::is_personal(self.sentence).then_some(Json::Bool(true)),
            _ => self.words(source).map(text),
        }
    }

    fn words(&self, source: &str) -> Option<String> {
        let this = self.sentence;
        let scene = self.scene;
        if let Some(what) = source.strip_prefix("property.") {
            return phrase::property(this, what);
        }
        if let Some(what) = source.strip_prefix("asked.") {
            // Of a request the body whose data are wanted is spoken of, not the one who asks.
            if what == "org"
                && let Some(asked) = self.asked
                && let Some(wants) = asked.longest_outside_names("wants", asked.all())
                && let Some(owner) = asked
                    .of_kind(MentionType::Org)
                    .find(|here| here.start >= wants.end)
            {
                return owner.value().map(str::to_owned);
            }
            return of_sentence(scene, self.asked?, what);
        }
        if let Some(what) = source.strip_prefix("topic.") {
            return topic(scene, self.index, what);
        }
        if let Some(what) = source.strip_prefix("party.") {
            return party::of(scene, what);
        }
        if let Some(what) = source.strip_prefix("document.") {
            return party::of(scene, what);
        }
        if let Some(what) = source.strip_prefix("request.") {
            return self.request(what);
        }
        match source {
            "own" => scene.own.clone(),
            "speaker" => scene.speaker(this).map(words::sender_name),
            "org" => match self.anchor {
                Some(here) if here.is(MentionType::Org) => here.value().map(str::to_owned),
                _ => of_sentence(scene, this, "org"),
            },
            "org_near" => body_before(scene, this, self.near, self.anchor),
            "client" => party::client_in(scene, this),
            "company" => party::company_in(scene, this),
            "firm_here" => this
                .of_kind(MentionType::Org)
                .filter_map(|here| here.value())
                .find(|name| !scene.is_own(name) && !names::is_public(scene.found, name))
                .map(str::to_owned),
            "public_here" => this
                .of_kind(MentionType::Org)
                .filter_map(|here| here.value())
                .find(|name| !scene.is_own(name) && names::is_public(scene.found, name))
                .map(str::to_owned),
            "firm" => body_before(scene, this, this.all(), self.anchor)
                .or_else(|| of_sentence(scene, this, "org")),
            "money" => amount(this).and_then(|money| money.amount.clone()),
            "currency" => amount(this).and_then(|money| money.currency.clone()),
            "next_money" => self
                .next()
                .and_then(amount)
                .and_then(|money| money.amount.clone()),
            "next_currency" => self
                .next()
                .and_then(amount)
                .and_then(|money| money.currency.clone()),
            "bare_speaker" => words::bare_speaker(this),
            "speaker_of_statement" => phrase::speaker(this)
                .or_else(|| words::bare_speaker(this))
                .or_else(|| words::titled_speaker(this))
                .or_else(|| topic(scene, self.index, "org"))
                .or_else(|| scene.speaker(this).map(words::sender_name)),
            "all_said" => phrase::said(this),
            "whole" => phrase::whole(this),
            "login_result" => phrase::login_result(this),
            "data_near" => this
                .longest_outside_names("data", self.near)
                .and_then(|hit| this.words(hit.start, hit.end)),
            "login_word" => ["login_ok", "login_failed"]
                .iter()
                .find_map(|cue| this.longest(cue, this.all()))
                .and_then(|hit| this.words(hit.start, hit.end)),
            "data_phrase" => phrase::data(this, self.near, false),
            "data_owned" => phrase::data(this, this.all(), true),
            "shaped_reference" => phrase::reference(this),
            "head" => phrase::head(this),
            "asking_speaker" => phrase::addresses(&this.folded.text)
                .then(|| scene.speaker(this).map(words::sender_name))
                .flatten(),
            "wanted" => phrase::wanted(this),
            "login_host" => phrase::login_host(this),
            "dataset_title" => phrase::title(scene, this),
            "all_capability" => phrase::capability(this),
            "pays" => phrase::party(scene, this, Side::Pays),
            "is_paid" => phrase::party(scene, this, Side::IsPaid),
            "subject" => phrase::subject(scene, this),
            "titled" => words::titled_speaker(this),
            "self" => words::is_of_speaker(&this.folded.text)
                .then(|| scene.speaker(this).map(words::sender_name))
                .flatten(),
            "address" => this
                .of_kind(MentionType::Ipv4)
                .find_map(|here| here.value().map(str::to_owned)),
            "version" => super::offering::version(this, 0),
            "money_words" => {
                money_in(this, this.all()).and_then(|(here, _)| this.words(here.start, here.end))
            }
            "client_of_request" => {
                phrase::asker(scene, this).or_else(|| words::titled_speaker(this))
            }
            "wanted_body" => super::request::wanted_body(scene, this)
                .and_then(|here| here.value().map(str::to_owned)),
            "wanted_country" => super::request::wanted_country(scene, this),
            "date_range" => words::date_range(this),
            "other_authority" => {
                let winner = party::in_sentence(scene, this, "winner");
                party::in_sentence(scene, this, "authority")
                    .filter(|name| Some(name) != winner.as_ref())
            }
            "winner" | "bidder" | "authority" => party::in_sentence(scene, this, source),
            "project" => words::project(this),
            "reference" => words::reference(&this.folded.text, this),
            "year_if_left" => this
                .says("left_job")
                .then(|| of_sentence(scene, this, "date"))
                .flatten(),
            "said" => words::said(this, self.anchor),
            "answered" => words::answered(this, self.anchor),
            "pay_topic" => words::pay_topic(scene, self.index),
            "bare_subject" => words::bare_subject(this),
            "broken_thing" => words::broken_thing(this),
            "host" | "host_alone" | "mailbox" | "account" | "account_bare" | "person"
            | "product" | "data" | "date" | "country" | "title" | "any_org" | "first_org"
            | "second_org" | "other_org" | "second_person" | "service_word" | "login_name"
            | "quoted" | "show_bidder" => of_sentence(scene, this, source),
            _ => None,
        }
    }

    /// Returns the next sentence of the same message, where it is little else than an amount.
    fn next(&self) -> Option<&Sentence<'a>> {
        let next = self.scene.sentences.get(self.index + 1)?;
        let same = next.message.is_some() && next.message == self.sentence.message;
        (same && super::apply::is_bare(next)).then_some(next)
    }

    /// Returns a slot of the last request before this sentence.
    fn request(&self, slot: &str) -> Option<String> {
        let _ = self.drafts;
        super::request::last_before(self.scene, self.index, slot)
    }
}

/// Returns the amount of a sentence.
fn amount<'a>(sentence: &Sentence<'a>) -> Option<&'a daylight_model::Money> {
    money_in(sentence, sentence.all()).map(|(_, money)| money)
}

/// Returns the nearest body before the anchor in `range`, not the document's own company.
fn body_before(
    scene: &Scene<'_>,
    sentence: &Sentence<'_>,
    range: (usize, usize),
    anchor: Option<Here<'_>>,
) -> Option<String> {
    let limit = anchor.map_or(range.1, |here| here.start);
    sentence
        .of_kind(MentionType::Org)
        .filter(|here| here.start >= range.0 && here.end <= limit)
        .filter_map(|here| here.value())
        .filter(|name| !scene.is_own(name))
        .last()
        .map(str::to_owned)
}

/// Returns what a sentence itself has.
pub(super) fn of_sentence(
    scene: &Scene<'_>,
    sentence: &Sentence<'_>,
    what: &str,
) -> Option<String> {
    let first = |kind: MentionType| {
        sentence
            .of_kind(kind)
            .find_map(|here| here.value().map(str::to_owned))
    };
    match what {
        "org" => sentence
            .of_kind(MentionType::Org)
            .filter_map(|here| here.value())
            .find(|name| !scene.is_own(name))
            .map(str::to_owned),
        "any_org" => first(MentionType::Org),
        "first_org" | "second_org" => {
            let mut names: Vec<&str> = sentence
                .of_kind(MentionType::Org)
                .filter_map(|here| here.value())
                .collect();
            names.dedup();
            names
                .get(usize::from(what == "second_org"))
                .map(|name| (*name).to_owned())
        }
        "other_org" => {
            let second = of_sentence(scene, sentence, "second_org");
            second.and_then(|_| of_sentence(scene, sentence, "first_org"))
        }
        "data_owned" => phrase::data(sentence, sentence.all(), true),
        "dataset_title" => phrase::title(scene, sentence),
        "login_host" => phrase::login_host(sentence),
        "second_person" => {
            let one = first(MentionType::Person);
            sentence
                .of_kind(MentionType::Person)
                .filter_map(|here| here.value().map(str::to_owned))
                .find(|name| Some(name) != one.as_ref())
        }
        "service_word" => phrase::service(sentence),
        "login_name" => phrase::login_name(sentence),
        "quoted" => words::quoted(sentence),
        "show_bidder" => phrase::show_bidder(sentence),
        "firm_named" => sentence
            .of_kind(MentionType::Org)
            .filter_map(|here| here.value())
            .find(|name| !scene.is_own(name) && !names::is_public(scene.found, name))
            .map(str::to_owned),
        "person" => first(MentionType::Person),
        "product" => first(MentionType::Product),
        "date" => first(MentionType::Date),
        "country" => first(MentionType::Country).or_else(|| {
            let body = of_sentence(scene, sentence, "org")?;
            names::country_of(scene.found, &body)
        }),
        "data" => {
            let hit = sentence.longest_outside_names("data", sentence.all())?;
            sentence.words(hit.start, hit.end)
        }
        "title" => words::title(scene, sentence),
        "host" => [
            MentionType::Domain,
            MentionType::Url,
            MentionType::Ipv4,
            MentionType::Email,
        ]
        .into_iter()
        .find_map(first),
        "account" => {
            let hit = sentence.longest("account_name", sentence.all())?;
            let words = sentence.words(hit.start, hit.end)?;
            Some(words::account_name(&words))
        }
        // The address of a mailbox is the account; its host is not said to be the service.
        "host_alone" => [MentionType::Domain, MentionType::Url, MentionType::Ipv4]
            .into_iter()
            .find_map(first),
        "mailbox" => first(MentionType::Email),
        "account_bare" => None,
        _ => None,
    }
}

/// Returns what the nearest earlier sentence of the same talk or part has.
fn topic(scene: &Scene<'_>, index: usize, what: &str) -> Option<String> {
    const BACK: usize = 16;
    let this = &scene.sentences[index];
    for earlier in scene.sentences[..index].iter().rev().take(BACK) {
        let same = match (this.message, earlier.message) {
            (Some(_), Some(_)) => true,
            (None, None) => earlier.span.part == this.span.part,
            _ => false,
        };
        if !same {
            break;
        }
        let found = match what {
            "public" => earlier
                .of_kind(MentionType::Org)
                .filter_map(|here| here.value())
                .find(|name| !scene.is_own(name) && names::is_public(scene.found, name))
                .map(str::to_owned),
            "data_owned" => phrase::data(earlier, earlier.all(), true),
            // Of a bid: the body that calls for it.
            "authority" => (["tender", "applies"].iter().any(|cue| earlier.says(cue))
                && !earlier.says("won_bid"))
            .then(|| of_sentence(scene, earlier, "org"))
            .flatten(),
            _ => of_sentence(scene, earlier, what),
        };
        if found.is_some() {
            return found;
        }
    }
    None
}
