//! Methods: text, lists, `Option`, maps, and iterators with closures.

use std::collections::{BTreeMap, HashMap};

use proptest::prelude::*;
use serde::{Deserialize, Serialize};
use workflow_runtime::{Data, Failure, portable};

use crate::harness::{agree, reads};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
#[serde(rename_all = "camelCase")]
struct Item {
    unit_price: u32,
    count: u32,
    name: String,
    tags: Vec<String>,
    nick: Option<String>,
}

#[portable]
fn bytes(text: &str) -> usize {
    text.len()
}

#[portable]
fn text(text: &str, other: &str) -> (bool, bool, bool, bool, String, String, String) {
    (
        text.is_empty(),
        text.contains(other),
        text.starts_with(other),
        text.ends_with(other),
        text.trim().to_string(),
        text.trim_start().to_string(),
        text.trim_end().to_string(),
    )
}

#[portable]
fn told(failure: &Failure) -> String {
    format!("it was {}", failure.name())
}

#[test]
fn a_failure_that_was_carried_has_its_name() {
    for cause in [None, Some("a cause".to_owned())] {
        let failure = Failure::new("States.Timeout", cause);
        agree!(told(failure: &failure));
        assert_eq!(told(&failure), "it was States.Timeout");
    }
}

#[test]
fn white_space_is_taken_from_the_ends_alone() {
    for value in ["a  b", "  a  b  ", "\u{a0}a\u{a0}\u{a0}b\u{2003}", "\u{feff}a \u{feff} b", "  "] {
        agree!(text(text: value, other: "b"));
    }
}

#[portable]
fn cased(text: &str) -> (String, String) {
    (text.to_uppercase(), text.to_lowercase())
}

#[portable]
fn pieces(text: &str) -> (Vec<String>, usize, String) {
    (
        text.split(",").map(|piece| piece.trim().to_string()).collect(),
        text.split(",").count(),
        text.replace("a", "$1b"),
    )
}

#[portable]
fn written(number: i64, small: u8, flag: bool, text: &str) -> (String, String, String) {
    (format!("{number}/{small} {flag}: {text}"), number.to_string(), small.to_string())
}

#[portable]
fn lists(list: &Vec<u32>, wanted: u32) -> (usize, bool, bool, Option<u32>, Option<u32>, Option<u32>) {
    (
        list.len(),
        list.is_empty(),
        list.contains(&wanted),
        list.first().copied(),
        list.last().copied(),
        list.get(1).copied(),
    )
}

#[portable]
fn second(list: &Vec<Vec<u32>>, position: usize) -> Vec<u32> {
    list[position].clone()
}

#[portable]
fn options(option: &Option<u32>, other: Option<u32>) -> (bool, bool, u32, u32, bool, bool, u32) {
    (
        option.is_some(),
        option.is_none(),
        option.unwrap_or(7),
        other.unwrap_or_default(),
        *option == other,
        *option != other,
        option.map_or(1, |value| value % 5),
    )
}

#[portable]
fn option_closures(item: &Item) -> (bool, bool, Option<usize>, String) {
    (
        item.nick.as_ref().is_some_and(|nick| nick.len() > 2),
        item.nick.as_ref().is_none_or(|nick| nick.is_empty()),
        item.nick.as_ref().map(|nick| nick.len()),
        item.nick.clone().unwrap_or_else(|| item.name.clone()),
    )
}

#[portable]
fn if_let(item: &Item) -> String {
    if let Some(nick) = &item.nick
        && nick != "none"
    {
        nick.clone()
    } else {
        item.name.clone()
    }
}

#[portable]
fn total(items: &Vec<Item>) -> u32 {
    items.iter().map(|item| item.unit_price * item.count).sum()
}

type Chains = (bool, bool, usize, Vec<String>, Vec<Vec<String>>, Option<Item>);

#[portable]
fn chains(items: &Vec<Item>) -> Chains {
    (
        items.iter().any(|item| item.count > 2),
        items.iter().all(|item| item.count > 0 && item.name != "x"),
        items.iter().filter(|item| item.count % 2 == 0).count(),
        items.iter().map(|item| item.name.clone()).collect(),
        items.iter().filter(|item| item.count > 1).map(|item| item.tags.clone()).collect(),
        items.iter().find(|item| item.count == 2).cloned(),
    )
}

/// As in a workflow: nothing is cloned by hand, and literals are what is wanted.
#[portable]
fn unadorned(items: Vec<Item>, wanted: &Item) -> (Vec<String>, Vec<Item>, Vec<Item>, String) {
    (
        items.iter().map(|item| item.name).collect(),
        items.iter().filter(|item| item.name == wanted.name).map(|item| Item { count: 1, ..*item }).collect(),
        items,
        wanted.nick.unwrap_or("none"),
    )
}

#[portable]
fn nested(lists: &Vec<Vec<u32>>) -> (Vec<Vec<u32>>, Vec<u32>) {
    (
        lists.iter().filter(|list| list.len() > 1).cloned().collect(),
        lists.iter().map(|list| list.iter().sum::<u32>()).collect(),
    )
}

#[portable]
fn maps(map: &BTreeMap<String, u32>, key: &str) -> (Option<u32>, bool, usize, bool) {
    (map.get(key).copied(), map.contains_key(key), map.len(), map.is_empty())
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Data)]
struct Sku(String);

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Data)]
struct Row(u16);

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Data)]
#[serde(rename_all = "kebab-case")]
enum Grade {
    First,
    VeryLast,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
struct Keyed {
    rows: BTreeMap<Row, u32>,
    prices: BTreeMap<Sku, u32>,
    counts: HashMap<Grade, u32>,
    numbers: BTreeMap<i64, u32>,
    answers: BTreeMap<bool, u32>,
}

type Found = (Option<u32>, Option<u32>, Option<u32>, Option<u32>, Option<u32>, bool, usize);

#[portable]
fn keyed(keyed: &Keyed, row: &Row, sku: &Sku, grade: &Grade, number: i64) -> Found {
    (
        keyed.rows.get(row).copied(),
        keyed.prices.get(sku).copied(),
        keyed.counts.get(grade).copied(),
        keyed.numbers.get(&(number - 1)).copied(),
        keyed.answers.get(&(number > 3)).copied(),
        keyed.numbers.contains_key(&5) || keyed.counts.contains_key(&Grade::VeryLast),
        keyed.rows.len() + keyed.answers.len(),
    )
}

#[test]
fn keys_that_serde_writes_as_text_agree() {
    let keyed_ = Keyed {
        rows: [(Row(7), 1)].into(),
        prices: [(Sku("a".to_owned()), 2), (Sku("7".to_owned()), 3)].into(),
        counts: [(Grade::VeryLast, 4)].into(),
        numbers: [(-1, 5), (9_007_199_254_740_990, 6)].into(),
        answers: [(true, 7), (false, 8)].into(),
    };
    for (row, sku, grade, number) in [
        (Row(7), Sku("7".to_owned()), Grade::First, 0),
        (Row(8), Sku("b".to_owned()), Grade::VeryLast, 9_007_199_254_740_991),
        (Row(0), Sku(String::new()), Grade::VeryLast, -9),
    ] {
        agree!(keyed(keyed: &keyed_, row: &row, sku: &sku, grade: &grade, number: number));
    }
}

#[portable]
fn keyed_in_place(keyed: &Keyed, row: &Row, grade: &Grade, number: i64) -> u32 {
    if keyed.numbers.contains_key(&number) {
        keyed.rows[row] + keyed.counts[grade] + keyed.numbers[&number] + keyed.answers[&(number > 3)]
    } else {
        keyed.prices[&Sku("a".to_owned())] + keyed.numbers[&-1] + keyed.numbers[&(number + 7)]
    }
}

#[test]
fn what_is_indexed_by_such_keys_agrees() {
    let keyed_ = Keyed {
        rows: [(Row(7), 1)].into(),
        prices: [(Sku("a".to_owned()), 2)].into(),
        counts: [(Grade::VeryLast, 4)].into(),
        numbers: [(-1, 5), (9_007_199_254_740_990, 6)].into(),
        answers: [(true, 7), (false, 8)].into(),
    };
    for row in [7, 8] {
        for grade in [Grade::First, Grade::VeryLast] {
            for number in [-1, 9_007_199_254_740_990, -8, 0, 9_007_199_254_740_985] {
                agree!(keyed_in_place(keyed: &keyed_, row: &Row(row), grade: &grade, number: number));
            }
        }
    }
}

#[portable]
fn key_of_every_object(map: &BTreeMap<String, u32>, key: &str) -> (bool, Option<u32>) {
    (map.contains_key(key), map.get(key).copied())
}

#[portable]
fn a_key_and_a_fixed_one(map: &BTreeMap<String, u32>, key: &str) -> bool {
    map.contains_key(key) || map.contains_key("id")
}

#[portable]
fn default_that_can_fail(of: Option<u32>, list: &Vec<u32>, other: Option<u32>) -> (u32, u32) {
    (of.map_or(list[0], |of| of + 1), other.unwrap_or(list[1]))
}

#[portable]
fn only_default(of: Option<u32>, list: &Vec<u32>) -> u32 {
    of.unwrap_or(list[1])
}

#[derive(Serialize, Data)]
struct Place {
    row: usize,
}

#[portable]
fn row_of(place: &Place) -> usize {
    place.row
}

#[portable]
fn at_the_row_of_another(lists: &Vec<Vec<u32>>, row: usize) -> Vec<u32> {
    lists[row_of(&if row > 2 { Place { row: 0 } } else { Place { row } })].clone()
}

#[test]
fn a_position_that_makes_an_object_is_computed_first() {
    for row in 0..4 {
        agree!(at_the_row_of_another(lists: &vec![vec![], vec![1]], row: row));
    }
    // The engine of these tests is not the one that changes a list in which an object is made, so what is asked is read.
    reads!(at_the_row_of_another(lists, row) as "($at := ($states.input.row > 2 ? {\"row\": 0} : \
        {\"row\": $states.input.row}).row; $exists($states.input.lists[$at]) ? $states.input.lists[$at] : \
        $error(\"index out of bounds\"))");
}

#[test]
fn keys_that_javascript_has_in_every_object_are_none() {
    for key in ["a", "constructor", "toString", "__proto__"] {
        for map in [BTreeMap::new(), [("a".to_owned(), 1)].into()] {
            agree!(key_of_every_object(map: &map, key: key));
        }
    }
    // The engine of these tests is not written in JavaScript, so what is asked is read.
    reads!(a_key_and_a_fixed_one(map, key) as "$states.input.key in $keys($states.input.map) or \
        $exists($states.input.map.id)");
}

#[test]
fn a_default_that_can_fail_is_computed_once() {
    for list in [vec![], vec![1], vec![1, 2]] {
        for of in [None, Some(3)] {
            agree!(default_that_can_fail(of: of, list: &list, other: of));
        }
    }
    reads!(only_default(of, list) as "($default := $exists($states.input.list[1]) ? $states.input.list[1] : \
        $error(\"index out of bounds\"); $states.input.of != null ? $states.input.of : $default)");
}

#[portable]
fn entry(map: &BTreeMap<String, u32>, key: &str) -> u32 {
    map[key] + 1
}

fn item() -> impl Strategy<Value = Item> {
    (
        0_u32..70_000,
        0_u32..70_000,
        "[xy]{0,2}",
        prop::collection::vec("[ab]", 0..3),
        prop::option::of("[a-c]{0,4}"),
    )
        .prop_map(|(unit_price, count, name, tags, nick)| Item {
            unit_price,
            count: count % 4,
            name,
            tags,
            nick,
        })
}

proptest! {
    #[test]
    fn text_agrees(
        left in "[\\u{9}-\\u{20}\\u{85}\\u{a0}\\u{2028}\\u{3000}\\u{feff}a-cé😀]{0,6}",
        right in "[a-cé😀]{0,2}",
    ) {
        agree!(text(text: &left, other: &right));
        agree!(bytes(text: &left));
    }

    #[test]
    fn any_text_agrees(left: String) {
        agree!(bytes(text: &left));
        agree!(cased(text: &left));
    }

    #[test]
    fn pieces_agree(text in "[a-c, ]{0,6}") {
        agree!(pieces(text: &text));
    }

    #[test]
    fn written_agrees(number in -(1_i64 << 53) + 1..(1 << 53), small: u8, flag: bool, text: String) {
        agree!(written(number: number, small: small, flag: flag, text: &text));
    }

    #[test]
    fn lists_agree(list in prop::collection::vec(0_u32..4, 0..4), wanted in 0_u32..4) {
        agree!(lists(list: &list, wanted: wanted));
    }

    #[test]
    fn indexes_agree(list in prop::collection::vec(prop::collection::vec(0_u32..4, 0..3), 0..3), position in 0_usize..3) {
        agree!(second(list: &list, position: position));
        agree!(nested(lists: &list));
    }

    #[test]
    fn options_agree(left in prop::option::of(0_u32..9), right in prop::option::of(0_u32..9)) {
        agree!(options(option: &left, other: right));
    }

    #[test]
    fn items_agree(item in item()) {
        agree!(option_closures(item: &item));
        agree!(if_let(item: &item));
    }

    #[test]
    fn chains_agree(items in prop::collection::vec(item(), 0..3)) {
        agree!(total(items: &items));
        agree!(chains(items: &items));
        if let Some(wanted) = items.first() {
            agree!(unadorned(items: items.clone(), wanted: wanted));
        }
    }

    #[test]
    fn maps_agree(map in prop::collection::btree_map("[ab]", 0_u32..9, 0..3), key in "[abc]") {
        agree!(maps(map: &map, key: &key));
        agree!(entry(map: &map, key: &key));
    }
}

#[test]
fn chains_read_well() {
    reads!(total(items) as "($n2 := $sum([$map($states.input.items, function($item) { \
        ($n := $item.unitPrice * $item.count; $n <= 4294967295 ? $n : $error(\"attempt to multiply with overflow\")) })]); \
        $n2 <= 4294967295 ? $n2 : $error(\"attempt to add with overflow\"))");
    reads!(if_let(item) as "$states.input.item.nick != null and $states.input.item.nick != \"none\" ? \
        $states.input.item.nick : $states.input.item.name");
}
