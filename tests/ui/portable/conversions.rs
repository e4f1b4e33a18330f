//! A conversion is written with the type that it gives, and widens.

use workflow_runtime::prelude::*;

#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct Order {
    pub id: u32,
    pub name: String,
    pub note: Option<String>,
    pub lines: Vec<u32>,
    pub tags: Vec<String>,
    pub price: f64,
}

#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct Parcel {
    pub id: u32,
}

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[choice]
    fn begin(order: Order) -> Transition<u32> {
        if order.id == 0 {
            into_a_number(order)
        } else if order.id == 1 {
            into_text(order)
        } else if order.id == 2 {
            into_an_own_type(order)
        } else if order.id == 3 {
            into_in_a_part(order)
        } else if order.id == 4 {
            from_a_literal(order)
        } else if order.id == 5 {
            with_as(order)
        } else if order.id == 8 {
            that_can_fail(order)
        } else {
            a_duration(order)
        }
    }

    #[pass]
    fn into_a_number(order: Order) -> Transition<u32> {
        done_with_u64(order.id.into())
    }

    #[pass]
    fn into_text(order: Order) -> Transition<u32> {
        done_with_string(order.name.as_str().into())
    }

    #[pass]
    fn into_an_own_type(order: Order) -> Transition<u32> {
        done_with_parcel(order.into())
    }

    #[pass]
    fn into_in_a_part(order: Order) -> Transition<u32> {
        done_with_string(format!("{}", order.name.into()))
    }

    #[pass]
    fn from_a_literal(order: Order) -> Transition<u32> {
        done_with_u64(7.into())
    }

    #[pass]
    fn with_as(order: Order) -> Transition<u32> {
        done_with_u32(order.id as i128)
    }

    #[pass]
    fn that_can_fail(order: Order) -> Transition<u32> {
        done_with_u32(u32::try_from(order.id).unwrap_or(0))
    }

    #[pass]
    fn a_duration(order: Order) -> Transition<u32> {
        done_with_duration(std::time::Duration::from_secs_f64(order.price))
    }

    #[succeed]
    fn done_with_u64(_value: u64) -> Transition<u32> {
        succeed(1)
    }

    #[succeed]
    fn done_with_string(_value: String) -> Transition<u32> {
        succeed(1)
    }

    #[succeed]
    fn done_with_parcel(_value: Parcel) -> Transition<u32> {
        succeed(1)
    }

    #[succeed]
    fn done_with_u32(_value: u32) -> Transition<u32> {
        succeed(1)
    }

    #[succeed]
    fn done_with_duration(_value: std::time::Duration) -> Transition<u32> {
        succeed(1)
    }
}

fn main() {}
