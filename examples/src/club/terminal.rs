//! The committee: whoever sits at the terminal, and answers by name.
//!
//! Simulated time stands still while a line is awaited, so nobody is hurried. It passes with `later`, and when the input
//! ends: then what was not answered lapses.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use futures_util::future::join_all;
use tokio::io::{AsyncBufReadExt as _, BufReader, Lines, Stdin};
use workflow_runtime::prelude::*;

use super::letterbox::Letterbox;
use super::{AskError, Club, Decision, EnrolError, Member, Request, sign_up};
use crate::durable::names;
use crate::{Example, NoOptions, Place, Problem, Stage};

const HELP: &str = "write `approve <name>`, `deny <name> <reason>`, `think <name>` or `later <seconds>`";

/// The requests that wait for an answer, and the list of members.
#[derive(Debug)]
pub struct Committee {
    stage: Stage,
    waiting: Mutex<BTreeMap<String, TaskToken<Decision>>>,
    members: Mutex<Vec<String>>,
}

impl Club for Committee {
    async fn ask(&self, request: &Request, token: TaskToken<Decision>) -> Result<(), AskError> {
        let Request { name, motive, .. } = request;
        let mut waiting = locked(&self.waiting);
        if waiting.contains_key(name) {
            return Err(AskError::AskedAlready { name: name.clone() });
        }
        waiting.insert(name.clone(), token);
        // Whoever closed the output will not answer: the request lapses.
        let _ = self.stage.say(format_args!("{name} asks to join: {motive}"));
        Ok(())
    }

    async fn enrol(&self, request: &Request) -> Result<Member, EnrolError> {
        let mut members = locked(&self.members);
        let position = members.iter().position(|name| *name == request.name).unwrap_or_else(|| {
            members.push(request.name.clone());
            members.len() - 1
        });
        let number = u32::try_from(position + 1).unwrap_or(u32::MAX);
        Ok(Member { number, name: request.name.clone() })
    }
}

/// A line that was typed.
#[derive(Debug, PartialEq, Eq)]
enum Answer<'a> {
    Approve(&'a str),
    Deny(&'a str, &'a str),
    Think(&'a str),
    Later(u64),
}

impl<'a> Answer<'a> {
    fn read(line: &'a str) -> Option<Self> {
        let (verb, rest) = line.trim().split_once(' ')?;
        let rest = rest.trim();
        match verb {
            "approve" => Some(Self::Approve(rest)),
            "deny" => rest.split_once(' ').map(|(name, reason)| Self::Deny(name, reason.trim())),
            "think" => Some(Self::Think(rest)),
            "later" => rest.parse().ok().map(Self::Later),
            _ => None,
        }
    }
}

impl Committee {
    /// A committee that is told on `stage` of what it is asked.
    #[must_use]
    pub fn new(stage: &Stage) -> Self {
        Self { stage: *stage, waiting: Mutex::default(), members: Mutex::default() }
    }

    /// Does what is typed, until nobody waits for an answer or there will be none.
    async fn answer(&self, mut lines: Lines<BufReader<Stdin>>) -> Result<(), Problem> {
        while !locked(&self.waiting).is_empty() {
            let line = lines.next_line().await;
            let line =
                line.map_err(|error| Problem::new(format_args!("cannot read the answers: {error}")))?;
            let Some(line) = line else { break };
            match Answer::read(&line) {
                Some(answer) => self.act(answer).await?,
                None => self.stage.say(HELP)?,
            }
        }
        Ok(())
    }

    async fn act(&self, answer: Answer<'_>) -> Result<(), Problem> {
        let given = match answer {
            Answer::Approve(name) => self.decide(name, Decision::Approved),
            Answer::Deny(name, reason) => self.decide(name, Decision::Denied { reason: reason.to_owned() }),
            Answer::Think(name) => self.think(name),
            Answer::Later(seconds) => {
                tokio::time::sleep(std::time::Duration::from_secs(seconds)).await;
                Ok(())
            }
        };
        // What an answer leads to happens before the next one is read.
        tokio::task::yield_now().await;
        given.or_else(|reason| self.stage.say(reason))
    }

    /// Answers a request; it waits no longer.
    fn decide(&self, name: &str, decision: Decision) -> Result<(), String> {
        let token = locked(&self.waiting).remove(name).ok_or_else(|| nobody(name))?;
        token.complete(decision).map_err(|_| too_late(name))
    }

    /// Says that a request is being thought about: the time until it lapses begins anew.
    fn think(&self, name: &str) -> Result<(), String> {
        let mut waiting = locked(&self.waiting);
        let token = waiting.get(name).ok_or_else(|| nobody(name))?;
        token.heartbeat().map_err(|_| {
            waiting.remove(name);
            too_late(name)
        })
    }
}

fn nobody(name: &str) -> String {
    format!("nobody called {name} waits for an answer")
}

fn too_late(name: &str) -> String {
    format!("it is too late to answer {name}")
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// `cargo run --bin sign_up`
#[derive(Clone, Copy, Debug)]
pub struct SignUps;

impl Example for SignUps {
    type Workflow = sign_up::Workflow;
    type Live = sign_up::Workflow<Letterbox>;
    type Input = Vec<Request>;
    type Options = NoOptions;
    type Decision = Decision;

    const INPUT: &'static str = include_str!("../../data/requests.json");

    /// All requests wait at the same time, and end in the order of the answers.
    async fn run(requests: Vec<Request>, _: NoOptions, stage: &Stage) -> Result<(), Problem> {
        let committee = std::sync::Arc::new(Committee::new(stage));
        let workflow = sign_up::Workflow { club: std::sync::Arc::clone(&committee) };
        let sign_ups = join_all(requests.into_iter().map(|request| {
            let name = request.name.clone();
            let workflow = &workflow;
            async move { stage.perform(workflow, &name, request).await }
        }));
        let answers = async {
            stage.say(HELP)?;
            // The requests are laid before the committee first.
            tokio::task::yield_now().await;
            committee.answer(BufReader::new(tokio::io::stdin()).lines()).await
        };
        tokio::pin!(sign_ups, answers);
        // When every sign-up is over there is nothing left to answer; when the answers end, the sign-ups go on.
        let ended = tokio::select! {
            biased;
            ended = &mut sign_ups => ended,
            answered = &mut answers => {
                answered?;
                sign_ups.await
            }
        };
        ended.into_iter().try_for_each(|printed| printed.map(drop))
    }

    fn executions(requests: Vec<Request>, _: &NoOptions) -> Vec<(String, Request)> {
        let names = names(requests.iter().map(|request| request.name.as_str()));
        names.into_iter().zip(requests).collect()
    }

    async fn live(_: NoOptions, place: &Place) -> Result<Self::Live, Problem> {
        Ok(sign_up::Workflow { club: Letterbox::beside(place)? })
    }
}

#[cfg(test)]
mod tests {
    use super::Answer;

    #[test]
    fn answers_are_read_by_their_first_word() {
        assert_eq!(Answer::read(" approve ann "), Some(Answer::Approve("ann")));
        assert_eq!(Answer::read("deny bob too loud"), Some(Answer::Deny("bob", "too loud")));
        assert_eq!(Answer::read("later 90"), Some(Answer::Later(90)));
        assert_eq!(Answer::read("deny bob"), None);
        assert_eq!(Answer::read("later never"), None);
        assert_eq!(Answer::read(""), None);
    }
}
