//! A call of a task: which resource does it on AWS, and what it is given.

use crate::{
    asl,
    data::Shape,
    expr::{Expr, entered_after},
};

use super::{handed::handed, machine::input_of, policy::Policy};

/// What `#[tasks]` writes down of a method.
#[derive(Clone, Debug)]
pub struct TaskMeta {
    /// The name of the substitution for its Lambda function: `BankCheckName`.
    pub function: &'static str,
    /// What its documentation says: the comment of a branch that is this task alone.
    pub comment: Option<&'static str>,
    /// The parameters' names.
    pub params: &'static [&'static str],
    /// `#[resource("…")]`
    pub resource: Option<&'static str>,
    /// Where the task's token goes in the arguments of a resource that waits for one: keys with dots between them.
    pub token_at: Option<&'static str>,
    /// Where its service takes DynamoDB's attribute values, and the task plain ones.
    pub attributes_at: &'static [&'static str],
    /// Where its service gives DynamoDB's attribute values, and the task plain ones.
    pub attributes_from: &'static [&'static str],
    /// The policy that the trait gives it.
    pub policy: Policy,
}

/// A call of a task in a state or a branch.
#[derive(Clone, Debug)]
pub struct Call {
    service: Service,
    comment: Option<&'static str>,
    payload: Expr,
    /// The shape of the payload, where it is one argument.
    given: Option<Shape>,
    policy: Policy,
}

/// What does the work on AWS.
#[derive(Clone, Debug)]
enum Service {
    /// A Lambda function, by the name of its substitution.
    Lambda { function: &'static str, callback: bool },
    /// `#[resource("…")]`
    Resource {
        arn: &'static str,
        token_at: Option<&'static str>,
        attributes_at: &'static [&'static str],
        attributes_from: &'static [&'static str],
    },
    /// `states:startExecution.sync:2`, by the name of the substitution.
    Execution(&'static str),
}

impl Call {
    /// A task call with its arguments; `given` is the shape of an only one, and `callback` says that one of them is the
    /// task's token.
    #[must_use]
    pub fn task(meta: Option<TaskMeta>, arguments: Vec<Expr>, given: Option<Shape>, callback: bool) -> Self {
        // Without a meta the driver calls a method that the trait does not have: rustc says so.
        let meta = meta.unwrap_or(TaskMeta {
            function: "",
            comment: None,
            params: &[],
            resource: None,
            token_at: None,
            attributes_at: &[],
            attributes_from: &[],
            policy: Policy::new(),
        });
        let comment = meta.comment;
        let Some(arn) = meta.resource else {
            let service = Service::Lambda { function: meta.function, callback };
            let payload = input_of(meta.params, arguments);
            return Self { service, comment, payload, given, policy: meta.policy };
        };
        // A resource's arguments are its service's own: the token has its place in them and is none of its own.
        let token = task_token();
        let (params, arguments): (Vec<&'static str>, Vec<Expr>) =
            meta.params.iter().copied().zip(arguments).filter(|(_, argument)| *argument != token).unzip();
        let TaskMeta { token_at, attributes_at, attributes_from, .. } = meta;
        let service = Service::Resource { arn, token_at, attributes_at, attributes_from };
        let payload = input_of(&params, arguments);
        Self { service, comment, payload, given: None, policy: meta.policy }
    }

    /// A nested workflow, by the name of the substitution for its ARN, and its input with that one's shape.
    #[must_use]
    pub fn nested(arn: &'static str, input: Expr, given: Shape) -> Self {
        let service = Service::Execution(arn);
        Self { service, comment: None, payload: input, given: Some(given), policy: Policy::new() }
    }

    /// The same call after these were computed: the values of `let`s, whose errors come before it.
    #[must_use]
    pub fn after(self, computed: &[Expr]) -> Self {
        Self { payload: entered_after(computed, self.payload), ..self }
    }

    /// What the call gives.
    #[must_use]
    pub fn result(&self) -> Expr {
        match self.service {
            Service::Lambda { callback: false, .. } => Expr::result().key("Payload"),
            Service::Execution(_) => Expr::result().key("Output"),
            Service::Lambda { callback: true, .. } => Expr::result(),
            Service::Resource { attributes_from, .. } => {
                attributes_from.iter().fold(Expr::result(), |result, place| result.with_plain(place))
            }
        }
    }

    pub(super) fn comment(&self) -> Option<&'static str> {
        self.comment
    }

    pub(super) fn policy(&self) -> Policy {
        self.policy.clone()
    }

    /// What the call is given, and the same call where it finds that at `base`: for a state whose input is made by the
    /// state around it. The task's token is known only where the call stands.
    pub(super) fn given(self, base: Expr) -> (Expr, Self) {
        let token = task_token();
        if self.payload == token {
            return (Expr::object::<&str>([]), self);
        }
        let Some(entries) =
            self.payload.entries().filter(|entries| entries.iter().any(|(_, value)| *value == token))
        else {
            return (self.payload, Self { payload: base, ..self });
        };
        let outside = entries.iter().filter(|(_, value)| *value != token).cloned();
        let inside = entries.iter().map(|(key, value)| {
            (key.clone(), if *value == token { token.clone() } else { base.clone().key(key.as_str()) })
        });
        (Expr::object(outside), Self { payload: Expr::object(inside), ..self })
    }

    /// What a Parallel gives this call, and the same call where it finds that at `base`: what it is given, unless that may
    /// be an error. An error is the call's own, so then the whole input is handed on.
    pub(super) fn within(self, base: Expr) -> (Expr, Self) {
        if !self.payload.can_fail() {
            return self.given(base);
        }
        (Expr::input(), Self { payload: self.payload.over(&base), ..self })
    }

    pub(super) fn state(&self) -> asl::State {
        let payload = || match &self.given {
            Some(shape) => handed(self.payload.clone(), shape).to_template(),
            None => self.payload.to_template(),
        };
        let (resource, arguments) = match &self.service {
            Service::Lambda { function, callback } => {
                (lambda(*callback), invocation("FunctionName", function, "Payload", payload()))
            }
            Service::Resource { arn, token_at, attributes_at, .. } => {
                let mut arguments = self.payload.clone();
                for place in *attributes_at {
                    arguments = arguments.with_attributes(place);
                }
                if let Some(place) = token_at {
                    let place: Vec<&str> = place.split('.').collect();
                    arguments = arguments.with(&place, task_token());
                }
                (*arn, arguments.to_template())
            }
            Service::Execution(arn) => {
                let resource = "arn:aws:states:::states:startExecution.sync:2";
                (resource, invocation("StateMachineArn", arn, "Input", payload()))
            }
        };
        asl::State::task(resource).arguments(arguments)
    }
}

/// `task_token()`: `$states.context.Task.Token`.
#[must_use]
pub fn task_token() -> Expr {
    Expr::context(["Task", "Token"])
}

fn lambda(callback: bool) -> &'static str {
    if callback {
        "arn:aws:states:::lambda:invoke.waitForTaskToken"
    } else {
        "arn:aws:states:::lambda:invoke"
    }
}

/// What to call, by a substitution as its name is account-wide, and with what.
fn invocation(name: &str, substitution: &str, key: &str, payload: serde_json::Value) -> serde_json::Value {
    let mut arguments = serde_json::Map::new();
    arguments.insert(name.to_owned(), format!("${{{substitution}}}").into());
    arguments.insert(key.to_owned(), payload);
    arguments.into()
}
