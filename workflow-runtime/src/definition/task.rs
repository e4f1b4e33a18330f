//! A call of a task: which resource does it on AWS, and what it is given.

use crate::{asl, expr::Expr};

use super::policy::Policy;

/// What `#[tasks]` writes down of a method.
#[derive(Clone, Debug)]
pub struct TaskMeta {
    /// The name of the substitution for its Lambda function: `BankCheckName`.
    pub function: &'static str,
    /// The parameters' names.
    pub params: &'static [&'static str],
    /// `#[resource("…")]`
    pub resource: Option<&'static str>,
    /// The policy that the trait gives it.
    pub policy: Policy,
}

/// A call of a task in a state or a branch.
#[derive(Clone, Debug)]
pub struct Call {
    resource: String,
    arguments: serde_json::Value,
    result: Expr,
    policy: Policy,
}

impl Call {
    /// A task call with its arguments; `callback` when one of them is the task's token.
    #[must_use]
    pub fn task(meta: Option<TaskMeta>, arguments: Vec<Expr>, callback: bool) -> Self {
        let Some(meta) = meta else {
            // The driver calls a method that the trait does not have: rustc says so.
            let (resource, arguments) = (String::new(), serde_json::Value::Null);
            return Self { resource, arguments, result: Expr::result(), policy: Policy::new() };
        };
        let payload = super::machine::input_of(meta.params, arguments);
        match meta.resource {
            Some(resource) => Self {
                resource: resource.to_owned(),
                arguments: payload.to_template(),
                result: Expr::result(),
                policy: meta.policy,
            },
            None => Self {
                resource: lambda(callback).to_owned(),
                arguments: invocation(meta.function, &payload),
                result: if callback { Expr::result() } else { Expr::result().key("Payload") },
                policy: meta.policy,
            },
        }
    }

    /// A nested workflow: `states:startExecution.sync:2`.
    #[must_use]
    pub fn nested(handle: &str, input: &Expr) -> Self {
        let mut arguments = serde_json::Map::new();
        arguments.insert("StateMachineArn".to_owned(), format!("${{{handle}Arn}}").into());
        arguments.insert("Input".to_owned(), input.to_template());
        Self {
            resource: "arn:aws:states:::states:startExecution.sync:2".to_owned(),
            arguments: arguments.into(),
            result: Expr::result().key("Output"),
            policy: Policy::new(),
        }
    }

    /// What the call gives.
    #[must_use]
    pub fn result(&self) -> Expr {
        self.result.clone()
    }

    pub(super) fn policy(&self) -> Policy {
        self.policy.clone()
    }

    pub(super) fn state(&self) -> asl::State {
        asl::State::task(self.resource.as_str()).arguments(self.arguments.clone())
    }
}

fn lambda(callback: bool) -> &'static str {
    if callback { "arn:aws:states:::lambda:invoke.waitForTaskToken" } else { "arn:aws:states:::lambda:invoke" }
}

/// The arguments of `lambda:invoke`; the function's name is a substitution, as it is account-wide.
fn invocation(function: &str, payload: &Expr) -> serde_json::Value {
    let mut arguments = serde_json::Map::new();
    arguments.insert("FunctionName".to_owned(), format!("${{{function}}}").into());
    arguments.insert("Payload".to_owned(), payload.to_template());
    arguments.into()
}
