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

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
struct Open {
    a: u32,
    #[serde(flatten)]
    more: BTreeMap<String, u32>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
struct Inner {
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    #[serde(flatten)]
    event: Event,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
struct Nests {
    id: u32,
    #[serde(flatten)]
    open: Open,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
struct NestsAnEnum {
    id: u32,
    #[serde(flatten)]
    inner: Inner,
}

#[portable]
fn of_nested(
    nests: &Nests,
    other: &NestsAnEnum,
) -> (Open, u32, BTreeMap<String, u32>, Inner, Event, Nests, NestsAnEnum) {
    (
        nests.open,
        nests.open.a,
        nests.open.more,
        other.inner,
        other.inner.event,
        Nests { id: 3, open: nests.open },
        NestsAnEnum { id: 3, inner: other.inner },
    )
}

#[test]
fn what_is_flattened_can_have_flattened_fields() {
    for note in [None, Some("n".to_owned())] {
        for event in [Event::Opened, Event::Moved { steps: 4 }] {
            for more in [BTreeMap::new(), [("r".to_owned(), 1)].into()] {
                let nests = Nests { id: 1, open: Open { a: 1, more } };
                let other = NestsAnEnum { id: 1, inner: Inner { note: note.clone(), event: event.clone() } };
                agree!(of_nested(nests: &nests, other: &other));
            }
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
struct MayHappen {
    id: u32,
    #[serde(flatten)]
    event: Option<Event>,
}

#[portable]
fn of_may_happen(
    one: &MayHappen,
    other: &MayHappen,
) -> (Option<Event>, bool, bool, u32, MayHappen, MayHappen) {
    (
        one.event,
        one.event.is_some(),
        one.event == other.event,
        match &one.event {
            Some(Event::Moved { steps }) => *steps,
            Some(Event::Opened) => 1,
            None => 0,
        },
        MayHappen { id: 4, event: one.event },
        MayHappen { id: 4, event: None },
    )
}

#[test]
fn an_option_of_an_enum_is_there_where_its_tag_is() {
    let events = [None, Some(Event::Opened), Some(Event::Moved { steps: 4 })];
    for one in &events {
        for other in &events {
            let may = |event: &Option<Event>| MayHappen { id: 1, event: event.clone() };
            agree!(of_may_happen(one: &may(one), other: &may(other)));
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
#[serde(rename_all = "lowercase")]
enum Way {
    Air { miles: u32 },
    Sea(Who),
    Land,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
struct Named(Who);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
struct Trip {
    id: u32,
    #[serde(flatten)]
    way: Way,
    #[serde(flatten)]
    guide: Named,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
struct MayTravel {
    id: u32,
    #[serde(flatten)]
    way: Option<Way>,
}

type OfTrip = (Way, u32, String, Trip, bool, bool, Option<Way>, MayTravel, Vec<Trip>, MayTravel);

#[portable]
fn of_trip(trip: &Trip, other: &MayTravel) -> OfTrip {
    (
        trip.way,
        match &trip.way {
            Way::Air { miles } => *miles,
            Way::Sea(who) => {
                if who.name == "n" {
                    7
                } else {
                    8
                }
            }
            Way::Land => 0,
        },
        trip.guide.0.name.clone(),
        Trip { id: 3, way: trip.way, guide: trip.guide },
        trip.way == Way::Land,
        other.way == Some(trip.way),
        other.way,
        MayTravel { id: 3, way: other.way },
        vec![
            Trip { id: 4, way: Way::Land, guide: trip.guide },
            Trip { id: 5, way: Way::Air { miles: trip.id }, guide: trip.guide },
            Trip { way: Way::Land, ..*trip },
        ],
        MayTravel { id: 5, way: Some(Way::Land) },
    )
}

#[test]
fn an_enum_without_a_tag_is_the_key_of_its_variant() {
    let who = || Who { name: "n".to_owned() };
    let ways = [Way::Air { miles: 5 }, Way::Sea(who()), Way::Land];
    for one in &ways {
        for other in ways.iter().cloned().map(Some).chain([None]) {
            let trip = Trip { id: 1, way: one.clone(), guide: Named(who()) };
            let other = MayTravel { id: 2, way: other };
            agree!(of_trip(trip: &trip, other: &other));
        }
    }
}
