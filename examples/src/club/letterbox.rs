//! The committee when executions are kept in a store: whoever hears of a token and answers it from another process.

use workflow_runtime::prelude::*;

use super::{AskError, Club, Decision, EnrolError, Member, Request};
use crate::book::Book;
use crate::durable::{self, Verdict};
use crate::{Place, Problem, stage};

/// Says under which token a request can be answered, and keeps the list of members.
#[derive(Debug)]
pub struct Letterbox {
    /// In the order of their numbers.
    members: Book<Vec<String>>,
    store: String,
}

impl Letterbox {
    /// The letterbox of a store.
    ///
    /// # Errors
    ///
    /// If the list of members cannot be read.
    pub fn beside(place: &Place) -> Result<Self, Problem> {
        Ok(Self { members: Book::at(place.beside("members.json"))?, store: place.store() })
    }
}

impl Club for Letterbox {
    async fn ask(&self, request: &Request, token: TaskToken<Decision>) -> Result<(), AskError> {
        let Request { name, motive, .. } = request;
        let store = &self.store;
        // Whoever closed the output can still read the token in the store.
        let _ = stage::print(&format!("{name} asks to join: {motive}\n  approve {token} --store {store}\n"));
        Ok(())
    }

    async fn enrol(&self, request: &Request) -> Result<Member, EnrolError> {
        let name = &request.name;
        let position = self.members.change(|members| {
            members.iter().position(|member| member == name).unwrap_or_else(|| {
                members.push(name.clone());
                members.len() - 1
            })
        });
        let position = position.map_err(|_| EnrolError::Locked)?;
        Ok(Member { number: u32::try_from(position + 1).unwrap_or(u32::MAX), name: name.clone() })
    }
}

impl durable::Decision for Decision {
    fn of(verdict: Verdict) -> Option<Self> {
        Some(match verdict {
            Verdict::Approved => Self::Approved,
            Verdict::Denied { reason } => Self::Denied { reason },
        })
    }
}
