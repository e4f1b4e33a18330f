//! Corners where a native run and its definition could part: tasks as branches, an envelope around them, lists of lists
//! as items, and errors that are failed with by value.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use expect_test::expect_file;
use serde_json::json;
use workflow_runtime::prelude::*;

use super::harness::{Reply, Script, fails, gives, pinned, run};

/// Something to count.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub(crate) struct Crate {
    label: String,
    bottles: Vec<Vec<u32>>,
}

/// It cannot be counted.
#[derive(Clone, Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
pub(crate) enum CountError {
    /// Something broke.
    #[error("{pieces} pieces")]
    Broken {
        /// In how many pieces.
        pieces: u32,
    },
    /// Nobody knows.
    #[error("lost")]
    Lost,
}

/// The count is no good.
#[derive(Clone, Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
#[error("{label} has {count}")]
pub(crate) struct Short {
    label: String,
    count: u32,
}

/// The cellar.
#[tasks]
pub(crate) trait Cellar {
    /// Counts a row.
    async fn count(&self, row: &[u32]) -> Result<u32, CountError>;
    /// Weighs a row.
    async fn weigh(&self, row: &[u32], position: usize, label: &str) -> Result<u32, CountError>;
    /// Asks the keeper.
    async fn ask(&self, label: &str, token: TaskToken<bool>) -> Result<(), CountError>;
    /// Looks again.
    async fn look(&self, label: &str, round: u32) -> Result<bool, CountError>;
}

#[portable]
fn double_from_two(round: u32) -> Option<u32> {
    if round > 1 { Some(round * 2) } else { None }
}

/// Counts and weighs every row, and then looks until it is sure.
#[workflow(tasks(cellar(Cellar)))]
pub(crate) mod corners {
    use super::*;

    #[start]
    #[map(max_concurrency = 1)]
    fn count_rows(subject: Crate) -> Transition<u32> {
        match map(subject.bottles, |row| cellar.count(&row)) {
            Ok(counts) => weigh_rows(subject, counts),
            Err(Failed(CountError::Broken { pieces })) => judge(subject.label, pieces, None),
            Err(error) => fail(error),
        }
    }

    #[map(max_concurrency = 1)]
    fn weigh_rows(subject: Crate, counts: Vec<u32>) -> Transition<u32> {
        match map(subject.bottles, |position, row| {
            named("WeighRow", cellar.weigh(&row, position, &subject.label))
        }) {
            Ok(weights) => make_sure(subject.label, counts.iter().sum(), weights),
            Err(TimedOut) => judge(subject.label, 0, None),
            Err(Crashed(name)) => judge(name, 1, None),
            Err(error) => fail(error),
        }
    }

    #[parallel]
    fn make_sure(label: String, count: u32, weights: Vec<u32>) -> Transition<u32> {
        match parallel(look(label, 1), named("AskKeeper", cellar.ask(&label, task_token()))) {
            Ok((rounds, _)) => judge(label, count + rounds * weights[0], None),
            Err(error) => judge(label, count, Some(Failure::from(error))),
        }
    }

    #[task]
    fn look(label: String, round: u32) -> Transition<u32> {
        match cellar.look(&label, round) {
            Ok(_) => is_sure(label, round),
            Err(Failed(CountError::Lost)) => look(label, round + 1),
            Err(error) => fail(error),
        }
    }

    #[choice]
    fn is_sure(label: String, round: u32) -> Transition<u32> {
        match double_from_two(round) {
            Some(double) if double > 3 => succeed(double / 2),
            _ => look(label, round + 1),
        }
    }

    #[choice]
    fn judge(label: String, count: u32, failure: Option<Failure>) -> Transition<u32> {
        match failure {
            Some(failure) => fail(failure),
            None if count == 0 => fail(CountError::Lost),
            None if count == 1 => complain(Short { label, count }),
            None => succeed(count),
        }
    }

    #[choice]
    fn complain(short: Short) -> Transition<u32> {
        match (short.label.is_empty(), short.count) {
            (false, _) => fail(short),
            (true, count) => succeed(count / 2),
        }
    }
}

impl Cellar for Script {
    async fn count(&self, row: &[u32]) -> Result<u32, CountError> {
        self.play("count", row).await
    }
    async fn weigh(&self, row: &[u32], position: usize, label: &str) -> Result<u32, CountError> {
        self.play("weigh", json!({ "row": row, "position": position, "label": label })).await
    }
    async fn ask(&self, label: &str, token: TaskToken<bool>) -> Result<(), CountError> {
        self.hand_over("ask", label, token).await
    }
    async fn look(&self, label: &str, round: u32) -> Result<bool, CountError> {
        self.play("look", json!({ "label": label, "round": round })).await
    }
}

fn workflow(script: &Arc<Script>) -> corners::Workflow<Arc<Script>> {
    script.serve(Cellar, &[]);
    corners::Workflow { cellar: script.clone() }
}

fn subject(bottles: Vec<Vec<u32>>) -> Crate {
    Crate { label: "port".to_owned(), bottles }
}

#[tokio::test(start_paused = true)]
async fn rows_are_given_as_they_are() {
    let script = Script::new([
        ("count", gives(2)),
        ("count", gives(0)),
        ("weigh", gives(20)),
        ("weigh", gives(0)),
        ("look", fails(CountError::Lost)),
        ("look", gives(true)),
        ("ask", gives(true).after(1)),
    ]);
    run(&workflow(&script), &script, subject(vec![vec![1, 2], vec![]]))
        .await
        .passed([
            "CountRows",
            "0 Count",
            "1 Count",
            "WeighRows",
            "0 WeighRow",
            "1 WeighRow",
            "MakeSure",
            "0 Look",
            "0 Look",
            "0 IsSure",
            "0 IsSureSucceeds",
            "1 AskKeeper",
            "Judge",
            "JudgeSucceeds",
        ])
        .gave("0 Count", json!([1, 2]))
        .gave("1 Count", json!([]))
        .succeeded(json!(42));
    assert_eq!(script.calls("weigh")[0], json!({ "row": [1, 2], "position": 0, "label": "port" }));
}

#[tokio::test(start_paused = true)]
async fn one_row_of_one_is_a_row() {
    let script = Script::new([
        ("count", gives(1)),
        ("weigh", gives(10)),
        ("look", gives(true)),
        ("look", gives(true)),
        ("ask", gives(false)),
    ]);
    run(&workflow(&script), &script, subject(vec![vec![7]])).await.succeeded(json!(21));
    assert_eq!(script.calls("count"), [json!([7])]);
}

#[tokio::test(start_paused = true)]
async fn an_error_of_a_row_is_caught_by_its_fields_and_failed_with_by_value() {
    let script = Script::new([("count", fails(CountError::Broken { pieces: 1 }))]);
    run(&workflow(&script), &script, subject(vec![vec![7]]))
        .await
        .passed(["CountRows", "0 Count", "Judge", "Complain", "ComplainFails"])
        .gave("ComplainFails", json!({ "Error": "Short", "Cause": r#"{"label":"port","count":1}"# }))
        .failed("Short", json!({ "label": "port", "count": 1 }));
}

#[tokio::test(start_paused = true)]
async fn a_variant_is_failed_with_by_name() {
    let script = Script::new([("count", fails(CountError::Broken { pieces: 0 }))]);
    run(&workflow(&script), &script, subject(vec![vec![7]]))
        .await
        .passed(["CountRows", "0 Count", "Judge", "JudgeFails2"])
        .gave("JudgeFails2", json!("Lost"))
        .failed("CountError.Lost", json!("Lost"));
}

#[tokio::test(start_paused = true)]
async fn all_but_a_timeout_of_a_branch_is_a_crash() {
    let script = Script::new([("count", gives(2)), ("weigh", fails(CountError::Lost))]);
    run(&workflow(&script), &script, subject(vec![vec![7]]))
        .await
        .passed(["CountRows", "0 Count", "WeighRows", "0 WeighRow", "Judge", "Complain", "ComplainFails"])
        .failed("Short", json!({ "label": "CountError.Lost", "count": 1 }));
}

#[tokio::test(start_paused = true)]
async fn a_failure_of_a_branch_is_carried_in_an_option() {
    let script = Script::new([
        ("count", gives(2)),
        ("weigh", gives(1)),
        ("look", fails(CountError::Broken { pieces: 9 }).after(1)),
        ("ask", Reply::Hangs),
    ]);
    run(&workflow(&script), &script, subject(vec![vec![7]]))
        .await
        .passed([
            "CountRows",
            "0 Count",
            "WeighRows",
            "0 WeighRow",
            "MakeSure",
            "0 Look",
            "1 AskKeeper",
            "Judge",
            "JudgeFails",
        ])
        .failed("CountError.Broken", json!({ "Broken": { "pieces": 9 } }));
}

#[test]
fn its_definition() {
    pinned(&corners::definition(), &expect_file!["corners.json"]);
}

/// Names what there is more than one of.
#[workflow]
pub(crate) mod naming {
    use super::*;

    #[start]
    #[choice]
    fn name(label: Option<String>, count: u32) -> Transition<String> {
        if let Some(label) = label
            && count > 1
            && !label.is_empty()
        {
            succeed(label)
        } else {
            succeed("nothing")
        }
    }
}

#[tokio::test(start_paused = true)]
async fn conditions_behind_a_let_decide_with_it() {
    let named = async |label: Option<&str>, count| {
        let input = naming::Input { label: label.map(str::to_owned), count };
        naming::Workflow.run(input).await.expect("it ends")
    };
    assert_eq!(named(Some("port"), 2).await, "port");
    assert_eq!(named(Some("port"), 1).await, "nothing");
    assert_eq!(named(Some(""), 2).await, "nothing");
    assert_eq!(named(None, 2).await, "nothing");
    let asl = naming::definition().to_json_pretty();
    let condition = "$states.input.label != null and $states.input.count > 1 and $not(";
    assert!(asl.contains(condition), "{asl}");
}

/// Gives two branches what may not be there.
#[workflow(tasks(cellar(Cellar)))]
pub(crate) mod sharing {
    use super::*;

    #[start]
    #[parallel]
    fn share(rows: Vec<u32>, label: String) -> Transition<u32> {
        let (first, _) = parallel(first(rows[0]), named("Peek", cellar.look(&label, rows[1])))?;
        succeed(first)
    }

    #[succeed]
    fn first(row: u32) -> Transition<u32> {
        succeed(row)
    }
}

#[test]
fn a_branch_begins_with_what_is_there() {
    let asl = serde_json::to_value(sharing::definition()).expect("a definition is JSON");
    let share = &asl["States"]["Share"];
    // What the first branch is given may fail, and that is the Parallel's to tell; the task's argument is the task's.
    let given = share["Arguments"]["First"].as_str().expect("it is an expression");
    assert!(given.contains("$states.input.rows[0]") && given.contains("$error("), "{given}");
    assert_eq!(share["Arguments"]["Peek"], "{% $states.input %}");
    let round = &share["Branches"][1]["States"]["Peek"]["Arguments"]["Payload"]["round"];
    let round = round.as_str().expect("it is an expression");
    assert!(round.contains("$states.input.Peek.rows[1]") && round.contains("$error("), "{round}");
}

/// A desk that says what it is asked.
#[tasks]
pub(crate) trait Desk {
    /// Says the amount.
    async fn value(&self, amount: u64) -> Result<u64, CountError>;
    /// Says one.
    async fn one(&self) -> Result<u64, CountError>;
}

impl Desk for AtomicU64 {
    async fn value(&self, amount: u64) -> Result<u64, CountError> {
        self.fetch_add(1, Ordering::Relaxed);
        Ok(amount)
    }

    async fn one(&self) -> Result<u64, CountError> {
        self.value(1).await
    }
}

/// Computes before each kind of call what is read behind it, and says the types of all that is bound.
#[workflow(tasks(desk(Desk)))]
pub(crate) mod computed_before {
    use super::*;

    #[start]
    #[task]
    fn ask(amount: u64, parts: u64) -> Transition<u64> {
        let share: u64 = amount / parts;
        let value: u64 = desk.value(amount)?;
        alone(value, share)
    }

    #[task]
    fn alone(value: u64, share: u64) -> Transition<u64> {
        let rest = value - share * 3;
        let one = desk.one()?;
        each(one, rest)
    }

    #[map]
    fn each(one: u64, rest: u64) -> Transition<u64> {
        let less = rest - one;
        let values: Vec<u64> = map(vec![one], |amount| desk.value(amount))?;
        both(less, values)
    }

    #[parallel]
    fn both(less: u64, values: Vec<u64>) -> Transition<u64> {
        let least = less - 1;
        let (first, second): (u64, u64) = parallel(named("First", desk.value(less)), desk.one())?;
        succeed(first + second + least + values[0])
    }
}

#[tokio::test]
async fn what_fails_before_a_call_keeps_it_from_being_made() {
    for (amount, parts, asked) in [(5, 0, 0), (2, 1, 1), (3, 2, 2), (4, 3, 3), (9, 4, 5)] {
        let workflow = computed_before::Workflow { desk: AtomicU64::new(0) };
        let result = workflow.run(computed_before::Input { amount, parts }).await;
        assert_eq!(workflow.desk.into_inner(), asked, "{result:?}");
        let fails = |error: &workflow_runtime::Error| error.error() == "States.QueryEvaluationError";
        assert_eq!(result.as_ref().is_err_and(fails), asked < 5, "{result:?}");
    }

    let definition = serde_json::to_value(computed_before::definition()).unwrap();
    let states = &definition["States"];
    let given = [
        (&states["Ask"]["Arguments"]["Payload"], "{% ($share := ", "; $states.input.amount) %}"),
        (&states["Alone"]["Arguments"]["Payload"], "{% ($rest := ", "; {}) %}"),
        (&states["Each"]["Items"], "{% ($less := ", "; [$states.input.one]) %}"),
        (&states["Both"]["Arguments"], "{% ($least := ", "; $states.input) %}"),
    ];
    for (field, begins, ends) in given {
        let text = field.as_str().unwrap_or_default();
        assert!(text.starts_with(begins) && text.ends_with(ends), "{field}");
    }
}

/// Calls what it binds as the tasks are called that gave it.
#[workflow(tasks(rows(Cellar)))]
pub(crate) mod hiding {
    use super::*;

    #[start]
    #[map]
    fn count_all(bottles: Vec<Vec<u32>>) -> Transition<u32> {
        let rows: Vec<u32> = map(bottles, |row| rows.count(&row))?;
        let many = rows.len();
        look(rows.iter().map(|rows| rows + 1).sum(), many)
    }

    #[task]
    fn look(count: u32, many: usize) -> Transition<u32> {
        match rows.look("port", count) {
            Ok(rows) => succeed(if rows { count } else { 0 }),
            Err(rows) => {
                let label = rows.name();
                fail(Short { label, count: many as u32 })
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_bound_hides_a_handle() {
    let asked = async |reply| {
        let script = Script::new([("count", gives(2)), ("count", gives(5)), ("look", reply)]);
        script.serve(Cellar, &[]);
        let workflow = hiding::Workflow { rows: Arc::clone(&script) };
        run(&workflow, &script, vec![vec![1], vec![2]]).await
    };
    asked(gives(true)).await.succeeded(json!(9));
    asked(gives(false)).await.succeeded(json!(0));
    asked(fails(CountError::Lost)).await.failed("Short", json!({ "label": "CountError.Lost", "count": 2 }));
}
