//! An insurance claim that is looked through with guard clauses: each says early what is not paid, and the rest goes on.

use std::sync::Arc;

use expect_test::expect_file;
use workflow_runtime::prelude::*;

use super::harness::{Script, gives, pinned, run};

/// What somebody claims.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
pub(crate) struct Claim {
    number: u32,
    euros: u32,
    police_report: Option<String>,
    witnesses: Vec<String>,
    expert: Option<Expert>,
}

/// Who knows what the damage is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
pub(crate) struct Expert {
    name: String,
}

/// The cashier does not answer.
#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
#[error("closed")]
pub(crate) struct Closed;

/// Who pays.
#[tasks]
pub(crate) trait Cashier {
    /// Pays so much for a claim.
    async fn pay(&self, claim: u32, euros: u32) -> Result<u32, Closed>;
}

/// How much of a claim is paid without an inspection.
#[portable]
fn paid_at_once(claim: &Claim) -> Option<u32> {
    let report = claim.police_report.as_deref()?;
    if report.is_empty() {
        return None;
    }
    if claim.euros > 500 && claim.witnesses.len() < 2 {
        return Some(500);
    }
    Some(claim.euros)
}

/// Pays what can be paid at once.
#[workflow(tasks(cashier(Cashier)))]
pub(crate) mod claims {
    use super::*;

    #[start]
    #[choice]
    fn look_through(claim: Claim) -> Transition<String> {
        if claim.euros == 0 {
            return succeed("nothing to pay");
        }
        if claim.euros > 10_000 {
            let witnesses = claim.witnesses.len();
            return inspect(claim.number, witnesses);
        } else if claim.witnesses.contains(&"nobody".to_owned()) {
            return refuse(claim);
        }
        let Some(euros) = paid_at_once(&claim) else {
            return inspect(claim.number, 0);
        };
        let experts = match &claim.expert {
            Some(expert) => {
                if claim.euros > 1_000 {
                    return ask(expert.name, euros);
                }
                1
            }
            None => 0,
        };
        let number = match claim.witnesses.len() + experts {
            0 if euros > 100 => return inspect(claim.number, 0),
            _ => claim.number,
        };
        pay(number, euros)
    }

    #[task]
    fn pay(claim: u32, euros: u32) -> Transition<String> {
        let paid = cashier.pay(claim, euros)?;
        succeed(format!("paid {paid} of {euros}"))
    }

    #[pass]
    fn inspect(claim: u32, witnesses: usize) -> Transition<String> {
        succeed(format!("{claim} is inspected for {} hours, {witnesses} are heard", hours(witnesses)))
    }

    #[pass]
    fn ask(expert: String, euros: u32) -> Transition<String> {
        succeed(format!("{expert} says whether {euros} is right"))
    }

    /// How long an inspection takes: the clock's function of this name makes a duration.
    #[portable]
    fn hours(witnesses: usize) -> usize {
        2 + witnesses
    }

    #[fail]
    fn refuse(claim: Claim) -> Transition<String> {
        fail(Refused { claim: claim.number })
    }
}

/// It is not paid.
#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
#[error("claim {claim} is refused")]
pub(crate) struct Refused {
    claim: u32,
}

impl Cashier for Script {
    async fn pay(&self, claim: u32, euros: u32) -> Result<u32, Closed> {
        self.play("pay", serde_json::json!([claim, euros])).await
    }
}

fn workflow(script: &Arc<Script>) -> claims::Workflow<Arc<Script>> {
    script.serve(Cashier, &[]);
    claims::Workflow { cashier: script.clone() }
}

fn claim(euros: u32, police_report: Option<&str>, witnesses: &[&str]) -> Claim {
    let witnesses = witnesses.iter().copied().map(str::to_owned).collect();
    Claim { number: 7, euros, police_report: police_report.map(str::to_owned), witnesses, expert: None }
}

#[tokio::test(start_paused = true)]
async fn each_guard_ends_what_it_is_for() {
    let nothing = Script::new([]);
    run(&workflow(&nothing), &nothing, claim(0, None, &[]))
        .await
        .passed(["LookThrough", "LookThroughSucceeds"])
        .succeeded("nothing to pay");
    run(&workflow(&nothing), &nothing, claim(10_001, None, &["ann"]))
        .await
        .passed(["LookThrough", "Inspect"])
        .succeeded("7 is inspected for 3 hours, 1 are heard");
    run(&workflow(&nothing), &nothing, claim(50, Some("stolen"), &["nobody"]))
        .await
        .passed(["LookThrough", "Refuse"])
        .failed("Refused", serde_json::json!({ "claim": 7 }));
}

#[tokio::test(start_paused = true)]
async fn what_no_guard_is_for_goes_on() {
    let nothing = Script::new([]);
    for report in [None, Some("")] {
        run(&workflow(&nothing), &nothing, claim(50, report, &["ann"]))
            .await
            .passed(["LookThrough", "Inspect"])
            .succeeded("7 is inspected for 2 hours, 0 are heard");
    }
    run(&workflow(&nothing), &nothing, claim(300, Some("stolen"), &[]))
        .await
        .passed(["LookThrough", "Inspect"])
        .succeeded("7 is inspected for 2 hours, 0 are heard");
    for (euros, witnesses, paid) in
        [(50, &["ann"][..], 50), (90, &[], 90), (600, &["ann"], 500), (600, &["ann", "bo"], 600)]
    {
        let script = Script::new([("pay", gives(paid))]);
        run(&workflow(&script), &script, claim(euros, Some("stolen"), witnesses))
            .await
            .passed(["LookThrough", "Pay"])
            .gave("Pay", serde_json::json!({ "claim": 7, "euros": paid }))
            .succeeded(format!("paid {paid} of {paid}"));
    }
}

#[tokio::test(start_paused = true)]
async fn an_expert_is_asked_of_much_and_believed_of_little() {
    let nothing = Script::new([]);
    let with_expert = |euros| {
        let expert = Some(Expert { name: "eva".to_owned() });
        Claim { expert, ..claim(euros, Some("stolen"), &[]) }
    };
    run(&workflow(&nothing), &nothing, with_expert(1_001))
        .await
        .passed(["LookThrough", "Ask"])
        .succeeded("eva says whether 500 is right");
    let script = Script::new([("pay", gives(300))]);
    run(&workflow(&script), &script, with_expert(300))
        .await
        .passed(["LookThrough", "Pay"])
        .gave("Pay", serde_json::json!({ "claim": 7, "euros": 300 }))
        .succeeded("paid 300 of 300");
}

#[test]
fn its_definition() {
    pinned(&claims::definition(), &expect_file!["claims.json"]);
}
