//! What a definition calls: every Task state, with what does its work, and every distributed Map.
//!
//! It knows AWS's ARNs of integrations and nothing of rights. Read next: `rights.rs`.

use serde_json::Value;
use workflow_runtime::asl::{
    Computed, ExecutionType, MapState, ProcessorMode, State, StateKind, StateMachine,
};

/// A state of a definition, wherever in its branches it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    /// Its ASL name, which is unique in the definition.
    pub(super) name: &'a str,
    pub(super) state: &'a State,
    /// Whether it runs in executions that a distributed Map of type EXPRESS starts.
    pub(super) in_express_child: bool,
}

/// Every state of a machine, in the order it is written in, those of branches behind the state that has them.
pub(super) fn states(machine: &StateMachine) -> Vec<Place<'_>> {
    let mut found = Vec::new();
    collect(machine, false, &mut found);
    found
}

fn collect<'a>(machine: &'a StateMachine, in_express_child: bool, found: &mut Vec<Place<'a>>) {
    for (name, state) in &machine.states {
        found.push(Place { name, state, in_express_child });
        let express = in_express_child || matches!(&state.kind, StateKind::Map(map) if starts_express(map));
        state.machines().into_iter().for_each(|inside| collect(inside, express, found));
    }
}

/// Whether a Map starts an execution for each item or batch.
pub(super) fn is_distributed(map: &MapState) -> bool {
    let config = map.processor().and_then(|processor| processor.processor_config.as_ref());
    config.is_some_and(|config| config.mode == Some(ProcessorMode::Distributed))
}

fn starts_express(map: &MapState) -> bool {
    let config = map.processor().and_then(|processor| processor.processor_config.as_ref());
    is_distributed(map) && config.is_some_and(|config| config.execution_type == Some(ExecutionType::Express))
}

/// A Task state and what does its work.
#[derive(Clone, Copy, Debug)]
pub(super) struct Call<'a> {
    pub(super) place: Place<'a>,
    pub(super) service: Service<'a>,
    /// What the service is given; of JSONPath states the parameters.
    pub(super) arguments: Option<&'a Value>,
    /// The role the work is done under, if it is another than the machine's.
    pub(super) credentials: Option<&'a Value>,
}

/// What does the work of a Task state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Service<'a> {
    /// `arn:aws:states:::sqs:sendMessage.waitForTaskToken`, `arn:aws:states:::aws-sdk:s3:getObject`.
    Integration(Integration<'a>),
    /// `arn:aws:states:eu-west-1:123456789012:activity:paint`: somebody polls for the work.
    Activity,
    /// A Lambda function's own ARN, or a substitution for one.
    Function(&'a str),
    /// None of these.
    Unknown(&'a str),
}

/// A service integration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Integration<'a> {
    /// As the ARN has it: `sqs`, `states`; of an SDK integration the SDK's name: `sfn`, `cloudwatchlogs`.
    pub(super) service: &'a str,
    /// `sendMessage`
    pub(super) action: &'a str,
    pub(super) pattern: Pattern,
    /// Whether it is an AWS SDK integration.
    pub(super) sdk: bool,
}

/// What the state waits for (developer guide, "service integration patterns").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pattern {
    /// The answer of the call.
    Request,
    /// The end of the job that the call starts.
    Sync,
    /// The task's token.
    Token,
}

impl<'a> Service<'a> {
    fn of(resource: &'a str) -> Self {
        // The action may have a colon of its own: `startExecution.sync:2`.
        let parts: Vec<&str> = resource.splitn(7, ':').collect();
        match parts.as_slice() {
            ["arn", _, "states", "", "", "aws-sdk", call] => match call.split_once(':') {
                Some((service, action)) => Self::Integration(Integration::new(service, action, true)),
                None => Self::Unknown(resource),
            },
            ["arn", _, "states", "", "", service, action] => {
                Self::Integration(Integration::new(service, action, false))
            }
            ["arn", _, "states", _, _, "activity", _] => Self::Activity,
            ["arn", _, "lambda", _, _, "function", _] => Self::Function(resource),
            _ if substitution(resource).is_some() => Self::Function(resource),
            _ => Self::Unknown(resource),
        }
    }
}

impl<'a> Integration<'a> {
    fn new(service: &'a str, action: &'a str, sdk: bool) -> Self {
        let (action, pattern) = match action.split_once('.') {
            Some((action, "waitForTaskToken")) => (action, Pattern::Token),
            Some((action, _)) => (action, Pattern::Sync),
            None => (action, Pattern::Request),
        };
        Self { service, action, pattern, sdk }
    }
}

/// Every Task state of a machine.
pub(super) fn calls(machine: &StateMachine) -> Vec<Call<'_>> {
    let calls = states(machine).into_iter().filter_map(|place| {
        let StateKind::Task(task) = &place.state.kind else { return None };
        Some(Call {
            place,
            service: Service::of(&task.resource),
            arguments: place.state.arguments.as_ref().or(place.state.parameters.as_ref()),
            credentials: task.credentials.as_ref(),
        })
    });
    calls.collect()
}

impl<'a> Call<'a> {
    /// Whether it invokes a Lambda function through the optimised integration, and then the name it does so by.
    pub(super) fn function_name(&self) -> Option<&'a str> {
        match self.service {
            Service::Integration(Integration { service: "lambda", action: "invoke", sdk: false, .. }) => {
                self.arguments?.get("FunctionName")?.as_str()
            }
            Service::Function(resource) => Some(resource),
            Service::Integration(_) | Service::Activity | Service::Unknown(_) => None,
        }
    }

    /// Seconds an attempt may take, where they are written down.
    pub(super) fn timeout_seconds(&self) -> Option<i64> {
        let StateKind::Task(task) = &self.place.state.kind else { return None };
        task.timeout_seconds.as_ref().and_then(Computed::literal).copied()
    }
}

/// The name in `${Name}`, if that is all there is.
pub(super) fn substitution(text: &str) -> Option<&str> {
    let name = text.strip_prefix("${")?.strip_suffix('}')?;
    is_substitution_name(name).then_some(name)
}

fn is_substitution_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
}

/// Every name that is substituted in a text, in order.
pub(super) fn substitutions(text: &str) -> Vec<&str> {
    let pieces = text.split("${").skip(1);
    let names = pieces.filter_map(|piece| piece.split_once('}').map(|(name, _)| name));
    names.filter(|name| is_substitution_name(name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resource_says_what_does_the_work() {
        let integration = |service, action, pattern, sdk| {
            Service::Integration(Integration { service, action, pattern, sdk })
        };
        let cases = [
            ("arn:aws:states:::sqs:sendMessage", integration("sqs", "sendMessage", Pattern::Request, false)),
            (
                "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
                integration("sqs", "sendMessage", Pattern::Token, false),
            ),
            (
                "arn:aws-cn:states:::states:startExecution.sync:2",
                integration("states", "startExecution", Pattern::Sync, false),
            ),
            ("arn:aws:states:::aws-sdk:s3:getObject", integration("s3", "getObject", Pattern::Request, true)),
            ("arn:aws:states:eu-west-1:123456789012:activity:paint", Service::Activity),
            ("${Charge}", Service::Function("${Charge}")),
            ("arn:aws:states:::aws-sdk:s3", Service::Unknown("arn:aws:states:::aws-sdk:s3")),
            ("somewhere", Service::Unknown("somewhere")),
        ];
        for (resource, service) in cases {
            assert_eq!(Service::of(resource), service, "{resource}");
        }
    }

    #[test]
    fn substitutions_are_found_wherever_they_stand() {
        assert_eq!(substitutions("https://${Host}/${Path}?a=${ no }"), ["Host", "Path"]);
        assert_eq!(substitution("${Host}"), Some("Host"));
        assert_eq!(substitution("${Host}/a"), None);
    }
}
