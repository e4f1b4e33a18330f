//! Quotes from several providers: scatter-gather over a list, where one that gives none does not stop the others.

use std::sync::Arc;

use expect_test::expect_file;
use serde_json::{Value, json};
use workflow_runtime::prelude::*;

use super::harness::{Reply, Script, fails, gives, pinned, run};

/// What somebody wants quotes for.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Request {
    request_description: String,
    quote_providers: Vec<String>,
}

/// A quote.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub(crate) struct Quote {
    provider: String,
    amount: u32,
}

/// What a provider answered.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Answer {
    /// A quote.
    Quoted(Quote),
    /// None, and why.
    Refused {
        /// Which provider.
        provider: String,
        /// The name of the error.
        error: String,
    },
}

/// A provider has no quote.
#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
pub(crate) enum QuoteError {
    /// Not at home.
    #[error("closed")]
    Closed,
}

/// The table refuses.
#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
#[error("the table refuses")]
#[error_name = "DynamoDB.DynamoDBException"]
pub(crate) struct TableError {}

/// What the table takes.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct PutItem {
    item: Item,
    table_name: String,
}

/// A request with its answers.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Item {
    request_id: Text,
    quotes: List,
}

/// A text in the table.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub(crate) struct Text {
    #[serde(rename = "S")]
    text: String,
}

/// A list in the table.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub(crate) struct List {
    #[serde(rename = "L")]
    list: Vec<Answer>,
}

/// Those who sell.
#[tasks]
pub(crate) trait Providers {
    /// Asks one for a quote.
    async fn quote(&self, provider: &str, description: &str, position: usize) -> Result<Quote, QuoteError>;
}

/// Where quotes are kept.
#[tasks]
pub(crate) trait Table {
    /// Keeps an item.
    #[resource("arn:aws:states:::dynamodb:putItem")]
    async fn put_item(&self, item: &PutItem) -> Result<Value, TableError>;
}

/// Gathers quotes from every provider.
#[workflow(tasks(providers(Providers), table(Table)), timeout(minutes(5)))]
pub(crate) mod quotes {
    use super::*;

    #[start]
    #[map(name = "Get quotes", max_concurrency = 2)]
    fn get_quotes(request: Request) -> Transition<Value> {
        let answers = map(request.quote_providers, |position, provider| {
            get_quote(provider, request.request_description, position)
        })?;
        number_request(answers)
    }

    #[task(name = "Get quote")]
    fn get_quote(provider: String, description: String, position: usize) -> Transition<Answer> {
        match providers.quote(&provider, &description, position) {
            Ok(quote) => succeed(Answer::Quoted(quote)),
            Err(error) => error_handler(provider, error.name()),
        }
    }

    #[pass(name = "ErrorHandler")]
    fn error_handler(provider: String, error: String) -> Transition<Answer> {
        succeed(Answer::Refused { provider, error })
    }

    #[pass(name = "Number the request")]
    fn number_request(answers: Vec<Answer>) -> Transition<Value> {
        save_quotes(uuid(), answers)
    }

    #[task(name = "Save quotes to DynamoDB")]
    fn save_quotes(request_id: String, answers: Vec<Answer>) -> Transition<Value> {
        let answer = table.put_item(&PutItem {
            item: Item { request_id: Text { text: request_id }, quotes: List { list: answers } },
            table_name: "${QuotesTable}",
        })?;
        succeed(answer)
    }
}

impl Providers for Script {
    async fn quote(&self, provider: &str, description: &str, position: usize) -> Result<Quote, QuoteError> {
        let arguments = json!({ "provider": provider, "description": description, "position": position });
        self.play("quote", arguments).await
    }
}

impl Table for Script {
    async fn put_item(&self, item: &PutItem) -> Result<Value, TableError> {
        self.play("put_item", item).await
    }
}

fn workflow(script: &Arc<Script>) -> quotes::Workflow<Arc<Script>, Arc<Script>> {
    script.serve(Providers, &[("arn:aws:states:::dynamodb:putItem", "put_item")]);
    quotes::Workflow { providers: script.clone(), table: script.clone() }
}

fn request(providers: &[&str]) -> Request {
    Request {
        request_description: "a boat".to_owned(),
        quote_providers: providers.iter().map(ToString::to_string).collect(),
    }
}

#[tokio::test(start_paused = true)]
async fn quotes_come_in_the_order_of_the_providers() {
    let script = Script::new([
        ("quote", gives(json!({ "provider": "a", "amount": 3 })).after(2)),
        ("quote", fails(QuoteError::Closed).after(1)),
        ("quote", Reply::Panics.after(3)),
        ("put_item", gives(json!({ "kept": true }))),
    ]);
    run(&workflow(&script), &script, request(&["a", "b", "c"]))
        .await
        .passed([
            "Get quotes",
            "0 Get quote",
            "1 Get quote",
            "1 ErrorHandler",
            "2 Get quote",
            "2 ErrorHandler",
            "Number the request",
            "Save quotes to DynamoDB",
        ])
        .gave("1 Get quote", json!({ "provider": "b", "description": "a boat", "position": 1 }))
        .gave("1 ErrorHandler", json!({ "provider": "b", "error": "QuoteError.Closed" }))
        .gave(
            "Number the request",
            json!([
                { "quoted": { "provider": "a", "amount": 3 } },
                { "refused": { "provider": "b", "error": "QuoteError.Closed" } },
                { "refused": { "provider": "c", "error": "Panic" } },
            ]),
        )
        .succeeded(json!({ "kept": true }));
}

#[tokio::test(start_paused = true)]
async fn nobody_is_asked() {
    let script = Script::new([("put_item", gives(json!({ "kept": true })))]);
    run(&workflow(&script), &script, request(&[]))
        .await
        .passed(["Get quotes", "Number the request", "Save quotes to DynamoDB"])
        .gave("Number the request", json!([]))
        .succeeded(json!({ "kept": true }));
    assert_eq!(script.calls("put_item")[0]["Item"]["quotes"], json!({ "L": [] }));
}

#[test]
fn its_definition() {
    pinned(&quotes::definition(), &expect_file!["quotes.json"]);
}
