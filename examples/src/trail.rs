//! The states that an execution passes, collected by an observer and printed on one line.
//!
//! ```text
//! CheckApplicant (CheckName | CheckAddress) → Decide → OpenAccount [3 attempts]
//! 20 × (ReadPage → WritePage → Advance) → Done
//! ReadFiles (12 × ReadFile → Rows | ReadFile → Unreadable) → Judge
//! ```

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::{self, Display};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use workflow_runtime::Observer;
use workflow_runtime::observer::{EventDetails, HistoryEvent};

/// Collects the states that an execution passes.
#[derive(Debug, Default)]
pub struct Trail(Mutex<Passed>);

#[derive(Debug, Default)]
struct Passed {
    steps: Vec<Step>,
    /// The times of the first and the last event, in milliseconds.
    first_and_last: Option<(i64, i64)>,
}

/// A state that was passed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The ASL name of the state.
    pub name: Cow<'static, str>,
    /// How often its work was tried; 0 of a state without any.
    pub attempts: u32,
    /// What its branches passed in the last attempt, by their index.
    pub branches: BTreeMap<usize, Vec<Step>>,
}

impl Trail {
    /// An empty trail.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The states of the main machine so far.
    #[must_use]
    pub fn steps(&self) -> Vec<Step> {
        self.passed().steps.clone()
    }

    /// The time from the first event to the last one.
    #[must_use]
    pub fn took(&self) -> Duration {
        let (first, last) = self.passed().first_and_last.unwrap_or_default();
        Duration::from_millis(u64::try_from(last - first).unwrap_or(0))
    }

    fn passed(&self) -> MutexGuard<'_, Passed> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Observer for Trail {
    fn wants_payloads(&self) -> bool {
        false
    }

    fn observe(&self, event: &HistoryEvent) {
        let now = event.timestamp.as_millisecond();
        let mut passed = self.passed();
        let first = passed.first_and_last.map_or(now, |(first, _)| first);
        passed.first_and_last = Some((first, now));

        let steps = machine_at(&mut passed.steps, &event.path);
        match &event.details {
            EventDetails::StateEntered { name, .. } => {
                steps.push(Step { name: name.clone(), attempts: 0, branches: BTreeMap::new() });
            }
            EventDetails::TaskScheduled { .. }
            | EventDetails::ParallelStateStarted
            | EventDetails::MapStateStarted { .. } => {
                if let Some(step) = steps.last_mut() {
                    step.attempts += 1;
                    step.branches.clear();
                }
            }
            _ => {}
        }
    }
}

/// The steps of the machine that a path of branch indices leads to.
fn machine_at<'a>(steps: &'a mut Vec<Step>, path: &[usize]) -> &'a mut Vec<Step> {
    let [index, path @ ..] = path else { return steps };
    // A branch is only ever below the state that its parent machine entered last.
    match steps.len() {
        0 => steps,
        last => machine_at(steps[last - 1].branches.entry(*index).or_default(), path),
    }
}

impl Display for Trail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&line(&self.passed().steps))
    }
}

impl Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        if !self.branches.is_empty() {
            let branches: Vec<String> = self.branches.values().map(|steps| line(steps)).collect();
            write!(f, " ({})", alike(&branches).join(" | "))?;
        }
        if self.attempts > 1 {
            write!(f, " [{} attempts]", self.attempts)?;
        }
        Ok(())
    }
}

/// The steps of one machine; a loop is printed once, with how often it was passed.
fn line(steps: &[Step]) -> String {
    let words: Vec<String> = steps.iter().map(Step::to_string).collect();
    let mut parts = Vec::new();
    let mut rest = words.as_slice();
    while !rest.is_empty() {
        let (length, times) = longest_loop(rest);
        let round = rest[..length].join(" → ");
        parts.push(if times == 1 { round } else { format!("{times} × ({round})") });
        rest = &rest[length * times..];
    }
    parts.join(" → ")
}

/// The length of the loop that `words` begin with and how often it is passed: the one that covers most of them.
fn longest_loop(words: &[String]) -> (usize, usize) {
    (1..=words.len() / 2)
        .map(|length| {
            let round = &words[..length];
            (length, words.chunks(length).take_while(|chunk| *chunk == round).count())
        })
        // One state twice is as short as `2 × (A)`.
        .filter(|(length, times)| *times > 2 || (*times == 2 && *length > 1))
        // Of two that cover the same, the shorter one.
        .max_by_key(|(length, times)| (length * times, *times))
        .unwrap_or((1, 1))
}

/// Branches that passed the same states, printed once in the place of the first.
fn alike(branches: &[String]) -> Vec<String> {
    let mut counted: Vec<(&String, usize)> = Vec::new();
    for branch in branches {
        match counted.iter_mut().find(|(known, _)| *known == branch) {
            Some((_, times)) => *times += 1,
            None => counted.push((branch, 1)),
        }
    }
    let printed = counted.into_iter().map(|(branch, times)| match times {
        1 => branch.clone(),
        times => format!("{times} × {branch}"),
    });
    printed.collect()
}

/// A duration in its two largest units: `1 d 4 h`, `2 min 3 s`, `1.25 s`.
#[must_use]
pub fn in_words(duration: Duration) -> String {
    const UNITS: [(u64, &str); 4] = [(86_400, "d"), (3_600, "h"), (60, "min"), (1, "s")];
    let seconds = duration.as_secs();
    if seconds < 60 {
        let milliseconds = duration.subsec_millis();
        return match milliseconds {
            0 => format!("{seconds} s"),
            _ => format!("{seconds}.{milliseconds:03} s"),
        };
    }
    let mut left = seconds;
    let mut parts = Vec::new();
    for (unit, name) in UNITS {
        let count = left / unit;
        left %= unit;
        if count > 0 {
            parts.push(format!("{count} {name}"));
        }
    }
    parts.truncate(2);
    parts.join(" ")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::time::Duration;

    use super::{Step, in_words, line};

    fn steps(names: &str) -> Vec<Step> {
        let step = |name: &str| Step { name: name.to_owned().into(), attempts: 1, branches: BTreeMap::new() };
        names.split(' ').map(step).collect()
    }

    #[test]
    fn a_loop_is_printed_once() {
        assert_eq!(line(&steps("A A B A B C")), "A → 2 × (A → B) → C");
        assert_eq!(line(&steps("A B C B C B C D")), "A → 3 × (B → C) → D");
        assert_eq!(line(&steps("A A A A A A")), "6 × (A)");
    }

    #[test]
    fn a_state_twice_is_no_loop() {
        assert_eq!(line(&steps("A A B A")), "A → A → B → A");
    }

    #[test]
    fn branches_that_went_alike_are_printed_once() {
        let mut files = steps("Files").remove(0);
        for (index, went) in ["Read Rows", "Read Bad", "Read Rows"].into_iter().enumerate() {
            files.branches.insert(index, steps(went));
        }
        files.attempts = 2;
        assert_eq!(files.to_string(), "Files (2 × Read → Rows | Read → Bad) [2 attempts]");
    }

    #[test]
    fn a_duration_is_told_in_two_units() {
        let told = |seconds| in_words(Duration::from_secs(seconds));
        assert_eq!(told(0), "0 s");
        assert_eq!(told(61), "1 min 1 s");
        assert_eq!(told(86_400), "1 d");
        assert_eq!(told(2 * 86_400 + 3_600 + 1), "2 d 1 h");
        assert_eq!(in_words(Duration::from_millis(1_250)), "1.250 s");
    }
}
