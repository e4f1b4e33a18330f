//! A club takes new members: somebody of the committee has to approve each of them.
//!
//! The workflow hands a task token over and waits until a person answers, or does not. Read from top to bottom: a
//! request and its decision, the work of the club, the workflow. The person sits at the terminal, `club/terminal.rs`, or
//! at another one, `club/letterbox.rs`.

mod letterbox;
mod terminal;

use workflow_runtime::prelude::*;

pub use letterbox::Letterbox;
pub use terminal::{Committee, SignUps};

/// What somebody writes who wants to become a member.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct Request {
    /// Who it is, in one word.
    pub name: String,
    /// Where they can be reached.
    pub email: String,
    /// Why they want to become a member.
    pub motive: String,
}

/// What the committee decides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
pub enum Decision {
    /// Welcome.
    Approved,
    /// Not this time.
    Denied {
        /// Why.
        reason: String,
    },
}

/// A member of the club.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct Member {
    /// The number in the list of members.
    pub number: u32,
    /// Who it is.
    pub name: String,
}

/// A request that could not be laid before the committee.
#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
pub enum AskError {
    /// The committee has a request of that name before it.
    #[error("{name} has asked already")]
    AskedAlready {
        /// Who asks twice.
        name: String,
    },
}

/// A member who could not be enrolled.
#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
pub enum EnrolError {
    /// The list of members is being copied.
    #[error("the list of members is locked")]
    Locked,
}

/// The request was not granted.
#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
pub enum Refused {
    /// The committee said no.
    #[error("{name} was denied: {reason}")]
    Denied {
        /// Who.
        name: String,
        /// Why.
        reason: String,
    },
    /// The committee said nothing.
    #[error("the request of {name} has lapsed")]
    Lapsed {
        /// Who.
        name: String,
    },
    /// The committee was never asked.
    #[error("{email} is no e-mail address")]
    NoAddress {
        /// What was given as one.
        email: String,
    },
}

/// The work of the club.
#[tasks]
pub trait Club {
    /// Lays a request before the committee, which answers by the token when it has decided.
    async fn ask(&self, request: &Request, token: TaskToken<Decision>) -> Result<(), AskError>;

    /// Enters a member in the list.
    #[task(timeout(seconds(30)), retry(on(EnrolError::Locked), interval(seconds(5))))]
    async fn enrol(&self, request: &Request) -> Result<Member, EnrolError>;
}

/// Makes somebody a member of the club if the committee approves.
#[workflow(tasks(club(Club)))]
pub mod sign_up {
    use super::*;

    /// Spares the committee what is no request at all.
    #[start]
    #[choice]
    fn look_at_request(request: Request) -> Transition<Member> {
        if request.email.contains("@") { ask_committee(request) } else { no_address(request.email) }
    }

    /// Waits for the committee: ten minutes, and no longer than two without a sign that somebody thinks about it.
    #[task(timeout(minutes(10)), heartbeat(minutes(2)))]
    fn ask_committee(request: Request) -> Transition<Member> {
        match club.ask(&request, task_token()) {
            Ok(decision) => read_decision(request, decision),
            Err(TimedOut) => lapsed(request.name),
            Err(error) => fail(error),
        }
    }

    /// Does what the committee decided.
    #[choice]
    fn read_decision(request: Request, decision: Decision) -> Transition<Member> {
        match decision {
            Decision::Approved => enrol(request),
            Decision::Denied { reason } => denied(request.name, reason),
        }
    }

    /// Welcomes the new member.
    #[task]
    fn enrol(request: Request) -> Transition<Member> {
        let member = club.enrol(&request)?;
        succeed(member)
    }

    /// Ends the sign-up: the committee said no.
    #[fail]
    fn denied(name: String, reason: String) -> Transition<Member> {
        fail(Refused::Denied { name, reason })
    }

    /// Ends the sign-up: the committee said nothing in time.
    #[fail]
    fn lapsed(name: String) -> Transition<Member> {
        fail(Refused::Lapsed { name })
    }

    /// Ends the sign-up: nobody could be told of a decision.
    #[fail]
    fn no_address(email: String) -> Transition<Member> {
        fail(Refused::NoAddress { email })
    }
}
