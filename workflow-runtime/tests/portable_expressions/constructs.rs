//! Enums, tuples, lists, struct update, `if` and `match` as values.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use workflow_runtime::{Data, portable};

use crate::harness::{agree, reads};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
enum Status {
    New,
    #[serde(rename = "PAID")]
    Paid {
        amount: u32,
        by: String,
    },
    Sent(u32, String),
    Held(Vec<u32>),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Event {
    Started,
    Moved { by: i32 },
    Wrapped(Inner),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
#[serde(tag = "t", content = "c")]
enum Adjacent {
    Nothing,
    One(u32),
    Two(u32, u32),
    Named { a: bool },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
struct Inner {
    value: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
struct Meters(u32);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
struct Order {
    id: u32,
    paid: bool,
    status: Status,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    #[serde(flatten)]
    inner: Inner,
    length: Meters,
    lists: Vec<Vec<u32>>,
}

fn statuses() -> Vec<Status> {
    vec![
        Status::New,
        Status::Paid { amount: 7, by: "ann".to_owned() },
        Status::Sent(3, "post".to_owned()),
        Status::Held(vec![]),
        Status::Held(vec![5]),
    ]
}

fn orders() -> Vec<Order> {
    let order = |status, note| Order {
        id: 1,
        paid: false,
        status,
        note,
        inner: Inner { value: 4 },
        length: Meters(9),
        lists: vec![vec![5]],
    };
    statuses()
        .into_iter()
        .map(|status| order(status, None))
        .chain([order(Status::New, Some("x".to_owned()))])
        .collect()
}

#[portable]
fn amount(status: &Status) -> u32 {
    match status {
        Status::New => 0,
        Status::Paid { amount, .. } if *amount > 100 => 100,
        Status::Paid { amount, .. } | Status::Sent(amount, _) => *amount + 1,
        Status::Held(list) => list[0],
    }
}

#[portable]
fn owned(status: Status) -> String {
    match status {
        Status::Paid { by, amount: 1..=10 } => by,
        Status::Sent(_, by) => by,
        Status::New => "new".to_owned(),
        _ => "other".to_owned(),
    }
}

#[portable]
fn pair(status: &Status, paid: bool) -> u8 {
    match (status, paid) {
        (Status::New, true) => 1,
        (Status::New, false) => 2,
        (_, true) => 3,
        _ => 4,
    }
}

#[portable]
fn event(event: &Event) -> i32 {
    match event {
        Event::Started => 0,
        Event::Moved { by } => *by,
        Event::Wrapped(Inner { value: 1 | 2 }) => 12,
        Event::Wrapped(_) => 3,
    }
}

#[portable]
fn adjacent(value: &Adjacent) -> u32 {
    match value {
        Adjacent::Nothing => 0,
        Adjacent::One(one) => *one,
        Adjacent::Two(one, two) => *one * *two,
        Adjacent::Named { a } => {
            if *a {
                1
            } else {
                2
            }
        }
    }
}

#[portable]
fn statuses_of(amount: u32, list: Vec<u32>) -> Vec<Status> {
    vec![
        Status::New,
        Status::Paid { by: "x".to_owned(), amount },
        Status::Sent(amount, "y".to_owned()),
        Status::Held(list),
    ]
}

#[portable]
fn events_of(by: i32, value: u32) -> (Event, Event, Event) {
    (Event::Started, Event::Moved { by }, Event::Wrapped(Inner { value }))
}

#[portable]
fn adjacents_of(one: u32, two: u32) -> Vec<Adjacent> {
    vec![Adjacent::Nothing, Adjacent::One(one), Adjacent::Two(one, two), Adjacent::Named { a: one < two }]
}

#[portable]
fn paid(order: Order) -> Order {
    Order { paid: true, ..order }
}

#[portable]
fn noted(order: Order, note: Option<String>) -> Order {
    Order { note, ..order }
}

#[portable]
fn whole(order: Order) -> Order {
    Order {
        id: order.id,
        paid: order.paid,
        status: order.status,
        note: order.note,
        inner: order.inner,
        length: Meters(order.length.0),
        lists: order.lists,
    }
}

#[portable]
fn flattened(order: &Order) -> u32 {
    order.inner.value
}

#[portable]
fn nested_lists(order: &Order, list: Vec<u32>) -> (Vec<Vec<u32>>, Vec<u32>, u32) {
    (vec![list.clone(), vec![], vec![1]], [list, vec![7, 8]].concat(), order.lists[0][0])
}

#[portable]
fn grade(score: f64) -> String {
    let good = score >= 0.8;
    let grade = if good {
        "good"
    } else if score >= 0.5 {
        "fair"
    } else {
        "bad"
    };
    grade.to_string()
}

#[portable]
fn let_pattern(pair: (u32, String)) -> String {
    let (number, text) = pair;
    format!("{text}{number}")
}

#[test]
fn matches_agree() {
    for status in statuses() {
        agree!(amount(status: &status));
        agree!(owned(status: status.clone()));
        agree!(pair(status: &status, paid: true));
        agree!(pair(status: &status, paid: false));
    }
    for value in [
        Event::Started,
        Event::Moved { by: -3 },
        Event::Wrapped(Inner { value: 2 }),
        Event::Wrapped(Inner { value: 9 }),
    ] {
        agree!(event(event: &value));
    }
    for value in [Adjacent::Nothing, Adjacent::One(4), Adjacent::Two(3, 5), Adjacent::Named { a: false }] {
        agree!(adjacent(value: &value));
    }
}

#[test]
fn constructions_agree() {
    for list in [vec![], vec![1], vec![1, 2]] {
        agree!(statuses_of(amount: 3, list: list.clone()));
        for order in orders() {
            agree!(nested_lists(order: &order, list: list.clone()));
        }
    }
    agree!(events_of(by: -1, value: 2));
    agree!(adjacents_of(one: 1, two: 2));
    for order in orders() {
        agree!(paid(order: order.clone()));
        agree!(whole(order: order.clone()));
        agree!(flattened(order: &order));
        agree!(noted(order: order.clone(), note: None::<String>));
        agree!(noted(order: order.clone(), note: Some("n".to_owned())));
    }
    reads!(paid(order) as "$merge([$states.input.order, {\"paid\": true}])");
    reads!(flattened(order) as "$states.input.order.value");
}

#[test]
fn values_of_branches_agree() {
    for score in [0.9, 0.8, 0.6, 0.1] {
        agree!(grade(score: score));
    }
    agree!(let_pattern(pair: (3_u32, "x".to_owned())));
    reads!(grade(score) as "$states.input.score >= 0.8 ? \"good\" : $states.input.score >= 0.5 ? \"fair\" : \"bad\"");
}

#[portable]
fn over(count: u32) -> bool {
    count + 1 > 2
}

/// What can fail stands where a line, an arm or a closure begins, with an operator behind it.
#[portable]
fn begins(counts: &Vec<u32>, wide: bool) -> (bool, u32) {
    let any = counts.iter().any(|count| over(*count) && wide);
    let all = if wide {
        over(1) && any
    } else {
        match counts.len() {
            0 => over(0) || wide,
            _ => counts[0] + 1 > 2 && !any,
        }
    };
    (
        all,
        match counts.first() {
            Some(first) => first + 1 - 1,
            None => 0,
        },
    )
}

#[test]
fn what_can_fail_at_the_start_of_a_line_agrees() {
    for counts in [vec![], vec![0], vec![2, 1]] {
        for wide in [true, false] {
            agree!(begins(counts: &counts, wide: wide));
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
struct Crate {
    name: String,
    parts: Vec<String>,
    counts: BTreeMap<String, u32>,
    status: Status,
}

#[portable]
fn as_one_writes_it(many: bool, boxes: Vec<Crate>) -> (Crate, Vec<u32>, Vec<String>, String) {
    (
        Crate {
            name: "a".into(),
            parts: Vec::new(),
            counts: BTreeMap::new(),
            status: Status::Sent(1, "post".into()),
        },
        if many { vec![1, 2] } else { Vec::new() },
        boxes.into_iter().map(|Crate { name, .. }| name).collect(),
        if many { "many".into() } else { "one".into() },
    )
}

#[test]
fn what_is_empty_and_what_becomes_text_is_written_as_anywhere() {
    for many in [true, false] {
        let boxes = vec![as_one_writes_it(many, Vec::new()).0];
        agree!(as_one_writes_it(many: many, boxes: boxes.clone()));
    }
}

#[portable]
fn by_pairs(first: Option<u32>, tags: Vec<String>) -> u32 {
    match (first, tags.is_empty()) {
        (Some(x), true) if x > 3 => x,
        (Some(x), false) => x / 2,
        (None, _) => 7,
        _ => 9,
    }
}

#[portable]
fn taken_apart(first: Option<u32>, tags: Vec<String>) -> Option<u32> {
    let (one, _) = (first, tags);
    one
}

#[test]
fn a_tuple_that_is_written_out_is_read_by_its_parts() {
    for first in [Some(2), Some(4), None] {
        for tags in [vec!["a".to_owned()], Vec::new()] {
            agree!(by_pairs(first: first, tags: tags.clone()));
            agree!(taken_apart(first: first, tags: tags));
        }
    }
    reads!(by_pairs(first, tags) as "($matched := $count($states.input.tags) = 0; \
        $states.input.first != null and $matched = true and $states.input.first > 3 ? $states.input.first : \
        $states.input.first != null and $matched = false ? $floor($states.input.first / 2) : \
        $not($states.input.first != null) ? 7 : 9)");
    reads!(taken_apart(first, tags) as "$states.input.first");
}

#[portable]
fn part_that_fails(whole: u32, parts: u32, paid: bool) -> (u32, bool) {
    let (share, other) = (whole / parts, paid);
    let count = match (whole / parts, whole > 3) {
        (_, true) => 1,
        (0, false) => 2,
        (some, _) => some,
    };
    (if other { count } else { share }, matches!((whole, paid), (2, false)))
}

#[portable]
fn other_part(whole: u32, parts: u32) -> u32 {
    let (_, other) = (whole / parts, whole);
    other
}

#[test]
fn a_part_that_fails_fails_where_only_another_is_read() {
    for (whole, parts) in [(4, 0), (4, 2), (3, 0), (2, 4), (2, 1)] {
        agree!(other_part(whole: whole, parts: parts));
        for paid in [true, false] {
            agree!(part_that_fails(whole: whole, parts: parts, paid: paid));
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, Data)]
enum Tier {
    Basic,
    Plus,
}

type OfLiterals = (bool, i64, u32, i64, String, u32, Vec<i64>, i64);

#[portable]
fn tuples_of_literals(tier: Tier, n: i64, list: &Vec<i64>) -> OfLiterals {
    (
        {
            let (low, high) = match tier {
                Tier::Basic => (0, 10),
                Tier::Plus => (5, 50),
            };
            n >= low && n <= high
        },
        {
            let (a, b) = if n > 5 { (n, 10) } else { (n, 50) };
            if a > b { 1 } else { 2 }
        },
        {
            let (yes, (low, high)) = if n > 5 { (true, (0, 10)) } else { (false, (3, 4)) };
            if yes { low } else { high }
        },
        {
            let (low, high): (i64, i64) = {
                let k = 5;
                (k, 10)
            };
            if n > low { high } else { low }
        },
        {
            let (name, days) = if n > 5 { ("late", 10) } else { ("early", 50) };
            format!("{name} {n} {days}")
        },
        match if n > 5 { (0, 10) } else { (7, 8) } {
            (0, b) => b,
            (a, _) => a,
        },
        list.iter()
            .map(|x| {
                let (rate, cap) = match tier {
                    Tier::Basic => (2, 10),
                    Tier::Plus => (5, 50),
                };
                if *x > cap { rate } else { *x }
            })
            .collect(),
        {
            let (rate, cap) = match tier {
                Tier::Basic => (2, 10),
                Tier::Plus => (5, 50),
            };
            n * rate + cap
        },
    )
}

#[test]
fn a_tuple_of_literals_is_read_by_position() {
    for tier in [Tier::Basic, Tier::Plus] {
        for n in [0, 5, 7, 30, 99] {
            agree!(tuples_of_literals(tier: tier, n: n, list: &vec![n, 60, 3]));
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
enum Discount {
    Percent(u8),
    None,
    Some(u8),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
#[serde(tag = "t")]
enum Tagged {
    None,
    Some { n: u8 },
}

type OfNamesakes =
    (Discount, bool, Option<Discount>, Discount, Tagged, Vec<Tagged>, u8, Option<u8>, Option<Discount>);

#[portable]
fn namesakes(n: u8, of: Option<Discount>, discount: &Discount) -> OfNamesakes {
    (
        if n > 9 { Discount::Percent(n) } else { Discount::None },
        *discount == Discount::None,
        if n > 9 { Some(Discount::None) } else { Option::None },
        of.unwrap_or(Discount::None),
        if n > 9 { Tagged::None } else { Tagged::Some { n } },
        vec![Tagged::None],
        match discount {
            Discount::None => 0,
            Discount::Some(n) | Discount::Percent(n) => *n,
        },
        if n > 9 { Option::Some(n) } else { None },
        Some(Discount::Some(n)),
    )
}

#[test]
fn variants_can_have_the_names_of_those_of_option() {
    for n in [3, 30] {
        for discount in [Discount::None, Discount::Some(3), Discount::Percent(7)] {
            agree!(namesakes(n: n, of: Some(discount.clone()), discount: &discount));
            agree!(namesakes(n: n, of: None::<Discount>, discount: &discount));
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
struct Account {
    account: Option<Contact>,
    owner: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
struct Contact {
    account: String,
    owner: u32,
}

/// The first name that is bound is that of the value that is looked into.
#[portable]
fn named_like_what_is_matched(account: &Account) -> u32 {
    let length = match &account.account {
        Some(Contact { account, owner }) if account.len() > 3 && *owner > 1 => {
            account.len() as u64 + u64::from(*owner)
        }
        Some(Contact { account, owner }) => account.len() as u64 * u64::from(*owner),
        None => 0,
    };
    if let Some(Contact { account, owner }) = &account.account {
        return if account.is_empty() { 7 } else { *owner };
    }
    (length as u32).max(account.owner)
}

#[test]
fn names_of_a_pattern_may_hide_what_is_matched() {
    for account in [None, Some(""), Some("ann"), Some("anna")] {
        for owner in [1, 2] {
            let account = account.map(|account| Contact { account: account.to_owned(), owner });
            let account = Account { account, owner: 9 };
            agree!(named_like_what_is_matched(account: &account));
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize, Data)]
enum Level {
    Low,
    High,
}

const NEEDED: Level = Level::High;
const LEVELS: [Level; 2] = [Level::Low, Level::High];

/// Rust orders variants by their place, and JSONata text by its letters.
#[portable]
fn constants_compared(place: usize, count: u32) -> Vec<bool> {
    vec![
        NEEDED > Level::Low,
        Level::Low >= NEEDED,
        LEVELS[1] > LEVELS[0],
        Some(1_u32) > None,
        (1, 2) < (1, 3),
        true > false,
        NEEDED == Level::High,
        place == 0 && NEEDED > Level::Low && count > 1,
        [1_u32, 7].iter().any(|least| *least > count && LEVELS[0] < NEEDED),
    ]
}

#[test]
fn constants_are_compared_by_rust() {
    for (place, count) in [(0, 2), (1, 2), (0, 1), (0, 9)] {
        agree!(constants_compared(place: place, count: count));
    }
}
