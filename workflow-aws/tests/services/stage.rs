//! Where the workflows of these tests run: moto for the services, LocalStack beside it for the definitions.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};

use aws_sdk_sfn::config::{BehaviorVersion, Credentials, Region};
use serde_json::Value;
use workflow_runtime::{Execution, Workflow};
use workflow_tests::engine::trace::End;
use workflow_tests::engine::{Answer, Call, Case, Engine, Services, Tasks};
use workflow_tests::oracles::{self, Error};

/// moto and LocalStack.
pub(crate) struct Stage {
    pub(crate) services: Services,
    pub(crate) engine: Engine,
}

/// The stage of this process; nothing where it cannot be had, which is said.
pub(crate) fn stage(test: &str) -> Option<&'static Stage> {
    static STAGE: OnceLock<Result<Stage, Error>> = OnceLock::new();
    let start = || {
        let services = Services::start()?;
        let engine = Engine::beside(&services)?;
        Ok(Stage { services, engine })
    };
    // The engine has a runtime of its own, which is not made inside of another one.
    let started = STAGE.get_or_init(|| std::thread::spawn(start).join().expect("it does not panic"));
    oracles::or_skip(test, started.as_ref().map_err(Error::clone))
}

/// The configuration of an official client that asks at this address.
macro_rules! client {
    ($sdk:ident, $url:expr) => {
        $sdk::Client::from_conf(
            $sdk::Config::builder()
                .behavior_version($sdk::config::BehaviorVersion::latest())
                .region($sdk::config::Region::new("us-east-1"))
                .credentials_provider($sdk::config::Credentials::new("test", "test", None, None, "test"))
                .endpoint_url($url)
                .http_client(::aws_smithy_http_client::Builder::new().build_http())
                .build(),
        )
    };
}
pub(crate) use client;

/// The official client of the engine.
pub(crate) fn step_functions(url: &str) -> aws_sdk_sfn::Client {
    let config = aws_sdk_sfn::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::new("test", "test", None, None, "test"))
        .endpoint_url(url)
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .build();
    aws_sdk_sfn::Client::from_conf(config)
}

/// How a workflow ended: with its output, or with the name of its error.
pub(crate) type Ended = Result<Value, String>;

/// Runs it here.
pub(crate) async fn here<W: Workflow>(workflow: &W, input: W::Input) -> Ended {
    let ended = Execution::of(workflow).name("here").run(input).await;
    ended
        .map(|output| serde_json::to_value(output).expect("an output is JSON"))
        .map_err(|error| error.error().to_owned())
}

/// No function is called.
pub(crate) struct Nobody;

impl Tasks for Nobody {
    fn call<'a>(&'a self, call: Call<'a>) -> Pin<Box<dyn Future<Output = Answer> + Send + 'a>> {
        panic!("`{}` is called", call.name)
    }
}

/// A definition with values for its substitutions.
pub(crate) fn substituted<W: Workflow>(substitutions: &[(&str, &str)]) -> Value {
    let text = W::definition().to_json_pretty();
    let text =
        substitutions.iter().fold(text, |text, (name, value)| text.replace(&format!("${{{name}}}"), value));
    serde_json::from_str(&text).expect("a definition is JSON")
}

/// Runs its definition on the engine.
pub(crate) fn there<W: Workflow>(
    stage: &Stage,
    role: &str,
    input: Value,
    substitutions: &[(&str, &str)],
    tasks: Arc<dyn Tasks>,
) -> Ended {
    there_seen::<W>(stage, role, input, substitutions, tasks).0
}

/// Runs its definition on the engine; says how it ended and in which state.
pub(crate) fn there_seen<W: Workflow>(
    stage: &Stage,
    role: &str,
    input: Value,
    substitutions: &[(&str, &str)],
    tasks: Arc<dyn Tasks>,
) -> (Ended, String) {
    let case = Case {
        definition: substituted::<W>(substitutions),
        input,
        name: "there".to_owned(),
        id: "there".to_owned(),
        tasks,
        nested: BTreeMap::new(),
        hangs: false,
        in_turn: false,
        times_out: false,
    };
    let run = stage.engine.run_as(role, &case).unwrap_or_else(|error| panic!("{error}"));
    let last = run.visits.last().map(|visit| visit.name.clone()).unwrap_or_default();
    match run.end {
        End::Succeeded(output) => (Ok(output), last),
        End::Failed { error, .. } => (Err(error), last),
    }
}

/// The role of machines where nobody asks for rights.
pub(crate) const ANY_ROLE: &str = "arn:aws:iam::123456789012:role/any";

/// A role of LocalStack's own account, where its state machines are.
pub(crate) const OWN_ROLE: &str = "arn:aws:iam::000000000000:role/own";
