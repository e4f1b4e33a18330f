//! What returns early is a value, of the same cases as Rust's own `return`, `let .. else` and `?`.

use serde::{Deserialize, Serialize};
use workflow_runtime::{Data, portable};

use crate::harness::{agree, both, reads};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
enum Status {
    New,
    Paid { amount: usize },
    Held(Vec<u32>),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
struct Order {
    paid: bool,
    status: Status,
    note: Option<String>,
    lists: Vec<Vec<u32>>,
}

both! {
    with Order, Status;

    fn share(order: &Order, name: Option<&str>) -> usize {
        if order.lists.is_empty() {
            return 0;
        }
        let Some(note) = order.note.as_deref() else { return 1 };
        let length = note.len();
        if length > 9 {
            let most = 9 + length;
            if order.paid {
                return most;
            }
            return 9;
        } else if length == 3 && name.is_some() {
            return order.lists[0].len();
        }
        let Status::Paid { amount, .. } = &order.status else {
            match &order.status {
                Status::New => return 2,
                _ => return length,
            }
        };
        if *amount > length {
            return *amount - length;
        }
        return *amount;
    }

    fn first_of_all(order: &Order, place: usize) -> Option<u32> {
        let list = order.lists.get(place)?;
        let first: u32 = list.first().copied()?;
        if first == 7 {
            return None;
        }
        if let Status::Held(held) = &order.status && order.paid {
            let next = held.first()?;
            return Some(first + *next);
        }
        match &order.status {
            Status::New => return Some(first),
            Status::Paid { amount } => {
                let Some(second) = list.get(1) else { return Some(0) };
                if *amount > 1 { Some(*second) } else { None }
            }
            Status::Held(_) => None,
        }
    }

    fn words(order: &Order, name: Option<&str>) -> usize {
        let note = match order.note.as_deref() {
            Some("abc") => return 1,
            Some(long) if long.len() > 3 || order.paid => long,
            Some(_) => return 2,
            None => match name {
                Some(_) => return 3,
                None => return 4,
            },
        };
        let (amount, text) = if let Status::Paid { amount, .. } = &order.status {
            (*amount, note)
        } else if order.paid {
            let held = 7;
            return held + note.len();
        } else {
            return 5;
        };
        let amount = match order.lists.first() {
            Some(first) if first.is_empty() => return 6,
            Some(first) => {
                let more = amount + first.len();
                more * 2
            }
            None => return amount,
        };
        let order = if amount > 8 { text.len() } else { return text.len() + 10 };
        amount + order
    }

    fn of_several_cases(order: &Order, name: Option<&str>) -> u64 {
        let amount = match &order.status {
            Status::Paid { amount } if *amount > 6 => *amount as u64,
            Status::Paid { .. } => return 1,
            Status::New => match name {
                Some(_) => return 2,
                None => 3,
            },
            Status::Held(held) => {
                let count = held.len() as u64;
                if order.paid {
                    let more = 70;
                    return more + order.lists.len() as u64;
                } else {
                    count
                }
            }
        };
        let text: Option<&str> = if amount > 5 {
            order.note.as_deref()
        } else if order.paid {
            return amount + 5;
        } else {
            None
        };
        if let Some(text) = text { amount * text.len() as u64 } else { amount + 9 }
    }

    fn guards_in_part(order: &Order, name: Option<&str>) -> usize {
        if order.paid {
            if order.lists.is_empty() {
                return 1;
            }
        } else if let Some(name) = name {
            let long = name.len() + 7;
            if let Some(note) = &order.note {
                if note.len() > 3 {
                    return note.len() + long;
                } else if note.is_empty() {
                    return 2;
                }
            }
        } else {
            match order.lists.len() {
                0 => return 3,
                count => return count + 4,
            }
        }
        if order.lists.len() > 1 {
            let second = &order.lists[1];
            if second.is_empty() {
                return 5;
            }
        }
        order.lists.len() + 8
    }

    fn what_a_case_binds(order: &Order) -> Option<String> {
        let text = match &order.status {
            Status::New => "new",
            Status::Paid { amount } => return Some(amount.to_string()),
            Status::Held(held) => match held.first() {
                Some(first) => return Some(format!("{first}")),
                None => "held",
            },
        };
        Some(text.to_owned())
    }

    fn cases_with_types(order: &Order, name: Option<&str>) -> usize {
        let (text, count) = match &order.status {
            Status::New => ("new", 1_usize),
            Status::Paid { amount } => ("paid", *amount),
            Status::Held(_) => return 1,
        };
        let note = match name {
            Some("x") => Some("ex"),
            Some(_) => None,
            None if order.paid => return 2,
            None => Some("none"),
        };
        let said: &str = match &order.note {
            Some(note) if note.is_empty() => return 3,
            Some(note) => note,
            None => "nothing",
        };
        let list: &[u32] = match order.lists.first() {
            Some(list) if list.len() > 1 => list,
            Some(_) if order.paid => return 4,
            Some(_) => &[1, 2, 3],
            None => &[],
        };
        let noted = if let Some(note) = note { note.len() } else { 0 };
        text.len() + count * 10 + said.len() * 100 + list.len() * 1_000 + noted * 10_000
    }

    fn cases_within_blocks(order: &Order) -> usize {
        let amount = match &order.status {
            Status::Held(held) => {
                let count = held.len();
                if count > 0 { return 1 } else { count }
            }
            _ => return 2,
        };
        let paid = if order.paid {
            if order.note.is_none() { amount + 3 } else { return 4 }
        } else {
            return 5;
        };
        if order.lists.len() < 3 {
            let count = order.lists.len();
            if count == 0 {
                return 6;
            } else if count == 1 {
                return 7;
            }
            if order.lists[0].is_empty() {
                return 8;
            }
        }
        paid + 9
    }

    fn one_value_of_several(order: &Order) -> usize {
        let amount = match &order.status {
            Status::Paid { amount } => if *amount > 3 { *amount - 3 } else { 1 },
            _ => return 4,
        };
        let name = match &order.note {
            Some(note) if note.len() > 3 => note,
            _ => return amount,
        };
        name.len() + amount
    }

    fn is_usual(order: &Order) -> bool {
        if order.paid {
            return if order.lists.is_empty() { 1 } else { 2 } == order.lists.len();
        }
        return match order.note.as_deref() {
            Some(note) => note.is_empty(),
            None => true,
        } && order.lists.len() > 1;
    }

    fn fee(order: &Order) -> u32 {
        if order.paid { return 0 }
        if order.lists.len() > 2 {
            if order.note.is_none() { return 3 } else { return 4 }
        }
        5
    }
}

fn orders() -> Vec<Order> {
    let statuses = [Status::New, Status::Paid { amount: 7 }, Status::Held(vec![]), Status::Held(vec![5])];
    let notes = [None, Some(""), Some("abc"), Some("a longer note")];
    let lists = [vec![], vec![vec![]], vec![vec![7, 1], vec![3]], vec![vec![5, 2], vec![], vec![4]]];
    let mut orders = Vec::new();
    for status in statuses {
        for note in notes {
            for lists in &lists {
                for paid in [false, true] {
                    let (status, note) = (status.clone(), note.map(str::to_owned));
                    orders.push(Order { paid, status, note, lists: lists.clone() });
                }
            }
        }
    }
    orders
}

#[portable]
fn price(count: u32, urgent: bool) -> u32 {
    let each = if urgent {
        250
    } else if count == 0 {
        return 0;
    } else {
        100_u32
    };
    each * count
}

#[test]
fn what_returns_early_is_what_rustc_returns() {
    for order in orders() {
        for name in [None, Some("x")] {
            assert_eq!(share(&order, name), by_rustc::share(&order, name), "{order:?}");
            let types = cases_with_types(&order, name);
            assert_eq!(types, by_rustc::cases_with_types(&order, name), "{order:?}");
            let in_part = guards_in_part(&order, name);
            assert_eq!(in_part, by_rustc::guards_in_part(&order, name), "{order:?}");
            let cases = of_several_cases(&order, name);
            assert_eq!(cases, by_rustc::of_several_cases(&order, name), "{order:?}");
            assert_eq!(words(&order, name), by_rustc::words(&order, name), "{order:?}");
        }
        for place in 0..3 {
            assert_eq!(first_of_all(&order, place), by_rustc::first_of_all(&order, place), "{order:?}");
        }
        assert_eq!(what_a_case_binds(&order), by_rustc::what_a_case_binds(&order), "{order:?}");
        let within = by_rustc::cases_within_blocks(&order);
        assert_eq!(cases_within_blocks(&order), within, "{order:?}");
        let one = by_rustc::one_value_of_several(&order);
        assert_eq!(one_value_of_several(&order), one, "{order:?}");
        assert_eq!(is_usual(&order), by_rustc::is_usual(&order), "{order:?}");
        assert_eq!(fee(&order), by_rustc::fee(&order), "{order:?}");
    }
}

#[test]
fn what_returns_early_is_exported() {
    for order in orders() {
        agree!(share(order: &order, name: Some("x")));
        agree!(share(order: &order, name: None::<&str>));
        agree!(words(order: &order, name: Some("x")));
        agree!(words(order: &order, name: None::<&str>));
        agree!(first_of_all(order: &order, place: 0));
        agree!(first_of_all(order: &order, place: 1));
        agree!(of_several_cases(order: &order, name: Some("x")));
        agree!(of_several_cases(order: &order, name: None::<&str>));
        agree!(guards_in_part(order: &order, name: Some("x")));
        agree!(cases_with_types(order: &order, name: Some("x")));
        agree!(cases_with_types(order: &order, name: Some("y")));
        agree!(cases_with_types(order: &order, name: None::<&str>));
        agree!(cases_within_blocks(order: &order));
        agree!(guards_in_part(order: &order, name: None::<&str>));
        agree!(what_a_case_binds(order: &order));
        agree!(one_value_of_several(order: &order));
        agree!(fee(order: &order));
        agree!(is_usual(order: &order));
    }
    agree!(price(count: 0, urgent: false));
    agree!(price(count: 2, urgent: false));
    agree!(price(count: 2, urgent: true));
    agree!(price(count: u32::MAX, urgent: true));
    reads!(price(count, urgent) as "($matched := $states.input.urgent ? {\"Ok\": 250} : $states.input.count = 0 ? \
        {\"Err\": 0} : {\"Ok\": 100}; $exists($matched.Ok) ? ($n := $matched.Ok * $states.input.count; \
        $n <= 4294967295 ? $n : $error(\"attempt to multiply with overflow\")) : 0)");
    reads!(fee(order) as "$states.input.order.paid ? 0 : $count($states.input.order.lists) > 2 ? \
        ($not($states.input.order.note != null) ? 3 : 4) : 5");
}
