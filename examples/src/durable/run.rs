//! `run --store FILE`: begins what is not begun, goes on with what was, and stays as long as there is something to do.
//!
//! Time is real here, because others look on and answer. A run does not sit through long waits, though: when nothing is
//! left but what is due later than its patience, it says so and ends, and the next run goes on.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use futures_util::future::BoxFuture;
use futures_util::stream::{FuturesUnordered, StreamExt as _};
use jiff::Timestamp;
use workflow_runtime::engine::{Blocked, Doing, Engine, ExecutionHandle, Remote, Shown};
use workflow_runtime::store::{CommandId, ExecutionStatus, ListFilter, Store as _, Summary};
use workflow_runtime::{Error, Workflow};

use super::{Place, look, told};
use crate::progress::Bar;
use crate::stage::ending;
use crate::{Example, Problem, Stage};

/// How often is looked how far everything is.
const TICK: Duration = Duration::from_millis(200);

/// How long what is under way may take to end when the run does.
const GRACE: Duration = Duration::from_secs(5);

/// How many executions are listed at a time.
const PAGE: usize = 1_000;

type Output<E> = <<E as Example>::Live as Workflow>::Output;
type Ended<E> = (String, Result<Output<E>, Error>);

/// Runs what is in the store, and the items of the input.
pub(crate) async fn run<E: Example>(
    input: E::Input,
    options: E::Options,
    place: &Place,
    patience: Duration,
    stage: &Stage,
) -> Result<(), Problem> {
    let store = place.own()?;
    let left = store.commands(None).await.map_err(Problem::new)?;
    let items = E::executions(input, &options);
    let workflow = E::live(options, place).await?;
    let engine = Engine::open(store).register(workflow).start().await.map_err(told)?;
    let mut run = Run::<E> {
        engine: engine.clone(),
        remote: place.remote()?,
        place,
        stage,
        patience,
        bar: Bar::new(),
        handles: BTreeMap::new(),
        stuck: BTreeSet::new(),
        ends: FuturesUnordered::new(),
    };
    let ended = tokio::select! {
        ended = run.work(left.iter().map(|command| command.id).collect(), items) => ended,
        _ = tokio::signal::ctrl_c() => run.say(&format!("\nstopped; `run --store {}` goes on", place.store())),
    };
    engine.shutdown(GRACE).await.map_err(told)?;
    ended
}

struct Run<'a, E: Example> {
    engine: Engine,
    remote: Remote,
    place: &'a Place,
    stage: &'a Stage,
    patience: Duration,
    bar: Bar,
    /// What runs.
    handles: BTreeMap<String, ExecutionHandle<E::Live>>,
    /// What of it is blocked, and so not waited for.
    stuck: BTreeSet<String>,
    ends: FuturesUnordered<BoxFuture<'static, Ended<E>>>,
}

impl<E: Example> Run<'_, E> {
    async fn work(
        &mut self,
        left: Vec<CommandId>,
        items: Vec<(String, <E::Live as Workflow>::Input)>,
    ) -> Result<(), Problem> {
        for command in left {
            self.carried_out(command).await?;
        }
        for (name, input) in items {
            self.begin(name, input).await?;
        }
        loop {
            // What an earlier run began with another input goes on too, and what was redriven meanwhile.
            self.follow_what_goes_on();
            let running = self.running().await?;
            if running.is_empty() && self.handles.is_empty() {
                return Ok(());
            }
            if let Some(resting) = self.resting().await? {
                return self.say_what_rests(&resting);
            }
            let ended = tokio::time::timeout(TICK, self.ends.next());
            if let Ok(Some((name, result))) = ended.await {
                self.ended(&name, result).await?;
            }
            self.show_progress().await;
        }
    }

    /// Says what came of a command that was left while nobody ran the store.
    async fn carried_out(&self, command: CommandId) -> Result<(), Problem> {
        match tokio::time::timeout(GRACE, self.answer(command)).await {
            Ok(Ok(())) => self.say("what was asked for meanwhile is done"),
            Ok(Err(error)) if error.is_store_failure() => Err(told(error)),
            Ok(Err(error)) => {
                let reason = error.cause().unwrap_or(error.error());
                self.say(&format!("what was asked for meanwhile could not be done: {reason}"))
            }
            // It waits for what is under way, which is no reason not to begin.
            Err(_) => self.say("what was asked for meanwhile is not done yet"),
        }
    }

    async fn answer(&self, command: CommandId) -> Result<(), Error> {
        while !self.remote.answer(command).await? {
            tokio::time::sleep(TICK / 10).await;
        }
        Ok(())
    }

    async fn begin(&mut self, name: String, input: <E::Live as Workflow>::Input) -> Result<(), Problem> {
        let known = match self.remote.find(E::Live::NAME, &name).await {
            Ok(_) => true,
            Err(error) if error.is_not_found() => false,
            Err(error) => return Err(told(error)),
        };
        let handle = match self.engine.execute::<E::Live>(&name, input).await {
            Ok(handle) => handle,
            Err(error) if error.is_already_exists() => {
                return Err(Problem::new(format_args!(
                    "{name} began in {} with another input; run it with that one, or with another --store",
                    self.place.store()
                )));
            }
            Err(error) => return Err(told(error)),
        };
        if known {
            return self.go_on(name, handle).await;
        }
        self.follow(name, handle);
        Ok(())
    }

    /// Says how an execution stands that an earlier run began, and follows it unless it is over.
    async fn go_on(&mut self, name: String, handle: ExecutionHandle<E::Live>) -> Result<(), Problem> {
        let shown = handle.show().await.map_err(told)?;
        if shown.status != ExecutionStatus::Running {
            return self.say_how_it_ended(&handle, &handle.output().await, "already ").await;
        }
        let state = shown.machines.first().map(|main| main.state.as_str()).unwrap_or_default();
        self.say(&format!("{name} goes on in {state}"))?;
        for token in shown.tokens() {
            self.say(&format!("  approve {token} --store {}", self.place.store()))?;
        }
        self.follow(name, handle);
        Ok(())
    }

    fn follow(&mut self, name: String, handle: ExecutionHandle<E::Live>) {
        let waits = handle.clone();
        self.handles.insert(name.clone(), handle);
        self.ends.push(Box::pin(async move {
            let output = waits.output().await;
            (name, output)
        }));
    }

    async fn ended(&mut self, name: &str, result: Result<Output<E>, Error>) -> Result<(), Problem> {
        self.bar.clear();
        if self.blocked().contains_key(name) {
            // It has not ended: when nothing else is left to do, that is said of it.
            self.stuck.insert(name.to_owned());
            return Ok(());
        }
        let handle = self.handles.remove(name);
        match (&result, handle) {
            (Err(error), _) if error.is_store_failure() || error.is_engine_closed() => {
                Err(told(error.clone()))
            }
            (_, Some(handle)) => self.say_how_it_ended(&handle, &result, "").await,
            (_, None) => Ok(()),
        }
    }

    async fn say_how_it_ended(
        &self,
        handle: &ExecutionHandle<E::Live>,
        result: &Result<Output<E>, Error>,
        already: &str,
    ) -> Result<(), Problem> {
        let trail = look::trail(&self.remote, handle.id()).await?;
        let name = handle.name();
        self.say(&format!("{name}\n  {trail}\n  {already}{}", ending(result, trail.took())))?;
        match result.as_ref().ok().and_then(|output| E::report(output)) {
            Some(report) => self.say(&report),
            None => Ok(()),
        }
    }

    /// Everything of this workflow that runs; what is new among it is followed.
    async fn running(&mut self) -> Result<Vec<Summary>, Problem> {
        let filter = ListFilter {
            workflow: Some(E::Live::NAME.to_owned()),
            status: Some(ExecutionStatus::Running),
            ..ListFilter::default()
        };
        let mut all: Vec<Summary> = Vec::new();
        loop {
            let before = all.last().map(|summary| summary.id);
            let page = self.engine.list(&filter, before, PAGE).await.map_err(told)?;
            let last = page.len() < PAGE;
            all.extend(page);
            if last {
                break;
            }
        }
        for Summary { name, .. } in &all {
            if !self.handles.contains_key(name) {
                let handle = self.engine.execution::<E::Live>(name).await.map_err(told)?;
                self.go_on(name.clone(), handle).await?;
            }
        }
        Ok(all)
    }

    /// When all that runs is due; `None` if some of it is due soon, or waits for a person who may answer any time.
    async fn resting(&self) -> Result<Option<BTreeMap<String, Resting>>, Problem> {
        let soon = Timestamp::now() + self.patience;
        let (blocked, mut resting) = (self.blocked(), BTreeMap::new());
        for (name, handle) in &self.handles {
            if let Some(reason) = blocked.get(name) {
                resting.insert(name.clone(), Resting::Blocked(reason.clone()));
                continue;
            }
            match due(&handle.show().await.map_err(told)?) {
                Some(due) if due > soon => resting.insert(name.clone(), Resting::Until(due)),
                _ => return Ok(None),
            };
        }
        Ok(Some(resting))
    }

    /// The executions that cannot go on in this program, and why.
    fn blocked(&self) -> BTreeMap<String, String> {
        let all = self.engine.blocked().into_iter();
        let own = all.filter_map(|Blocked { execution, reason, .. }| {
            let name = execution.strip_prefix(E::Live::NAME)?.strip_prefix(':')?;
            Some((name.to_owned(), reason))
        });
        own.collect()
    }

    /// Waits again for what was blocked and goes on: an answer from outside may have been another one.
    fn follow_what_goes_on(&mut self) {
        let blocked = self.blocked();
        let (stuck, free) =
            std::mem::take(&mut self.stuck).into_iter().partition(|name| blocked.contains_key(name));
        self.stuck = stuck;
        let free: BTreeSet<String> = free;
        for name in free {
            if let Some(handle) = self.handles.remove(&name) {
                self.follow(name, handle);
            }
        }
    }

    fn say_what_rests(&self, resting: &BTreeMap<String, Resting>) -> Result<(), Problem> {
        let mut blocked = false;
        for (name, rests) in resting {
            match rests {
                Resting::Until(due) => self.say(&format!("{name} waits until {due:.0}"))?,
                Resting::Blocked(reason) => {
                    blocked = true;
                    self.say(&format!("{name} cannot go on in this program: {reason}"))?;
                }
            }
        }
        if blocked {
            return Err(Problem::new(
                "some executions cannot go on in this program; they were left as they are",
            ));
        }
        self.say(&format!(
            "All that is left waits; nothing has to run meanwhile. `run --store {}` goes on when it is due.",
            self.place.store()
        ))
    }

    /// Draws how far the one execution is that runs: as its state says, or by the branches that are done.
    async fn show_progress(&self) {
        let mut handles = self.handles.values();
        let (Some(handle), None, true) = (handles.next(), handles.next(), self.bar.is_shown()) else {
            return;
        };
        // A picture for whoever looks on: what cannot be read now is drawn the next time.
        let told = handle.state().await.ok().flatten().and_then(|state| E::progress(&state));
        if let Some((done, of)) = told {
            self.bar.show(done, of);
        } else if let Ok(shown) = handle.show().await
            && let Some(Doing::Branches { count, succeeded }) = shown.machines.first().map(|main| &main.doing)
        {
            self.bar.show((*succeeded).into(), (*count).into());
        }
    }

    fn say(&self, line: &str) -> Result<(), Problem> {
        self.bar.beside(|| self.stage.say(line))
    }
}

/// Why an execution that runs does nothing for now.
enum Resting {
    Until(Timestamp),
    Blocked(String),
}

/// When the first of the machines is due; `None` if one runs, or waits for a person.
fn due(shown: &Shown) -> Option<Timestamp> {
    let mut first = None;
    for machine in &shown.machines {
        match &machine.doing {
            Doing::Waiting { until } | Doing::BackingOff { until } => {
                first = Some(first.map_or(*until, |first: Timestamp| first.min(*until)));
            }
            Doing::Branches { .. } => {}
            _ => return None,
        }
    }
    first
}
