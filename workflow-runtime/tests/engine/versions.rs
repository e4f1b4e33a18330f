//! What a new version of a workflow makes of the executions that an old one left.

use std::sync::Arc;

use serde_json::{Value, json};
use workflow_runtime::compat::{self, Difference, Problem};
use workflow_runtime::engine::{Builder, Engine, Remote};
use workflow_runtime::prelude::*;
use workflow_runtime::store::{MemoryStore, Store as _};
use workflow_runtime::{Error, Workflow};

use crate::errands::{Account, Doing, Errand, Errands};

/// What a shop sells, as the old version has it.
mod old {
    use super::*;

    #[workflow(tasks(errands(Errands)))]
    pub(super) mod sale {
        use super::*;

        #[start]
        #[task]
        fn begin(item: String) -> Transition<String> {
            let got = errands.fetch(&item)?;
            pack(item, got)
        }

        #[parallel]
        fn pack(item: String, got: String) -> Transition<String> {
            let (one, two) = parallel(wrap(got), errands.fetch("label"))?;
            rest(item, format!("{one}{two}"))
        }

        #[wait]
        fn wrap(got: String) -> Transition<String> {
            wait(hours(5));
            succeed(got)
        }

        #[wait]
        fn rest(item: String, packed: String) -> Transition<String> {
            wait(hours(24));
            send(format!("{item} {packed}"))
        }

        #[task]
        fn send(parcel: String) -> Transition<String> {
            let sent = errands.fetch(&parcel)?;
            succeed(sent)
        }
    }
}

/// A version in which other things are done, and nothing is in the way of going on.
mod kind {
    use super::*;

    #[workflow(tasks(errands(Errands)))]
    pub(super) mod sale {
        use super::*;

        #[start]
        #[task]
        fn begin(item: String) -> Transition<String> {
            let got = errands.fetch(&item)?;
            pack(item, got)
        }

        #[parallel]
        fn pack(item: String, got: String) -> Transition<String> {
            let (one, two) = parallel(wrap(got), errands.fetch("other label"))?;
            rest(item, format!("{one}{two}"))
        }

        #[wait]
        fn wrap(got: String) -> Transition<String> {
            wait(hours(6));
            tie(got)
        }

        #[pass]
        fn tie(got: String) -> Transition<String> {
            succeed(format!("{got}, tied"))
        }

        #[wait]
        fn rest(item: String, packed: String) -> Transition<String> {
            wait(hours(1));
            send(format!("{item}: {packed}"))
        }

        #[task]
        fn send(parcel: String) -> Transition<String> {
            let sent = errands.fetch(&parcel)?;
            succeed(sent)
        }
    }
}

/// A version that breaks everything that can break.
mod rude {
    use super::*;

    #[workflow(tasks(errands(Errands)))]
    pub(super) mod sale {
        use super::*;

        #[start]
        #[task]
        fn begin(item: String) -> Transition<String> {
            let got = errands.fetch(&item)?;
            pack(item, got)
        }

        #[parallel]
        fn pack(item: String, got: String) -> Transition<String> {
            let (one, two, three) =
                parallel(fold(got), errands.fetch("label"), named("Stamp", errands.fetch("stamp")))?;
            rest(item, format!("{one}{two}{three}"), 1)
        }

        #[wait]
        fn fold(got: String) -> Transition<String> {
            wait(hours(5));
            succeed(got)
        }

        #[wait]
        fn rest(item: String, parcel: String, count: u32) -> Transition<String> {
            wait(hours(24));
            send(format!("{item} {parcel} {count}"))
        }

        #[pass]
        fn send(parcel: String) -> Transition<String> {
            succeed(parcel)
        }
    }
}

/// A version with another branch in the place of one that waits.
mod strange {
    use super::*;

    #[workflow(tasks(errands(Errands)))]
    pub(super) mod sale {
        use super::*;

        #[start]
        #[task]
        fn begin(item: String) -> Transition<String> {
            let got = errands.fetch(&item)?;
            pack(item, got)
        }

        #[parallel]
        fn pack(item: String, got: String) -> Transition<String> {
            let (one, two) = parallel(wrap(got.len()), errands.fetch("label"))?;
            rest(item, format!("{one}{two}"))
        }

        #[wait]
        fn wrap(got: usize) -> Transition<String> {
            wait(hours(5));
            succeed(format!("{got}"))
        }

        #[wait]
        fn rest(item: String, packed: String) -> Transition<String> {
            wait(hours(24));
            succeed(format!("{item} {packed}"))
        }
    }
}

fn definition<W: Workflow>() -> workflow_runtime::asl::StateMachine {
    W::definition()
}

fn old(builder: Builder, account: &Arc<Account>) -> Builder {
    builder.register(old::sale::Workflow { errands: Errand(Arc::clone(account)) })
}

/// Sales in every state of the old version, as it left them: `begun`, `packed`, `rested`, `sent` and `over`.
async fn left(store: &MemoryStore, account: &Arc<Account>) {
    let engine = old(Engine::open(store.clone()), account).start().await.expect("it starts");
    let begin = async |name: &str, item: &str| {
        engine.execute::<old::sale::Workflow>(name, item.to_owned()).await.expect("it begins")
    };
    let over = begin("over", "x").await;
    over.output().await.expect("it succeeds");
    account.set("slow", Doing::Hang);
    let sent = "heavy heavy!label!";
    account.set(sent, Doing::Hang);
    begin("sent", "heavy").await;
    tokio::time::sleep(hours(30)).await;
    begin("rested", "tea").await;
    tokio::time::sleep(hours(6)).await;
    begin("packed", "tea").await;
    begin("begun", "slow").await;
    tokio::time::sleep(minutes(1)).await;
}

fn by_execution(problems: &[Problem]) -> Vec<(&str, &str, Option<&str>)> {
    let mut all: Vec<_> = problems
        .iter()
        .map(|one| (one.execution.as_str(), one.path.as_str(), one.field.as_deref()))
        .collect();
    all.sort_unstable();
    all
}

fn unchanged(state: Value, _: &str) -> Result<Value, String> {
    Ok(state)
}

#[tokio::test(start_paused = true)]
async fn what_goes_on_is_no_problem() {
    let (store, account) = (MemoryStore::new(), Arc::<Account>::default());
    left(&store, &account).await;
    let remote = Remote::of(store.clone());
    assert_eq!(
        compat::compare(&definition::<old::sale::Workflow>(), &definition::<kind::sale::Workflow>()),
        []
    );
    let found =
        compat::affected("Sale", &definition::<kind::sale::Workflow>(), &remote).await.expect("readable");
    assert_eq!(found, []);
    let kind = kind::sale::Workflow { errands: Errand(Arc::clone(&account)) };
    assert_eq!(compat::check(&kind, unchanged, &remote).await.expect("readable"), []);
    let same = old::sale::Workflow { errands: Errand(Arc::clone(&account)) };
    assert_eq!(compat::check(&same, unchanged, &remote).await.expect("readable"), []);
    // And so it is.
    for item in ["slow", "heavy heavy!label!"] {
        account.set(item, Doing::Succeed);
    }
    let engine = Engine::open(store).register(kind).start().await.expect("it starts");
    for (name, output) in [
        ("sent", "heavy heavy!label!!"),
        ("rested", "tea tea!label!!"),
        ("packed", "tea: tea!, tiedlabel!!"),
        ("begun", "slow: slow!, tiedother label!!"),
    ] {
        let handle = engine.execution::<kind::sale::Workflow>(name).await.expect("it is there");
        let output_now = handle.output().await.expect("it goes on");
        assert_eq!(output_now.replace(": ", " "), output.replace(": ", " "), "{name}");
    }
    assert!(engine.blocked().is_empty());
}

#[tokio::test(start_paused = true)]
async fn what_breaks_is_named_before_it_breaks() {
    let (store, account) = (MemoryStore::new(), Arc::<Account>::default());
    left(&store, &account).await;
    let remote = Remote::of(store.clone());
    let new = definition::<rude::sale::Workflow>();
    let changes: Vec<String> =
        compat::compare(&definition::<old::sale::Workflow>(), &new).iter().map(ToString::to_string).collect();
    assert_eq!(
        changes,
        [
            "state `Pack` has 3 branches and had 2",
            "state `Wrap` is gone; `Fold` is new, and does the same",
            "state `Rest` has no parameter `packed` any more",
            "state `Rest` has a parameter `count` that it did not have",
            "state `Rest` has a parameter `parcel` that it did not have",
            "state `Send` is a Pass and was a Task",
        ]
    );
    let affected = compat::affected("Sale", &new, &remote).await.expect("readable");
    assert_eq!(
        by_execution(&affected),
        [
            ("Sale:packed", "Pack", None),
            ("Sale:packed", "Pack[0] / Wrap", None),
            ("Sale:rested", "Rest", Some("count")),
            ("Sale:rested", "Rest", Some("packed")),
            ("Sale:rested", "Rest", Some("parcel")),
            ("Sale:sent", "Send", None),
        ],
        "and neither `over` nor `begun`"
    );
    assert_eq!(
        affected.iter().find(|one| one.path == "Pack[0] / Wrap").expect("it is there").to_string(),
        "`Sale:packed`: state `Pack[0] / Wrap`: it is gone; `Fold` is new, and does the same"
    );

    // The program itself says what it cannot read: a Pass state takes what a Task state took.
    let rude = rude::sale::Workflow { errands: Errand(Arc::clone(&account)) };
    let found = compat::check(&rude, unchanged, &remote).await.expect("readable");
    assert_eq!(
        by_execution(&found),
        [("Sale:packed", "Pack", None), ("Sale:rested", "Rest", Some("packed"))]
    );

    // And that is what happens.
    let before = all_rows(&store).await;
    let engine = Engine::open(store.clone()).register(rude).start().await.expect("it starts");
    tokio::time::sleep(days(5)).await;
    for one in engine.blocked() {
        assert_eq!(one.to_string(), format!("`{}`: {}", one.execution, one.reason));
    }
    let mut blocked: Vec<_> = engine.blocked().into_iter().map(|one| (one.execution, one.reason)).collect();
    blocked.sort();
    let names: Vec<_> = blocked.iter().map(|(execution, _)| execution.as_str()).collect();
    assert_eq!(names, ["Sale:packed", "Sale:rested"]);
    assert!(blocked[0].1.contains("`Pack`") && blocked[0].1.contains("3 branches"), "{blocked:?}");
    assert!(blocked[1].1.contains("`Rest`") && blocked[1].1.contains("`packed`"), "{blocked:?}");
    let after = all_rows(&store).await;
    for name in ["packed", "rested"] {
        assert_eq!(after[name], before[name], "it is left as it is");
    }
}

/// What is stored of each execution.
async fn all_rows(
    store: &MemoryStore,
) -> std::collections::BTreeMap<String, workflow_runtime::store::Loaded> {
    let mut all = std::collections::BTreeMap::new();
    for one in store.list(&Default::default(), None, 100).await.expect("it lists") {
        all.insert(one.name, store.load(one.id).await.expect("readable").expect("there"));
    }
    all
}

#[tokio::test(start_paused = true)]
async fn branches_are_read_with_their_types() {
    let (store, account) = (MemoryStore::new(), Arc::<Account>::default());
    left(&store, &account).await;
    let remote = Remote::of(store.clone());
    let strange = || strange::sale::Workflow { errands: Errand(Arc::clone(&account)) };
    // The definitions do not say that the type of a lone parameter is another one; the program does.
    let found = compat::check(&strange(), unchanged, &remote).await.expect("readable");
    assert_eq!(
        by_execution(&found),
        [("Sale:packed", "Pack[0] / Wrap", Some("got")), ("Sale:sent", "Send", None)],
        "{found:?}"
    );
    let length = |mut state: Value, _: &str| {
        if let Some(got) = state.pointer_mut("/Wrap/got") {
            *got = json!(got.as_str().map_or(0, str::len));
        }
        if let Some(send) = state.get_mut("Send").map(Value::take) {
            state = json!({ "Rest": { "item": send["parcel"], "packed": "" } });
        }
        Ok(state)
    };
    assert_eq!(compat::check(&strange(), length, &remote).await.expect("readable"), [], "migrated");
    let refused = compat::check(&strange(), |_, _| Err("never".to_owned()), &remote).await.expect("readable");
    assert!(refused.iter().all(|one| one.reason == "it cannot be migrated: never"), "{refused:?}");

    let engine = Engine::open(store).register(strange()).migrate::<strange::sale::Workflow>(length);
    let engine = engine.start().await.expect("it starts");
    let packed = engine.execution::<strange::sale::Workflow>("packed").await.expect("it is there");
    assert_eq!(packed.output().await.expect("it goes on"), "tea 4label!");
    assert!(engine.blocked().is_empty(), "{:?}", engine.blocked());
}

#[test]
fn moved_states_are_named_with_their_machines() {
    use workflow_runtime::asl::{State, StateKind, StateMachine};
    let pass = || State::new(StateKind::Pass { result: None });
    let branch = |start: &str| StateMachine::branch(start).state(start, pass().end());
    let parallel = |branches| State::new(StateKind::Parallel { branches });
    let old = StateMachine::jsonata("Both").state("Both", parallel(vec![branch("A"), branch("B")]).end());
    let new = StateMachine::jsonata("Both")
        .state("Both", parallel(vec![branch("B"), branch("C")]).next("A"))
        .state("A", pass().end());
    let found = compat::compare(&old, &new);
    let moved = |from: &str, to: &str| Difference::Moved { from: from.to_owned(), to: to.to_owned() };
    assert_eq!(found[0].difference, moved("branch 0 of `Both`", "the main machine"));
    assert_eq!(found[1].difference, moved("branch 1 of `Both`", "branch 0 of `Both`"));
    assert_eq!(found.len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_definition_is_kept_for_the_executions_that_began_with_it() -> Result<(), Error> {
    let (store, account) = (MemoryStore::new(), Arc::<Account>::default());
    left(&store, &account).await;
    let remote = Remote::of(store);
    let one = remote.show(remote.find("Sale", "rested").await?).await?;
    assert_eq!(remote.definition(&one.definition).await?, definition::<old::sale::Workflow>());
    assert!(remote.definition("another").await.expect_err("it is not there").is_unreadable());
    Ok(())
}

/// A type that has a field more in the next version.
mod fields {
    use super::*;

    #[derive(Clone, Debug, Serialize, Deserialize, Data)]
    pub(super) struct Parcel {
        pub(super) to: String,
    }

    #[workflow]
    pub(super) mod post {
        use super::*;

        #[start]
        #[wait]
        fn rest(parcel: Parcel) -> Transition<String> {
            wait(hours(5));
            succeed(parcel.to)
        }
    }

    pub(super) mod next {
        use super::*;

        #[derive(Clone, Debug, Serialize, Deserialize, Data)]
        pub(in super::super) struct Parcel {
            pub(in super::super) to: String,
            #[serde(default)]
            pub(in super::super) stamps: u32,
        }

        #[workflow]
        pub(in super::super) mod post {
            use super::*;

            #[start]
            #[wait]
            fn rest(parcel: Parcel) -> Transition<String> {
                wait(hours(5));
                succeed(format!("{} {}", parcel.to, parcel.stamps))
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_new_field_has_its_default() {
    let store = MemoryStore::new();
    {
        let engine =
            Engine::open(store.clone()).register(fields::post::Workflow).start().await.expect("it starts");
        let parcel = fields::Parcel { to: "Ann".to_owned() };
        engine.execute::<fields::post::Workflow>("p", parcel).await.expect("it begins");
    }
    let remote = Remote::of(store.clone());
    assert_eq!(compat::check(&fields::next::post::Workflow, unchanged, &remote).await.expect("readable"), []);
    let engine = Engine::open(store).register(fields::next::post::Workflow).start().await.expect("it starts");
    let post = engine.execution::<fields::next::post::Workflow>("p").await.expect("it is there");
    assert_eq!(post.output().await.expect("it goes on"), "Ann 0");

    // Whoever says the same again, in the words of the new version, has the execution that there is.
    let begin = async |stamps| {
        let parcel = fields::next::Parcel { to: "Ann".to_owned(), stamps };
        engine.execute::<fields::next::post::Workflow>("p", parcel).await
    };
    assert_eq!(begin(0).await.expect("it is the same").id(), post.id());
    assert!(begin(1).await.expect_err("that is another parcel").is_already_exists());
}

/// A version whose first state, and what it is given, have other names.
mod renamed {
    use super::*;

    #[workflow(tasks(errands(Errands)))]
    pub(super) mod sale {
        use super::*;

        #[start]
        #[task]
        fn order(thing: String) -> Transition<String> {
            let got = errands.fetch(&thing)?;
            succeed(got)
        }
    }
}

#[tokio::test(start_paused = true)]
async fn who_says_the_same_again_has_what_a_migration_makes_of_it() {
    let (store, account) = (MemoryStore::new(), Arc::<Account>::default());
    left(&store, &account).await;
    let migrate = |mut state: Value, _: &str| {
        if let Some(begin) = state.get_mut("Begin").map(Value::take) {
            state = json!({ "Order": { "thing": begin["item"] } });
        }
        Ok(state)
    };
    let builder = |store: &MemoryStore| {
        let workflow = renamed::sale::Workflow { errands: Errand(Arc::clone(&account)) };
        Engine::open(store.clone()).register(workflow)
    };
    for (is_migrated, name, item) in [(false, "over", "x"), (true, "over", "x"), (true, "over", "y")] {
        let builder = builder(&store);
        let builder = if is_migrated { builder.migrate::<renamed::sale::Workflow>(migrate) } else { builder };
        let engine = builder.start().await.expect("it starts");
        match engine.execute::<renamed::sale::Workflow>(name, item.to_owned()).await {
            Ok(over) => {
                assert!(is_migrated && item == "x");
                assert_eq!(over.output().await.expect("it had succeeded"), "x x!label!!");
            }
            Err(error) => {
                assert!(!is_migrated || item == "y");
                assert!(error.is_already_exists(), "{error}");
            }
        }
        engine.shutdown(minutes(1)).await.expect("it ends");
    }
}
