//! Tasks and a nested workflow with one argument that is text or `null`, or may be: a definition writes it down as JSON,
//! as `alone.json` pins. `tests/law/alone.rs` runs it on an engine.

use workflow_runtime::prelude::*;

/// Not delivered.
#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
#[error("lost")]
pub struct Lost {}

/// Text inside.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct Code(pub String);

/// Maybe text inside.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
#[serde(transparent)]
pub struct Note {
    /// Text.
    pub text: Option<Code>,
}

/// Text, each of it.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub enum Level {
    /// Low.
    Low,
    /// High.
    High,
}

/// Text or an object.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub enum Way {
    /// As fast as it goes.
    ByAir,
    /// By(String).
    By(String),
}

/// `null`, a number, or text.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
#[serde(untagged)]
pub enum Any {
    /// Nothing.
    Nothing,
    /// Number(i64).
    Number(i64),
    /// Text(String).
    Text(String),
}

/// `null`.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct Empty;

/// What no definition looks into; it is text.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Sealed(pub String);

/// All that is sent.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct Parcel {
    /// Text.
    pub text: String,
    /// Note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Count.
    pub count: Option<u32>,
    /// Code.
    pub code: Code,
    /// Inner.
    pub inner: Note,
    /// Level.
    pub level: Level,
    /// Way.
    pub way: Way,
    /// Any.
    pub any: Any,
    /// Letter.
    pub letter: char,
    /// At.
    pub at: jiff::Timestamp,
    /// Sealed.
    pub sealed: Sealed,
    /// Json.
    pub json: serde_json::Value,
    /// Texts.
    pub texts: Vec<Option<String>>,
}

/// Says what it is given.
#[tasks]
pub trait Post {
    /// Says what it is given: text.
    async fn text(&self, text: &str) -> Result<String, Lost>;
    /// Says what it is given: owned.
    async fn owned(&self, text: String) -> Result<String, Lost>;
    /// Says what it is given: note.
    async fn note(&self, note: Option<String>) -> Result<String, Lost>;
    /// Says what it is given: count.
    async fn count(&self, count: Option<u32>) -> Result<String, Lost>;
    /// Says what it is given: code.
    async fn code(&self, code: &Code) -> Result<String, Lost>;
    /// Says what it is given: inner.
    async fn inner(&self, note: &Note) -> Result<String, Lost>;
    /// Says what it is given: level.
    async fn level(&self, level: &Level) -> Result<String, Lost>;
    /// Says what it is given: way.
    async fn way(&self, way: &Way) -> Result<String, Lost>;
    /// Says what it is given: any.
    async fn any(&self, any: &Any) -> Result<String, Lost>;
    /// Says what it is given: letter.
    async fn letter(&self, letter: char) -> Result<String, Lost>;
    /// Says what it is given: at.
    async fn at(&self, at: jiff::Timestamp) -> Result<String, Lost>;
    /// Says what it is given: sealed.
    async fn sealed(&self, sealed: &Sealed) -> Result<String, Lost>;
    /// Says what it is given: json.
    async fn json(&self, json: &serde_json::Value) -> Result<String, Lost>;
    /// Says what it is given: unit.
    async fn unit(&self, unit: ()) -> Result<String, Lost>;
    /// Says what it is given: empty.
    async fn empty(&self, empty: Empty) -> Result<String, Lost>;
    /// Says what it is given: list.
    async fn list(&self, texts: &[Option<String>]) -> Result<String, Lost>;
    /// Says what it is given: number.
    async fn number(&self, number: u64) -> Result<String, Lost>;
    /// Says what it is given: answer.
    async fn answer(&self, token: TaskToken<String>) -> Result<(), Lost>;
}

/// Nested, with text or `null` for its input.
#[workflow]
pub mod nested {
    use super::*;

    #[start]
    #[succeed]
    fn is(text: Option<String>) -> Transition<bool> {
        succeed(text.is_some_and(|text| text.len() > 3))
    }
}

/// Every task with one argument.
#[workflow(tasks(post(Post)), workflows(nested(super::nested)))]
pub mod one_argument {
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
