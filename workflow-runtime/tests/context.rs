//! What states ask of their context, where nobody attends and the driver notes no more than is asked for.

use std::time::Duration;

use jiff::Timestamp;
use workflow_runtime::prelude::*;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
struct Asked {
    tries: Vec<u32>,
    entered: Vec<Timestamp>,
}

#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
#[error("down")]
struct Down;

#[tasks]
trait Line {
    async fn call(&self) -> Result<u32, Down>;
}

struct Dead;

impl Line for Dead {
    async fn call(&self) -> Result<u32, Down> {
        Err(Down)
    }
}

#[workflow(tasks(line(Line)))]
mod asking {
    use super::*;

    /// Fails at the third attempt.
    #[start]
    #[task(retry(on(any), interval(seconds(1)), max_attempts = 2, backoff_rate = 1.0))]
    fn call() -> Transition<Asked> {
        match line.call() {
            Ok(tries) => succeed(Asked { tries: vec![tries], entered: vec![] }),
            Err(error) => unasked(error.name()),
        }
    }

    #[pass]
    fn unasked(name: String) -> Transition<Asked> {
        judge(name)
    }

    #[choice]
    fn judge(name: String) -> Transition<Asked> {
        if name == "" || retry_count() > 0 {
            rest(100, state_entered_at())
        } else {
            rest(retry_count(), state_entered_at())
        }
    }

    #[wait]
    fn rest(tries: u32, entered: Timestamp) -> Transition<Asked> {
        wait(hours(1));
        unasked_again(tries, entered)
    }

    #[pass]
    fn unasked_again(tries: u32, entered: Timestamp) -> Transition<Asked> {
        pass(tries, entered)
    }

    #[pass]
    fn pass(tries: u32, entered: Timestamp) -> Transition<Asked> {
        done(vec![tries, retry_count()], vec![entered, state_entered_at()])
    }

    #[succeed]
    fn done(tries: Vec<u32>, entered: Vec<Timestamp>) -> Transition<Asked> {
        succeed(Asked { tries, entered: [entered, vec![state_entered_at()]].concat() })
    }
}

#[tokio::test(start_paused = true)]
async fn every_state_knows_its_own_visit() {
    let asked = asking::Workflow { line: Dead }.run(asking::Input {}).await.expect("it succeeds");
    assert_eq!(asked.tries, [0, 0]);
    let since: Vec<Duration> =
        asked.entered.iter().map(|at| at.duration_since(asked.entered[0]).unsigned_abs()).collect();
    let hour = Duration::from_hours(1);
    assert_eq!(since, [Duration::ZERO, hour, hour]);
}
