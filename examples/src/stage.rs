//! Runs executions for an example, and prints how they went.

use std::fmt::Display;
use std::io::{self, Write as _};
use std::time::Duration;

use workflow_runtime::{Error, Execution, Workflow};

use crate::Problem;
use crate::commentary::{Commentary, Entered};
use crate::trail::{Trail, in_words};

/// What jitter starts from in simulated time, so that an example prints the same every time.
const SEED: u64 = 1;

/// Where an example happens: it runs executions and prints.
#[derive(Clone, Copy, Debug)]
pub struct Stage {
    real_time: bool,
}

impl Stage {
    /// A stage in real time, or in simulated time.
    #[must_use]
    pub const fn new(real_time: bool) -> Self {
        Self { real_time }
    }

    /// Whether waits are real.
    #[must_use]
    pub const fn is_real_time(&self) -> bool {
        self.real_time
    }

    /// Prints a line.
    ///
    /// # Errors
    ///
    /// If nobody reads it.
    pub fn say(&self, line: impl Display) -> Result<(), Problem> {
        print(&format!("{line}\n"))
    }

    /// Runs one execution to its end, and prints its name, the states it passed and how it ended.
    ///
    /// The result is the execution's own, for an example that has more to do with it.
    ///
    /// # Errors
    ///
    /// If nobody reads what is printed.
    pub async fn perform<W: Workflow>(
        &self,
        workflow: &W,
        name: &str,
        input: W::Input,
    ) -> Result<Result<W::Output, Error>, Problem> {
        self.perform_with(workflow, name, input, |_| None).await
    }

    /// [`perform`](Self::perform) that first says, as it happens, what `words` makes of the states it enters.
    ///
    /// # Errors
    ///
    /// If nobody reads what is printed.
    pub async fn perform_with<W: Workflow>(
        &self,
        workflow: &W,
        name: &str,
        input: W::Input,
        words: impl Fn(Entered<'_>) -> Option<String> + Send + Sync,
    ) -> Result<Result<W::Output, Error>, Problem> {
        let trail = Trail::new();
        let commentary = Commentary::new(self, words);
        let result = self.execution(workflow, name).observe(&trail).observe(&commentary).run(input).await;
        commentary.ended()?;
        self.say(format_args!("{name}\n  {trail}\n  {}", ending(&result, trail.took())))?;
        Ok(result)
    }

    /// An execution as the stage runs it, for an example that observes it in its own way.
    pub fn execution<'a, W: Workflow>(&self, workflow: &'a W, name: &str) -> Execution<'a, W> {
        let execution = Execution::of(workflow).name(name);
        if self.real_time { execution } else { execution.seed(SEED) }
    }
}

/// How an execution ended and how long it took, in one line.
pub(crate) fn ending<T: serde::Serialize>(result: &Result<T, Error>, took: Duration) -> String {
    let took = in_words(took);
    match result {
        Ok(output) => {
            let output = serde_json::to_string(output)
                .unwrap_or_else(|reason| format!("an output that cannot be shown: {reason}"));
            format!("succeeded after {took}: {output}")
        }
        Err(error) => format!("failed after {took}: {error}"),
    }
}

/// Prints text as it is.
pub(crate) fn print(text: &str) -> Result<(), Problem> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(|error| Problem::of_output(&error))
}
