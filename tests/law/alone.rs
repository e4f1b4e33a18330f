//! Payloads and inputs that are one value, which is text or `null`: Step Functions hands text over as JSON already, and
//! `null` as `{}`, so a definition writes down their JSON.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::Arc;

use workflow_runtime::Execution;
use workflow_runtime::observer::History;
use workflow_runtime::prelude::*;
use workflow_tests::engine::{Case, Live, Log, Tokens, judge};
use workflow_tests::hygiene::alone::{
    Any, Code, Empty, Level, Lost, Note, Parcel, Post, Sealed, Way, nested, one_argument,
};
use workflow_tests::recorded;

use crate::Recorded;

recorded!(Recorded: Post {
    "PostText" text(text: &str) -> Result<String, Lost>;
    "PostOwned" owned(text: String) -> Result<String, Lost>;
    "PostNote" note(note: Option<String>) -> Result<String, Lost>;
    "PostCount" count(count: Option<u32>) -> Result<String, Lost>;
    "PostCode" code(code: &Code) -> Result<String, Lost>;
    "PostInner" inner(note: &Note) -> Result<String, Lost>;
    "PostLevel" level(level: &Level) -> Result<String, Lost>;
    "PostWay" way(way: &Way) -> Result<String, Lost>;
    "PostAny" any(any: &Any) -> Result<String, Lost>;
    "PostLetter" letter(letter: char) -> Result<String, Lost>;
    "PostAt" at(at: jiff::Timestamp) -> Result<String, Lost>;
    "PostSealed" sealed(sealed: &Sealed) -> Result<String, Lost>;
    "PostJson" json(json: &serde_json::Value) -> Result<String, Lost>;
    "PostUnit" unit(unit: ()) -> Result<String, Lost>;
    "PostEmpty" empty(empty: Empty) -> Result<String, Lost>;
    "PostList" list(texts: &[Option<String>]) -> Result<String, Lost>;
    "PostNumber" number(number: u64) -> Result<String, Lost>;
    "PostAnswer" answer(token: TaskToken<String>) -> Result<(), Lost>;
});

#[derive(Debug, Default)]
struct Clerk(Tokens);

fn seen(value: impl Debug) -> Result<String, Lost> {
    Ok(format!("{value:?}"))
}

impl Post for Clerk {
    async fn text(&self, text: &str) -> Result<String, Lost> {
        seen(text)
    }

    async fn owned(&self, text: String) -> Result<String, Lost> {
        seen(text)
    }

    async fn note(&self, note: Option<String>) -> Result<String, Lost> {
        seen(note)
    }

    async fn count(&self, count: Option<u32>) -> Result<String, Lost> {
        seen(count)
    }

    async fn code(&self, code: &Code) -> Result<String, Lost> {
        seen(code)
    }

    async fn inner(&self, note: &Note) -> Result<String, Lost> {
        seen(note)
    }

    async fn level(&self, level: &Level) -> Result<String, Lost> {
        seen(level)
    }

    async fn way(&self, way: &Way) -> Result<String, Lost> {
        seen(way)
    }

    async fn any(&self, any: &Any) -> Result<String, Lost> {
        seen(any)
    }

    async fn letter(&self, letter: char) -> Result<String, Lost> {
        seen(letter)
    }

    async fn at(&self, at: jiff::Timestamp) -> Result<String, Lost> {
        seen(at)
    }

    async fn sealed(&self, sealed: &Sealed) -> Result<String, Lost> {
        seen(sealed)
    }

    async fn json(&self, json: &serde_json::Value) -> Result<String, Lost> {
        seen(json)
    }

    async fn unit(&self, unit: ()) -> Result<String, Lost> {
        seen(unit)
    }

    async fn empty(&self, empty: Empty) -> Result<String, Lost> {
        seen(empty)
    }

    async fn list(&self, texts: &[Option<String>]) -> Result<String, Lost> {
        seen(texts)
    }

    async fn number(&self, number: u64) -> Result<String, Lost> {
        seen(number)
    }

    async fn answer(&self, token: TaskToken<String>) -> Result<(), Lost> {
        self.0.complete(&token, "null".to_owned());
        Ok(())
    }
}

async fn lawful(parcel: Parcel) {
    let log = Arc::new(Log::default());
    let post = Recorded { handle: Clerk::default(), log: Arc::clone(&log) };
    let workflow = one_argument::Workflow { post, nested: nested::Workflow {} };
    let history = History::new();
    let end = Execution::of(&workflow).name("law").seed(1).observe(&history).run(parcel).await;
    let end = end.map(|output| serde_json::to_value(output).expect("an output is JSON"));
    assert!(end.is_ok(), "{end:?}");
    let json = |definition| serde_json::to_value(definition).expect("a definition is JSON");
    judge(json(one_argument::definition()), &history.events(), &end, |definition, input, id| Case {
        definition,
        input,
        name: "law".to_owned(),
        id: id.to_owned(),
        tasks: Arc::new(Live::beside(Post(Clerk(Tokens::Engine)), &log)),
        nested: BTreeMap::from([("NestedArn".to_owned(), json(nested::definition()))]),
        hangs: log.hangs(),
        in_turn: false,
        times_out: false,
    });
}

fn parcel(text: &str, rest: impl FnOnce(&mut Parcel)) -> Parcel {
    let mut parcel = Parcel {
        text: text.to_owned(),
        note: Some(text.to_owned()),
        count: Some(12),
        code: Code(text.to_owned()),
        inner: Note { text: Some(Code(text.to_owned())) },
        level: Level::Low,
        way: Way::By(text.to_owned()),
        any: Any::Text(text.to_owned()),
        letter: '1',
        at: "2024-02-29T23:59:59.5Z".parse().expect("a timestamp"),
        sealed: Sealed(text.to_owned()),
        json: text.into(),
        texts: vec![Some(text.to_owned()), None, Some("{}".to_owned())],
    };
    rest(&mut parcel);
    parcel
}

#[tokio::test(start_paused = true)]
async fn text_that_is_json_is_text() {
    for text in ["12", "null", "\"x\"", "{}"] {
        lawful(parcel(text, |_| {})).await;
    }
}

#[tokio::test(start_paused = true)]
async fn other_text_is_text() {
    for text in ["", "plain", "a \"b\" \\ c\n{% 1 %} é e\u{301} 🦀 [", "\u{2028}\u{7f}\u{1}"] {
        lawful(parcel(text, |parcel| parcel.level = Level::High)).await;
    }
}

#[tokio::test(start_paused = true)]
async fn nothing_is_null() {
    lawful(parcel("[]", |parcel| {
        (parcel.note, parcel.count, parcel.inner) = (None, None, Note { text: None });
        (parcel.way, parcel.any, parcel.letter) = (Way::ByAir, Any::Nothing, '"');
        parcel.json = serde_json::Value::Null;
        parcel.texts = vec![None];
    }))
    .await;
    lawful(parcel("true", |parcel| {
        parcel.any = Any::Number(7);
        parcel.json = serde_json::json!({ "a": [1, null, "b"] });
        parcel.texts = vec![];
    }))
    .await;
}
