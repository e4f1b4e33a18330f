//! Fields, literals, comparison, logic, construction and `format!`.

use serde::{Deserialize, Serialize};
use workflow_runtime::{Data, portable};

use crate::harness::{agree, reads};

const LIMIT: u32 = 100;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
#[serde(rename_all = "camelCase")]
struct Order {
    id: String,
    grand_total: u32,
    #[serde(rename = "is paid")]
    paid: bool,
    nick: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    note: Option<String>,
    tags: Vec<String>,
    address: Address,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
struct Address {
    street: String,
    #[serde(rename = "null")]
    zip: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
struct Summary {
    id: String,
    half: u32,
    big: bool,
    text: String,
    rest: Vec<u32>,
    pair: (u32, String),
}

fn orders() -> Vec<Order> {
    let order = Order {
        id: "o\"1\\\n".to_owned(),
        grand_total: 240,
        paid: true,
        nick: Some("ann".to_owned()),
        note: Some("fragile".to_owned()),
        tags: vec!["a".to_owned()],
        address: Address { street: "Main".to_owned(), zip: 12345 },
    };
    let bare =
        Order { grand_total: 7, paid: false, nick: None, note: None, tags: Vec::new(), ..order.clone() };
    vec![order, bare]
}

#[portable]
fn is_big(order: &Order) -> bool {
    order.grand_total > LIMIT
}

#[portable]
fn is_paid_and_big(order: &Order) -> bool {
    order.paid && (order.grand_total >= 100 || !order.tags.is_empty()) && order.address.zip != 0
}

#[portable]
fn summary(order: Order) -> Summary {
    Summary {
        half: order.grand_total / 2 + 1,
        big: is_big(&order),
        text: format!("{} has {}{{}} of {LIMIT}", order.id, order.grand_total),
        rest: vec![1, order.grand_total],
        pair: (order.grand_total, "x".to_owned()),
        id: order.id,
    }
}

#[test]
fn conditions_read_as_a_person_writes_them() {
    reads!(is_big(order) as "$states.input.order.grandTotal > 100");
    reads!(is_paid_and_big(order) as "$states.input.order.`is paid` and ($states.input.order.grandTotal >= 100 or \
        $not($count($states.input.order.tags) = 0)) and $states.input.order.address.`null` != 0");
}

#[test]
fn fields_and_construction_agree() {
    for order in orders() {
        agree!(is_big(order: &order));
        agree!(is_paid_and_big(order: &order));
        agree!(summary(order: order.clone()));
    }
}
