//! `#[serde(flatten)]`: fields whose keys stand among those of their struct.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use workflow_runtime::{Data, portable};

use crate::harness::{agree, reads};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
#[serde(tag = "kind")]
enum Event {
    Opened,
    Moved { steps: u32 },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
struct Who {
    name: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
struct Job {
    id: u32,
    #[serde(flatten)]
    event: Event,
    #[serde(flatten)]
    who: Who,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
struct Numbered {
    number: u32,
    #[serde(flatten)]
    event: Event,
}

type OfJob = (Job, Job, bool, Event, Numbered, Vec<Event>, u32);

#[portable]
fn of_job(job: &Job, jobs: &Vec<Job>) -> OfJob {
    (
        Job { id: 3, event: job.event, who: job.who },
        Job { who: Who { name: "z" }, ..*job },
        job.event == Event::Opened || job.event == jobs[0].event,
        job.event,
        Numbered { number: 7, event: job.event },
        jobs.iter().map(|job| job.event.clone()).collect(),
        match &job.event {
            Event::Opened => 0,
            Event::Moved { steps } => *steps,
        },
    )
}

#[portable]
fn steps(job: &Job) -> u32 {
    if let Event::Moved { steps } = job.event { steps } else { 0 }
}

#[portable]
fn happened(job: &Job) -> Event {
    job.event
}

#[test]
fn an_enum_is_what_the_other_fields_leave() {
    let job = |id: u32, event: &Event| Job { id, event: event.clone(), who: Who { name: "a".to_owned() } };
    let events = [Event::Opened, Event::Moved { steps: 4 }];
    for one in &events {
        for other in &events {
            agree!(of_job(job: &job(1, one), jobs: &vec![job(2, other), job(3, one)]));
        }
    }
    reads!(steps(job) as "$states.input.job.kind = \"Moved\" ? $states.input.job.steps : 0");
    reads!(happened(job) as "$merge([$sift($states.input.job, function($value, $key) { $not($key in [\"id\", \"name\"]) })])");
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
struct Address {
    street: String,
    note: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
struct Parcel {
    id: u32,
    #[serde(flatten)]
    to: Option<Address>,
}

#[portable]
fn of_parcel(parcel: &Parcel, other: &Parcel) -> (bool, String, Parcel, Parcel, Option<Address>, bool) {
    (
        parcel.to.is_some(),
        match &parcel.to {
            Some(address) => address.street.clone(),
            None => "none".to_owned(),
        },
        Parcel { id: 4, to: None },
        Parcel { id: 5, to: parcel.to },
        parcel.to,
        parcel.to == other.to,
    )
}

#[test]
fn an_option_is_there_where_its_keys_are() {
    let address = |street: &str, note: Option<&str>| {
        Some(Address { street: street.to_owned(), note: note.map(str::to_owned) })
    };
    let all = [None, address("a", None), address("b", Some("c"))];
    for one in &all {
        for other in &all {
            let parcel = |id: u32, to: &Option<Address>| Parcel { id, to: to.clone() };
            agree!(of_parcel(parcel: &parcel(1, one), other: &parcel(2, other)));
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
struct Note {
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    tags: Vec<String>,
    x: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
struct Card {
    id: u32,
    #[serde(flatten)]
    note: Note,
    #[serde(flatten)]
    rest: BTreeMap<String, u32>,
}

#[portable]
fn of_card(card: &Card) -> (Card, Note, u32, Option<String>, usize, BTreeMap<String, u32>) {
    (
        Card { note: card.note, id: 4, rest: card.rest },
        card.note,
        card.note.x,
        card.note.note,
        card.note.tags.len(),
        card.rest,
    )
}

#[test]
fn what_is_left_out_of_a_struct_is_left_out_of_it_as_a_whole() {
    for note in [None, Some("n".to_owned())] {
        for tags in [vec![], vec!["t".to_owned()]] {
            for rest in [BTreeMap::new(), [("r".to_owned(), 1)].into()] {
                let note = Note { note: note.clone(), tags: tags.clone(), x: 2 };
                let card = Card { id: 1, note, rest };
                agree!(of_card(card: &card));
            }
        }
    }
}
