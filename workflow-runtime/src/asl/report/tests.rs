//! Every advice, where it is given and where it is not; what paths cost.

use serde_json::json;

use super::{Advice, report, transitions};
use crate::asl::{Catcher, ChoiceRule, MapState, Retrier, Rule, State, StateMachine, TaskState};

fn lambda() -> State {
    let task = TaskState::new("arn:aws:states:::lambda:invoke").timeout_seconds(30);
    State::task(task).arguments(json!({ "FunctionName": "f" }))
}

/// What is advised, and where.
fn advised(machine: &StateMachine) -> Vec<(String, Advice)> {
    let report = report("Test", machine);
    assert_eq!(report.findings, []);
    report.warnings.into_iter().map(|warning| (warning.path, warning.advice)).collect()
}

fn at(state: &str, advice: Advice) -> (String, Advice) {
    (format!("States.{state}"), advice)
}

#[test]
fn a_task_has_a_timeout_and_a_callback_a_heartbeat() {
    let bare = |resource: &str| {
        let arguments = json!({ "FunctionName": "f", "Payload": "{% $states.context.Task.Token %}" });
        StateMachine::jsonata("A").state("A", State::task(resource).arguments(arguments).end())
    };
    assert_eq!(advised(&bare("arn:aws:states:::lambda:invoke")), [at("A", Advice::TaskWithoutTimeout)]);
    assert_eq!(
        advised(&bare("arn:aws:states:::lambda:invoke.waitForTaskToken")),
        [at("A", Advice::TaskWithoutTimeout), at("A", Advice::CallbackWithoutHeartbeat)]
    );
    assert_eq!(advised(&StateMachine::jsonata("A").state("A", lambda().end())), []);
}

fn polling(wait: State) -> StateMachine {
    let done = ChoiceRule::when("{% $states.input.done %}", "Done");
    StateMachine::jsonata("Ask")
        .state("Ask", lambda().next("Look"))
        .state("Look", State::choice([done], Some("Rest".to_owned())))
        .state("Rest", wait.next("Ask"))
        .state("Done", State::succeed())
}

#[test]
fn a_loop_is_harmless_if_its_waits_outlast_the_execution() {
    let warned = [at("Ask", Advice::LoopFillsHistory)];
    // 9 events a lap: 2,777 laps fit.
    let hourly = polling(State::wait(3600));
    assert_eq!(advised(&hourly), warned, "8,760 hours are in a year");
    assert_eq!(advised(&hourly.clone().timeout_seconds(100 * 24 * 3600)), []);
    assert_eq!(advised(&hourly.timeout_seconds(120 * 24 * 3600)), warned);
    assert_eq!(advised(&polling(State::wait(24 * 3600))), []);
    assert_eq!(advised(&polling(State::wait("{% $states.input.pause %}"))), warned);
    assert_eq!(advised(&polling(State::pass())), warned);
}

#[test]
fn a_loop_beside_a_loop_that_waits_is_seen() {
    let mut machine = polling(State::wait(24 * 3600));
    machine.states["Ask"].catch.push(Catcher::on(["States.ALL"], "Again"));
    let machine = machine.state("Again", State::pass().next("Ask"));
    let report = report("Test", &machine);
    assert_eq!(report.warnings.len(), 1, "{report}");
    assert!(report.warnings[0].words.contains("(Ask, Look, Rest, Again)"), "{report}");
}

fn mapping(map: MapState) -> StateMachine {
    StateMachine::jsonata("Each").state("Each", State::map(map).end())
}

#[test]
fn a_map_has_room_for_its_items() {
    let each = |items| MapState {
        items: Some(items),
        item_processor: Some(StateMachine::branch("One").state("One", lambda().end())),
        ..MapState::default()
    };
    let open = mapping(each(json!("{% $states.input %}")));
    assert_eq!(advised(&open), [at("Each", Advice::MapFillsHistory)]);
    assert!(report("Test", &open).warnings[0].words.contains("more than 3571 items"));
    assert_eq!(advised(&mapping(each(json!([1, 2, 3])))), []);
    let wide = MapState { max_concurrency: Some(41.into()), ..each(json!([1])) };
    assert_eq!(advised(&mapping(wide)), [at("Each", Advice::InlineConcurrency)]);
}

#[test]
fn retries_have_room_and_a_fail_state_is_short() {
    let trying = |attempts| {
        let retrier = Retrier::on(["States.ALL"]).max_attempts(attempts);
        StateMachine::jsonata("A").state("A", lambda().retry(retrier).end())
    };
    assert_eq!(advised(&trying(8_333)), []);
    assert_eq!(advised(&trying(8_334)), [at("A", Advice::RetriesFillHistory)]);
    let failing =
        |length: usize| StateMachine::jsonata("A").state("A", State::fail("x".repeat(length), "it is so"));
    assert_eq!(advised(&failing(256)), []);
    assert_eq!(advised(&failing(257)), [at("A", Advice::FailTooLong)]);
}

#[test]
fn a_name_is_one_that_aws_takes() {
    let machine = StateMachine::jsonata("A").state("A", State::succeed());
    let refused = |name: &str| !report(name, &machine).findings.is_empty();
    assert!(!refused("AccountProcessing-2") && !refused(&"x".repeat(80)));
    for name in ["", "two words", "a/b", "a*", "tab\t", "quote\"", "back\\slash", &"x".repeat(81)] {
        assert!(refused(name), "{name}");
    }
    assert_eq!(report("a b", &machine).findings[0].rule, Rule::MachineName);
}

#[test]
fn a_template_is_no_larger_than_a_payload() {
    let saying = |bytes: usize| {
        let output = json!({ "text": "x".repeat(bytes), "more": "{% $states.input %}" });
        StateMachine::jsonata("A").state("A", State::pass().output(output).end())
    };
    assert_eq!(report("Test", &saying(262_000)).findings, []);
    let findings = report("Test", &saying(262_144)).findings;
    assert_eq!(
        (findings[0].rule, findings[0].path.as_str()),
        (Rule::PayloadTemplateTooLarge, "States.A.Output")
    );
}

#[test]
fn paths_and_laps_have_their_price() {
    let branch = |name: &str| StateMachine::branch(name).state(name, lambda().end());
    let each = MapState {
        items: Some(json!("{% $states.input %}")),
        item_processor: Some(branch("One")),
        ..MapState::default()
    };
    let retrier = Retrier::on(["States.ALL"]).max_attempts(2);
    let both = State::parallel([branch("Left"), branch("Right")]).retry(retrier).next("Ask");
    let mut machine =
        polling(State::wait(60)).state("Both", both).state("Each", State::map(each).next("Both"));
    machine.start_at = "Each".to_owned();
    expect_test::expect![[r#"
        TRANSITIONS            RETRIES  PATH
        7 + 1 an item of Each       +2  Each → Both → Ask → Look → Done
        each lap 3                      Ask → Look → Rest → Ask
    "#]]
    .assert_eq(&transitions(&machine).to_string());
}
