//! Callbacks: a token that survives the process, and what whoever has it says.

use std::future::Future;
use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::context::Durable;
use super::errors;
use super::record::{Effect, Entry, Phase, Tries, from_nanos, to_nanos};
use super::slot::{Letter, Message, Port, Subscription};
use super::token::{Claim, DurableToken, new_nonce};
use crate::callback::wrong_output;
use crate::data::TaskError;
use crate::execution::attempt::{Attempted, Interruption, Limits, attempt};
use crate::execution::span::Inside;
use crate::retry::Counts;
use crate::store::Wake;
use crate::{EvaluationError, TaskFailure, TaskPolicy, TaskToken};

/// When a callback that waits is out of time.
#[derive(Clone, Copy)]
struct Patience {
    deadline: Option<Timestamp>,
    beat: Option<Timestamp>,
    heartbeat: Option<Duration>,
}

impl Patience {
    fn beginning<E>(now: Timestamp, policy: &TaskPolicy<'_, E>) -> Self {
        Self {
            deadline: policy.timeout.map(|timeout| later(now, timeout)),
            beat: policy.heartbeat.map(|_| now),
            heartbeat: policy.heartbeat,
        }
    }

    fn due(&self) -> Option<Timestamp> {
        let silent = self.beat.zip(self.heartbeat).map(|(beat, heartbeat)| later(beat, heartbeat));
        match (self.deadline, silent) {
            (Some(deadline), Some(silent)) => Some(deadline.min(silent)),
            (one, other) => one.or(other),
        }
    }

    fn wake(&self) -> Wake {
        self.due().map_or(Wake::Never, Wake::At)
    }

    fn effect(&self, counts: &Counts, nonce: &str, phase: Phase) -> Effect {
        Effect::Callback {
            tries: Tries { counts: counts.as_slice().to_vec(), not_before: None },
            nonce: nonce.to_owned(),
            phase,
            deadline: self.deadline.map(to_nanos),
            beat: self.beat.map(to_nanos),
        }
    }
}

fn later(at: Timestamp, by: Duration) -> Timestamp {
    at.saturating_add(by).unwrap_or(Timestamp::MAX)
}

impl Durable {
    pub(super) async fn run_callback<T, E, F, Fut>(
        &self,
        policy: TaskPolicy<'_, E>,
        call: F,
    ) -> Result<T, TaskFailure<E>>
    where
        T: Serialize + DeserializeOwned + Send + 'static,
        E: TaskError,
        F: Fn(TaskToken<T>) -> Fut + Send + Sync,
        Fut: Future<Output = Result<Result<(), E>, EvaluationError>> + Send,
    {
        let (mut counts, mut begun) = self.tries().await;
        loop {
            let nonce = match self.effect() {
                Some(Effect::Callback { nonce, .. }) => nonce,
                _ => new_nonce(),
            };
            let outcome = self.callback_attempt(&counts, begun, &nonce, &policy, &call).await;
            begun = false;
            let failure = match self.attempt_ended(outcome) {
                Ok(value) => return Ok(value),
                Err(failure) => failure,
            };
            let Some(delay) = self.backoff(&mut counts, policy.retry, &failure) else { return Err(failure) };
            self.back_off(delay, &counts, |tries| Effect::Callback {
                tries,
                nonce,
                phase: Phase::HandingOver,
                deadline: None,
                beat: None,
            })
            .await;
        }
    }

    /// One attempt: hands the token over, unless that is done, and waits.
    async fn callback_attempt<T, E, F, Fut>(
        &self,
        counts: &Counts,
        begun: bool,
        nonce: &str,
        policy: &TaskPolicy<'_, E>,
        call: &F,
    ) -> Result<Attempted<T, E>, Interruption>
    where
        T: DeserializeOwned,
        E: TaskError,
        F: Fn(TaskToken<T>) -> Fut + Send + Sync,
        Fut: Future<Output = Result<Result<(), E>, EvaluationError>> + Send,
    {
        let claim = Claim { visit: self.frame.visit(), attempt: counts.total(), nonce: nonce.to_owned() };
        let port = Port::Token(self.node.id.get());
        let mut letters = self.running.slot.subscribe(port, Some(claim.clone()));
        let patience = match self.effect().filter(|_| begun) {
            Some(Effect::Callback { phase: Phase::Waiting, deadline, beat, .. }) => {
                Limits::begin(&self.frame, counts.total(), policy);
                let (deadline, beat) = (deadline.map(from_nanos), beat.map(from_nanos));
                Patience { deadline, beat, heartbeat: policy.heartbeat }
            }
            _ => {
                if !begun {
                    self.schedule(counts, policy);
                    let none = Patience { deadline: None, beat: None, heartbeat: None };
                    self.begin(none.effect(counts, nonce, Phase::HandingOver), None).await;
                }
                let patience = Patience::beginning(self.running.engine.clock.now(), policy);
                let limits = Limits::begin(&self.frame, counts.total(), policy);
                let token = DurableToken { root: self.running.slot.root, frame: self.node.id, claim };
                let outside = self.frame.enter_span(Inside::Attempt(counts.total()));
                let handed =
                    attempt(call(TaskToken::from_text(token.to_string())), &limits, Some(&self.frame)).await;
                self.frame.leave_span(outside);
                match handed? {
                    Ok(Ok(())) => {}
                    Ok(Err(error)) => return Ok(Ok(Err(TaskFailure::Failed(error)))),
                    Err(evaluation) => return Ok(Err(evaluation)),
                }
                self.note(&Entry::TaskSubmitted { at: self.now(), child: None });
                self.node.book().set_effect(patience.effect(counts, nonce, Phase::Waiting));
                match letters.take() {
                    // The answer was faster: one commit says both.
                    Some(letter) => {
                        if let Some(result) = self.read_letter(letter) {
                            return Ok(Ok(result));
                        }
                        self.flush(Some(patience.wake())).await;
                    }
                    None => self.flush(Some(patience.wake())).await,
                }
                patience
            }
        };
        self.answered(letters, patience, counts, nonce).await
    }

    /// Waits for the answer, or until there is no more time for one.
    async fn answered<T: DeserializeOwned, E: TaskError>(
        &self,
        mut letters: Subscription<'_>,
        mut patience: Patience,
        counts: &Counts,
        nonce: &str,
    ) -> Result<Attempted<T, E>, Interruption> {
        loop {
            let letter = {
                let _parked = self.park(patience.wake());
                let due = patience.due();
                tokio::select! {
                    biased;
                    letter = letters.next() => Some(letter),
                    () = tokio::time::sleep(due.map_or(Duration::ZERO, |due| self.running.engine.clock.until(due))),
                        if due.is_some() => None,
                }
            };
            let Some(letter) = letter else { return Err(Interruption::TimedOut) };
            if matches!(letter.message, Message::Heartbeat) {
                patience.beat = patience.heartbeat.map(|_| self.running.engine.clock.now());
                self.node.book().set_effect(patience.effect(counts, nonce, Phase::Waiting));
                self.node.book().acknowledge(letter.ack);
                self.flush(Some(patience.wake())).await;
            } else if let Some(result) = self.read_letter(letter) {
                return Ok(Ok(result));
            }
        }
    }

    /// The result that a letter gives; one that gives none is answered.
    fn read_letter<T: DeserializeOwned, E: TaskError>(
        &self,
        letter: Letter,
    ) -> Option<Result<T, TaskFailure<E>>> {
        match letter.message {
            Message::Complete(json) => match serde_json::from_str(&json) {
                Ok(value) => {
                    self.node.book().acknowledge(letter.ack);
                    Some(Ok(value))
                }
                Err(reason) => {
                    letter.ack.answer(Err(wrong_output(&reason)));
                    None
                }
            },
            Message::Fail(failure) => {
                self.node.book().acknowledge(letter.ack);
                Some(Err(TaskFailure::from_failure(&failure)))
            }
            // While the token is handed over: the time has only just begun.
            Message::Heartbeat => {
                self.frame.heartbeat();
                self.node.book().acknowledge(letter.ack);
                None
            }
            Message::Stop(_) => {
                letter.ack.answer(Err(errors::unknown_token()));
                None
            }
        }
    }
}
