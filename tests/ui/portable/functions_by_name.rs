//! A function is called: its name is no closure, and those of types and libraries have no form.

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

impl Order {
    pub fn number(&self) -> u32 {
        self.id
    }
}

#[portable]
fn twice(number: &u32) -> u32 {
    *number * 2
}

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[choice]
    fn begin(order: Order) -> Transition<u32> {
        if order.id == 0 {
            a_function(order)
        } else if order.id == 1 {
            a_method(order)
        } else if order.id == 2 {
            a_variant(order)
        } else if order.id == 3 {
            a_default(order)
        } else if order.id == 4 {
            of_a_number(order)
        } else if order.id == 5 {
            of_std(order)
        } else if order.id == 6 {
            of_a_list(order)
        } else if order.id == 7 {
            of_an_own_type(order)
        } else {
            of_an_own_type_by_name(order)
        }
    }

    #[pass]
    fn a_function(order: Order) -> Transition<u32> {
        done_with_vec_u32(order.lines.iter().map(twice).collect())
    }

    #[pass]
    fn a_method(order: Order) -> Transition<u32> {
        done_with_vec_usize(order.tags.iter().map(String::len).collect())
    }

    #[pass]
    fn a_variant(order: Order) -> Transition<u32> {
        done_with_vec_option_u32(order.lines.into_iter().map(Some).collect())
    }

    #[pass]
    fn a_default(order: Order) -> Transition<u32> {
        done_with_string(order.note.unwrap_or_else(String::new))
    }

    #[pass]
    fn of_a_number(order: Order) -> Transition<u32> {
        done_with_u32(u32::max(order.id, 3))
    }

    #[pass]
    fn of_std(order: Order) -> Transition<u32> {
        done_with_u32(std::cmp::min(order.id, 3))
    }

    #[pass]
    fn of_a_list(order: Order) -> Transition<u32> {
        done_with_vec_u32(Vec::with_capacity(order.lines.len()))
    }

    #[pass]
    fn of_an_own_type(order: Order) -> Transition<u32> {
        done_with_u32(Order::number(&order))
    }

    #[pass]
    fn of_an_own_type_by_name(order: Order) -> Transition<u32> {
        done_with_vec_u32(vec![order].iter().map(Order::number).collect())
    }

    #[succeed]
    fn done_with_vec_u32(_value: Vec<u32>) -> Transition<u32> {
        succeed(1)
    }

    #[succeed]
    fn done_with_vec_usize(_value: Vec<usize>) -> Transition<u32> {
        succeed(1)
    }

    #[succeed]
    fn done_with_vec_option_u32(_value: Vec<Option<u32>>) -> Transition<u32> {
        succeed(1)
    }

    #[succeed]
    fn done_with_string(_value: String) -> Transition<u32> {
        succeed(1)
    }

    #[succeed]
    fn done_with_u32(_value: u32) -> Transition<u32> {
        succeed(1)
    }
}

fn main() {}
