//! What a workflow is to the runtime: machines that step from state to state.
//!
//! `#[workflow]` writes the implementations; nothing here knows how they are driven. Read next: `execution/context.rs`
//! (what a step may await) and `execution/drive.rs` (who calls it).

use std::fmt::{self, Debug};
use std::future::Future;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::execution::{Context, Execution};
use crate::{Error, FunctionMemory, Transition};

/// A workflow: a machine with a name and a typed input.
///
/// `#[workflow]` on a module of states generates the implementation.
pub trait Workflow: Send + Sync + 'static {
    /// The name of the state machine: the module's name in `PascalCase`.
    const NAME: &'static str;
    /// How long an execution may take, from its start; then it ends with `States.Timeout`.
    const TIMEOUT: Option<Duration> = None;
    /// What an execution starts with: the parameters of the start state.
    ///
    /// That it can be stored is asked of the states, where a type that cannot be is reported once.
    type Input: Send + 'static;
    /// What an execution ends with.
    type Output: Serialize + DeserializeOwned + Send + 'static;
    /// The states of the main machine: a value of it is a checkpoint.
    type State: MachineState;

    /// The workflow in Amazon States Language: it needs no instance and no I/O, and is the same bytes every time.
    fn definition() -> crate::asl::StateMachine;

    /// What memory the workflow's task traits ask for the Lambda functions of their tasks, `memory_mb` on a method: also
    /// of tasks that no state calls.
    #[must_use]
    fn memories() -> Vec<FunctionMemory> {
        Vec::new()
    }

    /// The types that many states take.
    #[doc(hidden)]
    #[must_use]
    fn payloads() -> Vec<crate::definition::Payload> {
        Vec::new()
    }

    /// What AWS would say of the definition, and what it would cost: [`asl::report`](crate::asl::report()), and a
    /// warning for each type of payload that has no bound and is carried through five states or more.
    #[must_use]
    fn report() -> crate::asl::Report {
        let definition = Self::definition();
        let mut report = crate::asl::report(Self::NAME, &definition);
        report.warnings.extend(crate::definition::unbounded(&Self::payloads(), &definition));
        report
    }

    /// The state in which an execution begins.
    fn start(input: Self::Input) -> Self::State;

    /// Runs one state to its end.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future drops what the state awaits; calling `step` again with the same state begins it anew.
    fn step<C: Context>(
        &self,
        state: Self::State,
        cx: &C,
    ) -> impl Future<Output = Transition<Self::Output, Self::State>> + Send;

    /// Runs a state that has no effect (a choice, a pass, an end) to its end, without a future.
    ///
    /// It is for speed alone: [`step`](Self::step) does the same for every state. What runs here may not ask when the state
    /// was entered, or how often it was retried: where nobody attends, that is noted of the states alone that are stepped.
    ///
    /// # Errors
    ///
    /// The state itself, untouched, if it has an effect, or asks when it was entered or how often it was retried.
    fn step_at_once<C: Context>(
        &self,
        state: Self::State,
        cx: &C,
    ) -> Result<Transition<Self::Output, Self::State>, Self::State> {
        let _ = cx;
        Err(state)
    }

    /// Runs an execution in memory, in the caller's own task.
    ///
    /// [`Execution::of`] is the same with options.
    ///
    /// # Errors
    ///
    /// What the workflow failed with.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future cancels the execution and all that runs under it.
    fn run(&self, input: Self::Input) -> impl Future<Output = Result<Self::Output, Error>> + Send
    where
        Self: Sized,
    {
        Execution::of(self).run(input)
    }
}

/// A machine: the main one of a workflow, or a branch that begins with a state of its own.
pub trait Machine: Send + Sync {
    /// Its states.
    type State: MachineState;
    /// What it ends with.
    type Output: Serialize + DeserializeOwned + Send;

    /// Runs one state to its end; as [`Workflow::step`].
    fn step<C: Context>(
        &self,
        state: Self::State,
        cx: &C,
    ) -> impl Future<Output = Transition<Self::Output, Self::State>> + Send;

    /// Runs a state that has no effect; as [`Workflow::step_at_once`].
    ///
    /// # Errors
    ///
    /// The state itself, if it has an effect, or asks when it was entered or how often it was retried.
    fn step_at_once<C: Context>(
        &self,
        state: Self::State,
        cx: &C,
    ) -> Result<Transition<Self::Output, Self::State>, Self::State> {
        let _ = cx;
        Err(state)
    }

    /// The ASL name of `state`: its own, unless the machine is made of one task, which then names it.
    #[doc(hidden)]
    fn state_name(&self, state: &Self::State) -> &'static str {
        state.name()
    }

    /// Whether the input of the first state is that of the branch as a whole, because the state has no parameters.
    #[doc(hidden)]
    #[must_use]
    fn takes_parent_input() -> bool {
        false
    }
}

/// A checkpoint of a machine: one variant a state, one field a parameter. Generated.
pub trait MachineState: Serialize + DeserializeOwned + Clone + Debug + Send + 'static {
    /// The ASL name of the state.
    fn name(&self) -> &'static str;

    /// The ASL type of the state.
    fn kind(&self) -> StateKind;

    /// The ASL input of the state: of one parameter its value, of several an object keyed by their names, of none
    /// `{}`.
    ///
    /// # Errors
    ///
    /// If a parameter cannot be written as JSON.
    fn input(&self) -> serde_json::Result<serde_json::Value>;
}

/// The ASL types of states.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StateKind {
    /// Calls a task, a callback or a nested workflow.
    Task,
    /// Chooses the next state.
    Choice,
    /// Runs branches side by side.
    Parallel,
    /// Runs one branch for each item of a list.
    Map,
    /// Waits.
    Wait,
    /// Hands its input on.
    Pass,
    /// Ends the machine with an output.
    Succeed,
    /// Ends the machine with an error.
    Fail,
}

impl StateKind {
    /// Whether states of this type have no effect, and are over as soon as they have begun.
    pub(crate) const fn is_at_once(self) -> bool {
        matches!(self, Self::Choice | Self::Pass | Self::Succeed | Self::Fail)
    }

    /// The name in ASL's `Type` field.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Task => "Task",
            Self::Choice => "Choice",
            Self::Parallel => "Parallel",
            Self::Map => "Map",
            Self::Wait => "Wait",
            Self::Pass => "Pass",
            Self::Succeed => "Succeed",
            Self::Fail => "Fail",
        }
    }
}

impl fmt::Display for StateKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
