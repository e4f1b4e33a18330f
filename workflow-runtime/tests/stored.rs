//! A checkpoint is stored as serde's derive would store it, and what is wrong with one is said in the same words.

use std::fmt::Debug;

use serde::de::DeserializeOwned;
use workflow_runtime::prelude::*;

/// A workflow whose states have no parameter, one, and several.
#[workflow]
mod sale {
    use super::*;

    #[start]
    #[pass]
    fn begin() -> Transition<u64> {
        price("tea")
    }

    #[pass]
    fn price(sku: String) -> Transition<u64> {
        weigh(sku, 3, None)
    }

    #[choice]
    fn weigh(sku: String, count: u64, r#type: Option<u32>) -> Transition<u64> {
        if sku == "tea" || r#type.is_some() { succeed(count) } else { succeed(0) }
    }
}

/// The same by serde's derive.
mod derived {
    use super::*;

    #[derive(Clone, Debug, Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(super) enum State {
        Begin {},
        Price { sku: String },
        Weigh { sku: String, count: u64, r#type: Option<u32> },
    }
}

/// What reading `text` gives, shown: the value, or the error.
fn read<T: DeserializeOwned + Debug>(text: &str) -> String {
    match serde_json::from_str::<T>(text) {
        Ok(value) => format!("{value:?}"),
        Err(error) => error.to_string(),
    }
}

#[track_caller]
fn reads_as_derived(text: &str) {
    assert_eq!(read::<sale::State>(text), read::<derived::State>(text), "{text}");
}

#[test]
fn is_written_as_the_derive_writes_it() {
    let ours = [
        sale::State::Begin {},
        sale::State::Price { sku: "tea".to_owned() },
        sale::State::Weigh { sku: "tea".to_owned(), count: 3, r#type: Some(1) },
    ];
    let theirs = [
        derived::State::Begin {},
        derived::State::Price { sku: "tea".to_owned() },
        derived::State::Weigh { sku: "tea".to_owned(), count: 3, r#type: Some(1) },
    ];
    for (ours, theirs) in ours.iter().zip(&theirs) {
        let text = serde_json::to_string(ours).expect("it is plain data");
        assert_eq!(text, serde_json::to_string(theirs).expect("it is plain data"));
        assert_eq!(read::<sale::State>(&text), format!("{theirs:?}"));
    }
}

#[test]
fn reads_what_the_derive_reads() {
    reads_as_derived(r#"{"Begin":{}}"#);
    reads_as_derived(r#"{"Weigh":{"type":null,"count":2,"sku":"tea"}}"#);
    // Formats without names have the fields in their order, and JSON may.
    reads_as_derived(r#"{"Weigh":["tea",2,7]}"#);
}

#[test]
fn refuses_what_the_derive_refuses() {
    reads_as_derived(r#"{"Gone":{}}"#);
    reads_as_derived(r#"{"Price":{}}"#);
    reads_as_derived(r#"{"Price":{"sku":"tea","sku":"tea"}}"#);
    reads_as_derived(r#"{"Price":{"sku":7}}"#);
    // What a state has no parameter for is not dropped silently: a checkpoint of another program says so.
    reads_as_derived(r#"{"Weigh":{"sku":"tea","gone since":[1,{}],"count":2,"type":7}}"#);
    reads_as_derived(r#"{"Price":"tea"}"#);
    reads_as_derived(r#""Price""#);
    reads_as_derived("7");
    assert_eq!(
        read::<sale::State>(r#"{"Weigh":["tea",2]}"#),
        "invalid length 2, expected the fields of a state at line 1 column 18"
    );
}
