//! What an EXPRESS execution cannot do (developer guide, "Choosing workflow type", and "Quotas").

use workflow_runtime::asl::{Computed, State, StateKind, StateMachine, WaitState};

use super::calls::{Call, Pattern, Place, Service, calls, is_distributed, states};
use crate::error::Findings;

/// The longest EXPRESS execution, in seconds.
const LONGEST: i64 = 300;

/// Notes every state that cannot be in an EXPRESS execution: of the machine, or of a distributed Map's own.
pub(super) fn check(machine: &StateMachine, express: bool, findings: &mut Findings) {
    if express && machine.timeout_seconds.is_some_and(|seconds| seconds > LONGEST) {
        let words = format!(
            "an EXPRESS execution takes at most {LONGEST} seconds, and the workflow's timeout is {}; \
             shorten it, or deploy a STANDARD machine",
            machine.timeout_seconds.unwrap_or_default()
        );
        findings.whole(words);
    }
    for call in calls(machine) {
        if express || call.place.in_express_child {
            check_call(&call, findings);
        }
    }
    for place in states(machine) {
        if express || place.in_express_child {
            check_state(place, findings);
        }
    }
}

fn check_call(call: &Call<'_>, findings: &mut Findings) {
    let what = match call.service {
        Service::Activity => "is done by an activity",
        Service::Integration(integration) => match integration.pattern {
            Pattern::Request => return,
            Pattern::Sync => "waits for the end of a job (`.sync`)",
            Pattern::Token => "waits for a task token (`.waitForTaskToken`)",
        },
        Service::Function(_) | Service::Unknown(_) => return,
    };
    findings.state(call.place.name, format!("{what}, which EXPRESS cannot; deploy a STANDARD machine"));
}

fn check_state(Place { name, state, .. }: Place<'_>, findings: &mut Findings) {
    if matches!(&state.kind, StateKind::Map(map) if is_distributed(map)) {
        findings.state(name, "is a distributed Map, which EXPRESS cannot; deploy a STANDARD machine");
    }
    for (what, seconds) in times(state).into_iter().filter(|(_, seconds)| *seconds > LONGEST) {
        let words = format!(
            "{what} {seconds} seconds, and an EXPRESS execution takes at most {LONGEST}; \
             shorten it, or deploy a STANDARD machine"
        );
        findings.state(name, words);
    }
}

/// The times that are written down in a state, in seconds.
fn times(state: &State) -> Vec<(&'static str, i64)> {
    let written = |seconds: &Option<Computed<i64>>| seconds.as_ref().and_then(Computed::literal).copied();
    let own = match &state.kind {
        StateKind::Wait(WaitState { seconds, .. }) => written(seconds).map(|seconds| ("waits", seconds)),
        StateKind::Task(task) => written(&task.timeout_seconds).map(|seconds| ("has a timeout of", seconds)),
        StateKind::Map(_)
        | StateKind::Parallel { .. }
        | StateKind::Choice { .. }
        | StateKind::Pass { .. }
        | StateKind::Succeed
        | StateKind::Fail(_) => None,
    };
    let retries = state.retry.iter().filter_map(|retrier| retrier.interval_seconds);
    own.into_iter().chain(retries.map(|seconds| ("tries again after", seconds))).collect()
}
