//! What is deployed, as far as it can run here: the deployed definition on an engine this project did not write, its
//! tasks the example's real Lambda binary, one process a function and behind Lambda's runtime interface. Each run is
//! compared with the run in this process: the same states, the same inputs, the same end.

use std::collections::BTreeMap;
use std::future::Future;
use std::path::Path;
use std::pin::Pin;
use std::sync::{Arc, PoisonError};

use serde_json::{Value, json};
use tokio::sync::Mutex;
use workflow_aws::Template;
use workflow_examples::Example;
use workflow_examples::bank::{AccountProcessing, Application, SimulatedBank, account_processing};
use workflow_examples::shop::{OnDisk, Order, Sales, sale};
use workflow_runtime::observer::{EventDetails, History};
use workflow_runtime::wire::FunctionError;
use workflow_runtime::{Execution, Workflow};
use workflow_tests::engine::{Answer, Call, Case, Tasks, judge};
use workflow_tests::lambda::{Function, Process};

/// The functions of a deployment. As on Lambda, an invocation goes to an instance that is free, or else a new one starts.
struct Functions {
    binary: &'static str,
    variables: Vec<(&'static str, String)>,
    free: Mutex<BTreeMap<String, Vec<Function>>>,
    started: std::sync::Mutex<Vec<Process>>,
    /// What a function answers that cannot be the same in both runs: the charge's number is the idempotency key.
    renamed: Option<(&'static str, &'static str)>,
}

impl Functions {
    fn new(binary: &'static str) -> Self {
        Self {
            binary,
            variables: Vec::new(),
            free: Mutex::default(),
            started: std::sync::Mutex::default(),
            renamed: None,
        }
    }

    async fn instance(&self, function: &str) -> Function {
        let free = self.free.lock().await.get_mut(function).and_then(Vec::pop);
        if let Some(instance) = free {
            return instance;
        }
        let own = self.variables.iter().map(|(name, value)| (*name, value.as_str()));
        let variables: Vec<(&str, &str)> = own.chain([("WORKFLOW_TASK", function)]).collect();
        let instance = Function::start(Path::new(self.binary), &variables).await;
        self.started.lock().expect("no test panics here").push(instance.process());
        instance
    }

    /// Ends every instance when the test does, also one whose task hangs.
    fn end_with(self: &Arc<Self>) -> Ended {
        Ended(Arc::clone(self))
    }

    async fn invoke(&self, function: &str, payload: &Value, client_context: Option<&Value>) -> Answer {
        let instance = self.instance(function).await;
        // An attempt that is given up drops this future, and the instance with it.
        let answer = instance.invoke(payload, client_context).await;
        self.free.lock().await.entry(function.to_owned()).or_default().push(instance);
        match answer {
            Ok(mut value) => {
                if let Some((_, id)) = self.renamed.filter(|(name, _)| *name == function) {
                    value["id"] = id.into();
                }
                Answer::Gives(value)
            }
            Err(error) => Answer::Fails(FunctionError::read(&error.to_string()).expect("a function's error")),
        }
    }
}

struct Ended(Arc<Functions>);

impl Drop for Ended {
    fn drop(&mut self) {
        let started = self.0.started.lock().unwrap_or_else(PoisonError::into_inner);
        started.iter().for_each(Process::end);
    }
}

impl Tasks for Functions {
    fn call<'a>(&'a self, call: Call<'a>) -> Pin<Box<dyn Future<Output = Answer> + Send + 'a>> {
        let context = (!call.custom.is_empty()).then(|| json!({ "custom": call.custom }));
        Box::pin(async move { self.invoke(call.name, &call.payload, context.as_ref()).await })
    }
}

/// Runs a workflow here, then its deployed definition on the engine with its functions, and compares.
async fn beside<W: Workflow>(workflow: &W, input: W::Input, functions: &Arc<Functions>) {
    let history = History::new();
    let end = Execution::of(workflow).name("law").seed(1).observe(&history).run(input).await;
    let end = end.map(|output| serde_json::to_value(output).expect("an output is JSON"));
    let events = history.events();
    let deployment = Template::of::<W>().render().expect("it can be deployed");
    let definition = serde_json::from_str(&deployment.definition).expect("a definition is JSON");
    let tasks: Arc<dyn Tasks> = Arc::<Functions>::clone(functions);
    let hangs = events.iter().any(|event| matches!(event.details, EventDetails::TaskTimedOut { .. }));
    let _ = judge(definition, &events, &end, |definition, input, id| Case {
        definition,
        input,
        name: "law".to_owned(),
        id: id.to_owned(),
        tasks,
        nested: BTreeMap::new(),
        hangs,
        in_turn: false,
        times_out: false,
    });
}

#[tokio::test(start_paused = true)]
async fn accounts_are_processed_as_here() {
    let functions = Arc::new(Functions::new(env!("CARGO_BIN_EXE_account_processing_tasks")));
    let _ended = functions.end_with();
    let bank = Arc::new(SimulatedBank::default());
    let mut applications: Vec<Application> =
        serde_json::from_str(AccountProcessing::INPUT).expect("it is ours");
    // One takes so long that its attempt is given up, and its instance, with the ledger in it, is lost: it comes last.
    applications.sort_by_key(|application| application.deposit >= 50_000);
    for application in applications {
        let workflow = account_processing::Workflow { bank: Arc::clone(&bank) };
        beside(&workflow, application, &functions).await;
    }
}

#[tokio::test(start_paused = true)]
async fn sales_are_made_as_here() {
    let (here, there) =
        (tempfile::tempdir().expect("there is room"), tempfile::tempdir().expect("there is room"));
    let shop = OnDisk::below(here.path());
    let functions = Arc::new(Functions {
        variables: vec![("SALE_DIRECTORY", there.path().display().to_string())],
        renamed: Some(("PaymentsCharge", "Sale:law/1")),
        ..Functions::new(env!("CARGO_BIN_EXE_sale_tasks"))
    });
    let _ended = functions.end_with();
    let orders: Vec<Order> = serde_json::from_str(Sales::INPUT).expect("it is ours");
    for order in orders {
        let workflow = sale::Workflow { payments: shop.clone(), office: shop.clone() };
        beside(&workflow, order, &functions).await;
    }
}
