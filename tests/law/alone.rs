//! Payloads and inputs that are one value, which is text or `null`: Step Functions hands text over as JSON already, and
//! `null` as `{}`, so a definition writes down their JSON.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::Arc;

use workflow_runtime::Execution;
use workflow_runtime::observer::History;
use workflow_runtime::prelude::*;
use workflow_tests::engine::{Case, Live, Log, Tokens, judge};
use workflow_tests::recorded;

use crate::Recorded;

/// Not delivered.
#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
#[error("lost")]
pub(crate) struct Lost {}

/// Text inside.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub(crate) struct Code(String);

/// Maybe text inside.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
#[serde(transparent)]
pub(crate) struct Note {
    text: Option<Code>,
}

/// Text, each of it.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub(crate) enum Level {
    Low,
    High,
}

/// Text or an object.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub(crate) enum Way {
    ByAir,
    By(String),
}

/// `null`, a number, or text.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
#[serde(untagged)]
pub(crate) enum Any {
    Nothing,
    Number(i64),
    Text(String),
}

/// `null`.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub(crate) struct Empty;

/// What no definition looks into; it is text.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Sealed(String);

/// All that is sent.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub(crate) struct Parcel {
    text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    count: Option<u32>,
    code: Code,
    inner: Note,
    level: Level,
    way: Way,
    any: Any,
    letter: char,
    at: jiff::Timestamp,
    sealed: Sealed,
    json: serde_json::Value,
    texts: Vec<Option<String>>,
}

/// Says what it is given.
#[tasks]
pub(crate) trait Post {
    async fn text(&self, text: &str) -> Result<String, Lost>;
    async fn owned(&self, text: String) -> Result<String, Lost>;
    async fn note(&self, note: Option<String>) -> Result<String, Lost>;
    async fn count(&self, count: Option<u32>) -> Result<String, Lost>;
    async fn code(&self, code: &Code) -> Result<String, Lost>;
    async fn inner(&self, note: &Note) -> Result<String, Lost>;
    async fn level(&self, level: &Level) -> Result<String, Lost>;
    async fn way(&self, way: &Way) -> Result<String, Lost>;
    async fn any(&self, any: &Any) -> Result<String, Lost>;
    async fn letter(&self, letter: char) -> Result<String, Lost>;
    async fn at(&self, at: jiff::Timestamp) -> Result<String, Lost>;
    async fn sealed(&self, sealed: &Sealed) -> Result<String, Lost>;
    async fn json(&self, json: &serde_json::Value) -> Result<String, Lost>;
    async fn unit(&self, unit: ()) -> Result<String, Lost>;
    async fn empty(&self, empty: Empty) -> Result<String, Lost>;
    async fn list(&self, texts: &[Option<String>]) -> Result<String, Lost>;
    async fn number(&self, number: u64) -> Result<String, Lost>;
    async fn answer(&self, token: TaskToken<String>) -> Result<(), Lost>;
}

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

/// Nested, with text or `null` for its input.
#[workflow]
pub(crate) mod nested {
    use super::*;

    #[start]
    #[succeed]
    fn is(text: Option<String>) -> Transition<bool> {
        succeed(text.is_some_and(|text| text.len() > 3))
    }
}

/// Every task with one argument.
#[workflow(tasks(post(Post)), workflows(nested(super::nested)))]
pub(crate) mod one_argument {
    use super::*;

    /// Each branch is a task that reads over the parent's input.
    #[start]
    #[parallel]
    fn begin(parcel: Parcel) -> Transition<Vec<String>> {
        let (text, owned, note, count, code, inner) = parallel(
            post.text(&parcel.text),
            post.owned(parcel.text),
            post.note(parcel.note),
            post.count(parcel.count),
            post.code(&parcel.code),
            post.inner(&parcel.inner),
        )?;
        enums(parcel, vec![text, owned, note, count, code, inner])
    }

    #[parallel]
    fn enums(parcel: Parcel, seen: Vec<String>) -> Transition<Vec<String>> {
        let (level, way, any, letter, at, sealed, json) = parallel(
            post.level(&parcel.level),
            post.way(&parcel.way),
            post.any(&parcel.any),
            post.letter(parcel.letter),
            post.at(parcel.at),
            post.sealed(&parcel.sealed),
            post.json(&parcel.json),
        )?;
        literals(parcel, [seen, vec![level, way, any, letter, at, sealed, json]].concat())
    }

    #[parallel]
    fn literals(parcel: Parcel, seen: Vec<String>) -> Transition<Vec<String>> {
        let (text, json, none, some, unit, empty, list, number) = parallel(
            named("Twelve", post.text("12")),
            named("Quoted", post.text("\"x\" {% 1 %}")),
            named("None", post.note(None)),
            named("Some", post.note(Some("null"))),
            post.unit(()),
            post.empty(Empty),
            post.list(&parcel.texts),
            post.number(9_007_199_254_740_991),
        )?;
        one(parcel, [seen, vec![text, json, none, some, unit, empty, list, number]].concat())
    }

    #[task]
    fn one(parcel: Parcel, seen: Vec<String>) -> Transition<Vec<String>> {
        let text = post.text(&parcel.text)?;
        each(parcel, [seen, vec![text]].concat())
    }

    /// The task's state has the item alone.
    #[map]
    fn each(parcel: Parcel, seen: Vec<String>) -> Transition<Vec<String>> {
        let notes = map(parcel.texts, |text| named("Item", post.note(text)))?;
        again(parcel, [seen, notes].concat(), 0)
    }

    /// A branch that comes back to its first state: each branch finds its input under its own name.
    #[parallel]
    fn again(parcel: Parcel, seen: Vec<String>, times: u8) -> Transition<Vec<String>> {
        let (turned, text) = parallel(turn(parcel.text, times), named("Beside", post.way(&parcel.way)))?;
        asked(parcel, [seen, vec![turned, text]].concat())
    }

    #[choice]
    fn turn(text: String, times: u8) -> Transition<String> {
        if times < 2 { turn(text, times + 1) } else { turned(text) }
    }

    #[task]
    fn turned(text: String) -> Transition<String> {
        let text = post.text(&text)?;
        succeed(text)
    }

    /// The token is the whole payload.
    #[task]
    fn asked(parcel: Parcel, seen: Vec<String>) -> Transition<Vec<String>> {
        let answer = post.answer(task_token())?;
        inside(parcel, [seen, vec![answer]].concat())
    }

    #[task]
    fn inside(parcel: Parcel, seen: Vec<String>) -> Transition<Vec<String>> {
        let long = nested.run(parcel.note)?;
        nothing(parcel, seen, long)
    }

    #[task]
    fn nothing(parcel: Parcel, seen: Vec<String>, long: bool) -> Transition<Vec<String>> {
        let also = nested.run(Some(parcel.text))?;
        succeed([seen, vec![format!("{long} {also}")]].concat())
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
