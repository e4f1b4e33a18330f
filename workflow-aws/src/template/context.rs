//! What a deployed definition tells a task's function beside its payload: which attempt of which call this is.
//!
//! Lambda's client context carries it, so that the payload stays the task's argument. `lambda/` reads it.

use serde_json::{Map, Value};
use workflow_runtime::asl::{StateKind, StateMachine};

use super::calls::calls;

/// Its fields are texts, as Lambda runtimes demand of `custom`; one that is undefined (the item, outside a Map) is left
/// out by JSONata. The execution, the state and the moment it was entered are the same for every attempt of a call.
const CLIENT_CONTEXT: &str = "{% $base64encode($string({\"custom\": {\
    \"execution\": $states.context.Execution.Id, \
    \"state\": $states.context.State.Name, \
    \"entered\": $states.context.State.EnteredTime, \
    \"attempt\": $string($states.context.State.RetryCount), \
    \"item\": $string($states.context.Map.Item.Index)}})) %}";

/// Adds the client context to every invocation of one of these functions.
pub(super) fn added(mut machine: StateMachine, is_ours: &impl Fn(&str) -> bool) -> StateMachine {
    let ours: Vec<String> = calls(&machine)
        .iter()
        .filter(|call| call.function_name().is_some_and(is_ours))
        .map(|call| call.place.name.to_owned())
        .collect();
    add(&mut machine, &ours);
    machine
}

fn add(machine: &mut StateMachine, states: &[String]) {
    for (name, state) in &mut machine.states {
        match &mut state.kind {
            StateKind::Task(_) if states.contains(name) => {
                if let Some(Value::Object(arguments)) = &mut state.arguments {
                    insert(arguments);
                }
            }
            StateKind::Parallel { branches } => branches.iter_mut().for_each(|branch| add(branch, states)),
            StateKind::Map(map) => {
                let processors = map.item_processor.iter_mut().chain(&mut map.iterator);
                processors.for_each(|processor| add(processor, states));
            }
            StateKind::Task(_)
            | StateKind::Choice { .. }
            | StateKind::Wait(_)
            | StateKind::Pass { .. }
            | StateKind::Succeed
            | StateKind::Fail(_) => {}
        }
    }
}

fn insert(arguments: &mut Map<String, Value>) {
    arguments.entry("ClientContext").or_insert_with(|| CLIENT_CONTEXT.into());
}
