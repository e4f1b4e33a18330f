//! Old versions of functions are deleted, page by page: a map that takes one at a time, a loop in its branch, a loop
//! around the map.

use std::sync::Arc;

use expect_test::expect_file;
use serde_json::{Value, json};
use workflow_runtime::TaskSet;
use workflow_runtime::prelude::*;

use super::harness::{Reply, Script, fails, gives, pinned, run};

/// Which page to list.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListFunctions {
    #[serde(skip_serializing_if = "Option::is_none")]
    marker: Option<String>,
}

/// A page of functions.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Page {
    functions: Vec<Function>,
    next_marker: Option<String>,
}

/// A function.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Function {
    function_name: String,
}

/// Whose versions to list, or what to delete.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Named {
    function_name: String,
}

/// The versions of a function.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Versions {
    versions: Vec<Version>,
}

/// A version.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Version {
    version: String,
}

/// Lambda refuses.
#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
pub(crate) enum LambdaError {
    /// Something uses the version.
    #[error("in use")]
    #[error_name = "Lambda.ResourceConflictException"]
    InUse,
    /// Too many ask.
    #[error("too many requests")]
    #[error_name = "Lambda.TooManyRequestsException"]
    TooManyRequests,
}

/// AWS Lambda.
#[tasks]
pub(crate) trait Lambda {
    /// A page of the functions.
    #[resource("arn:aws:states:::aws-sdk:lambda:listFunctions")]
    #[task(retry(on(any), interval(seconds(1)), max_attempts = 3, backoff_rate = 2.0))]
    async fn list_functions(&self, request: &ListFunctions) -> Result<Page, LambdaError>;
    /// The versions of a function.
    #[resource("arn:aws:states:::aws-sdk:lambda:listVersionsByFunction")]
    #[task(retry(on(any), interval(seconds(1)), max_attempts = 3, backoff_rate = 2.0))]
    async fn list_versions(&self, request: &Named) -> Result<Versions, LambdaError>;
    /// Deletes a version.
    #[resource("arn:aws:states:::aws-sdk:lambda:deleteFunction")]
    async fn delete_function(&self, request: &Named) -> Result<Value, LambdaError>;
}

/// Keeps the newest versions of every function whose name begins as it should.
#[workflow(tasks(lambda(Lambda)), timeout(minutes(5)))]
pub(crate) mod function_versions {
    use super::*;

    const PREFIX: &str = "shop-";
    const KEEP: usize = 2;

    #[start]
    #[task(name = "List function names")]
    fn list_functions() -> Transition<u32> {
        let page = lambda.list_functions(&ListFunctions { marker: None })?;
        iterate_functions(page, 0)
    }

    #[map(name = "Iterate Functions", max_concurrency = 1)]
    fn iterate_functions(page: Page, deleted: u32) -> Transition<u32> {
        let deletions = map(page.functions, |function| filter(function.function_name))?;
        are_there_more(page.next_marker, deleted + deletions.iter().sum::<u32>())
    }

    #[choice(name = "Filter the functions")]
    fn filter(name: String) -> Transition<u32> {
        if name.starts_with(PREFIX) { list_versions(name) } else { skip() }
    }

    #[pass(name = "Skip")]
    fn skip() -> Transition<u32> {
        succeed(0)
    }

    #[task(name = "Get array of all versions")]
    fn list_versions(name: String) -> Transition<u32> {
        let answer = lambda.list_versions(&Named { function_name: name })?;
        remove_latest(name, answer.versions)
    }

    #[pass(name = "Remove $LATEST version")]
    fn remove_latest(name: String, versions: Vec<Version>) -> Transition<u32> {
        let numbered: Vec<String> = versions
            .iter()
            .filter(|version| version.version != "$LATEST")
            .map(|version| version.version.clone())
            .collect();
        check_number(name, numbered, 0, 0)
    }

    #[choice(name = "Check number of versions")]
    fn check_number(name: String, versions: Vec<String>, next: usize, deleted: u32) -> Transition<u32> {
        if versions.len() > KEEP + next {
            delete_oldest(name, versions, next, deleted)
        } else {
            nothing(deleted)
        }
    }

    #[pass(name = "Nothing to do")]
    fn nothing(deleted: u32) -> Transition<u32> {
        succeed(deleted)
    }

    #[task(name = "Delete oldest version")]
    fn delete_oldest(name: String, versions: Vec<String>, next: usize, deleted: u32) -> Transition<u32> {
        match lambda.delete_function(&Named { function_name: format!("{}:{}", name, versions[next]) }) {
            Ok(_) => advance(name, versions, next, deleted + 1),
            Err(Failed(LambdaError::InUse)) => advance(name, versions, next, deleted),
            Err(error) => fail(error),
        }
    }

    #[pass(name = "Remove deleted version and decrement version count")]
    fn advance(name: String, versions: Vec<String>, next: usize, deleted: u32) -> Transition<u32> {
        check_number(name, versions, next + 1, deleted)
    }

    #[choice(name = "More functions to process?")]
    fn are_there_more(next_marker: Option<String>, deleted: u32) -> Transition<u32> {
        match next_marker {
            Some(marker) => list_more(marker, deleted),
            None => success(deleted),
        }
    }

    #[task(name = "List more function names")]
    fn list_more(marker: String, deleted: u32) -> Transition<u32> {
        let page = lambda.list_functions(&ListFunctions { marker: Some(marker) })?;
        iterate_functions(page, deleted)
    }

    #[succeed(name = "Success")]
    fn success(deleted: u32) -> Transition<u32> {
        succeed(deleted)
    }
}

impl Lambda for Script {
    async fn list_functions(&self, request: &ListFunctions) -> Result<Page, LambdaError> {
        self.play("list_functions", request).await
    }
    async fn list_versions(&self, request: &Named) -> Result<Versions, LambdaError> {
        self.play("list_versions", request).await
    }
    async fn delete_function(&self, request: &Named) -> Result<Value, LambdaError> {
        self.play("delete_function", request).await
    }
}

fn workflow(script: &Arc<Script>) -> function_versions::Workflow<Arc<Script>> {
    script.serve(
        |_| TaskSet::new(),
        &[
            ("arn:aws:states:::aws-sdk:lambda:listFunctions", "list_functions"),
            ("arn:aws:states:::aws-sdk:lambda:listVersionsByFunction", "list_versions"),
            ("arn:aws:states:::aws-sdk:lambda:deleteFunction", "delete_function"),
        ],
    );
    function_versions::Workflow { lambda: script.clone() }
}

fn page(names: &[&str], marker: Option<&str>) -> Reply {
    let functions: Vec<Value> = names.iter().map(|name| json!({ "FunctionName": name })).collect();
    match marker {
        Some(marker) => gives(json!({ "Functions": functions, "NextMarker": marker })),
        None => gives(json!({ "Functions": functions })),
    }
}

fn versions(names: &[&str]) -> Reply {
    let versions: Vec<Value> = names.iter().map(|name| json!({ "Version": name })).collect();
    gives(json!({ "Versions": versions }))
}

#[tokio::test(start_paused = true)]
async fn old_versions_are_deleted_page_by_page() {
    let script = Script::new([
        ("list_functions", page(&["other", "shop-a"], Some("p2"))),
        ("list_versions", versions(&["$LATEST", "1", "2", "3", "4"])),
        ("delete_function", gives(json!({}))),
        ("delete_function", fails(LambdaError::InUse)),
        ("list_functions", page(&["shop-b"], None)),
        ("list_versions", versions(&["$LATEST"])),
    ]);
    let oldest = |version: &str| json!({ "FunctionName": format!("shop-a:{version}") });
    run(&workflow(&script), &script, function_versions::Input {})
        .await
        .passed([
            "List function names",
            "Iterate Functions",
            "0 Filter the functions",
            "0 Skip",
            "1 Filter the functions",
            "1 Get array of all versions",
            "1 Remove $LATEST version",
            "1 Check number of versions",
            "1 Delete oldest version",
            "1 Remove deleted version and decrement version count",
            "1 Check number of versions",
            "1 Delete oldest version",
            "1 Remove deleted version and decrement version count",
            "1 Check number of versions",
            "1 Nothing to do",
            "More functions to process?",
            "List more function names",
            "Iterate Functions",
            "0 Filter the functions",
            "0 Get array of all versions",
            "0 Remove $LATEST version",
            "0 Check number of versions",
            "0 Nothing to do",
            "More functions to process?",
            "Success",
        ])
        .gave("1 Filter the functions", json!("shop-a"))
        .gave("More functions to process?", json!({ "next_marker": "p2", "deleted": 1 }))
        .succeeded(json!(1));
    assert_eq!(script.calls("delete_function"), [oldest("1"), oldest("2")]);
    assert_eq!(script.calls("list_functions"), [json!({}), json!({ "Marker": "p2" })]);
}

#[tokio::test(start_paused = true)]
async fn a_list_that_cannot_be_had_fails_after_three_retries() {
    let refused = || ("list_functions", fails(LambdaError::TooManyRequests));
    let script = Script::new([refused(), refused(), refused(), refused()]);
    run(&workflow(&script), &script, function_versions::Input {})
        .await
        .passed(["List function names"])
        .failed("Lambda.TooManyRequestsException", json!("TooManyRequests"));
}

#[tokio::test(start_paused = true)]
async fn a_version_that_cannot_be_deleted_fails_the_map() {
    let script = Script::new([
        ("list_functions", page(&["shop-a"], None)),
        ("list_versions", versions(&["1", "2", "3"])),
        ("delete_function", fails(LambdaError::TooManyRequests)),
    ]);
    run(&workflow(&script), &script, function_versions::Input {})
        .await
        .passed([
            "List function names",
            "Iterate Functions",
            "0 Filter the functions",
            "0 Get array of all versions",
            "0 Remove $LATEST version",
            "0 Check number of versions",
            "0 Delete oldest version",
        ])
        .failed("Lambda.TooManyRequestsException", json!("TooManyRequests"));
}

#[test]
fn its_definition() {
    pinned(&function_versions::definition(), &expect_file!["function_versions.json"]);
}
