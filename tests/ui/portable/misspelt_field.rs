//! A field that does not exist, where its type would be asked for: rustc alone speaks of it.

use workflow_runtime::prelude::*;

#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct Booking {
    nights: u32,
    room: Room,
    prices: Vec<u32>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
pub enum Room {
    Single,
    Double { extra_bed: bool },
}

#[portable]
fn compared(booking: &Booking) -> bool {
    booking.night == 3
}

#[portable]
fn compared_later(booking: &Booking) -> bool {
    let nights = booking.night;
    nights != 3
}

#[portable]
fn matched(booking: &Booking) -> u32 {
    match booking.rooms {
        Room::Single => 1,
        _ => 2,
    }
}

#[portable]
fn indexed(booking: &Booking) -> u32 {
    booking.price[0]
}

#[portable]
fn in_a_closure(booking: &Booking) -> bool {
    booking.prices.iter().any(|price| *price == booking.least)
}

fn main() {}
