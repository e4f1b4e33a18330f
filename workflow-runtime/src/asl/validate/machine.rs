//! Rules about a machine as such: where it starts, what it may say of itself.

use super::walk::{MachinePlace, Role};
use super::{Findings, is_unread, numbers};
use crate::asl::finding::Rule;
use crate::asl::machine::StateMachine;

/// AWS quota "maximum size of a definition": 1 MB.
const MAX_BYTES: usize = 1_048_576;

pub(super) fn check_size(machine: &StateMachine, findings: &mut Findings) {
    let bytes = machine.to_json().len();
    if bytes > MAX_BYTES {
        let words = format!("the definition has {bytes} bytes of JSON, and AWS takes {MAX_BYTES}; split it");
        findings.add("", Rule::DefinitionTooLarge, words);
    }
}

pub(super) fn check(place: &MachinePlace<'_>, findings: &mut Findings) {
    super::fields::check_machine(place, findings);
    check_start(place, findings);
    check_states(place, findings);
    check_version(place, findings);
    check_branch_fields(place, findings);
    check_processor_config(place, findings);
    if let Some(seconds) = place.machine.timeout_seconds {
        let path = place.at("TimeoutSeconds");
        numbers::check_range(path, Rule::MachineTimeout, seconds, 1..=numbers::MAX_SECONDS, findings);
    }
}

fn check_start(place: &MachinePlace<'_>, findings: &mut Findings) {
    let (path, start) = (place.at("StartAt"), &place.machine.start_at);
    if start.is_empty() {
        if !is_unread(&place.machine.other, "StartAt") {
            findings.add(path, Rule::MissingStartAt, "there is no `StartAt`; name the first state");
        }
    } else if !place.machine.states.is_empty()
        && !place.machine.states.contains_key(start)
        && !super::is_substituted(start)
    {
        let words = format!("`StartAt` names `{start}`, which is no state here; name one of `States`");
        findings.add(path, Rule::UnknownStartAt, words);
    }
}

fn check_states(place: &MachinePlace<'_>, findings: &mut Findings) {
    if place.machine.states.is_empty() && !is_unread(&place.machine.other, "States") {
        findings.add(place.at("States"), Rule::NoStates, "there are no states; add at least one");
    }
}

fn check_version(place: &MachinePlace<'_>, findings: &mut Findings) {
    if let Some(version) = place.machine.version.as_deref().filter(|version| *version != "1.0") {
        let words = format!("there is no version `{version}` of the language; write `1.0` or nothing");
        findings.add(place.at("Version"), Rule::UnknownVersion, words);
    }
}

fn check_branch_fields(place: &MachinePlace<'_>, findings: &mut Findings) {
    let machine = place.machine;
    if place.role == Role::Whole {
        if machine.processor_config.is_some() {
            let words = "only a map's `ItemProcessor` has a `ProcessorConfig`; remove it";
            findings.add(place.at("ProcessorConfig"), Rule::UnknownField, words);
        }
        return;
    }
    let fields = [
        ("QueryLanguage", machine.query_language.is_some()),
        ("Version", machine.version.is_some()),
        ("TimeoutSeconds", machine.timeout_seconds.is_some()),
    ];
    for (field, _) in fields.into_iter().filter(|(_, present)| *present) {
        let words = format!("only the whole machine has `{field}`; remove it, or write it on a state");
        findings.add(place.at(field), Rule::BranchField, words);
    }
    if place.role == Role::Branch && machine.processor_config.is_some() {
        let words = "only a map's `ItemProcessor` has a `ProcessorConfig`; remove it";
        findings.add(place.at("ProcessorConfig"), Rule::UnknownField, words);
    }
}

fn check_processor_config(place: &MachinePlace<'_>, findings: &mut Findings) {
    let Some(config) = &place.machine.processor_config else { return };
    let path = place.at("ProcessorConfig.ExecutionType");
    let distributed = super::walk::is_distributed(place.machine);
    if distributed && config.execution_type.is_none() && !is_unread(&config.other, "ExecutionType") {
        let words = "a distributed map must say its `ExecutionType`: `STANDARD` or `EXPRESS`";
        findings.add(path, Rule::MissingExecutionType, words);
    } else if !distributed && config.execution_type.is_some() && !is_unread(&config.other, "Mode") {
        let words =
            "only a distributed map has an `ExecutionType`; remove it, or write `\"Mode\": \"DISTRIBUTED\"`";
        findings.add(path, Rule::ExecutionTypeInline, words);
    }
}
