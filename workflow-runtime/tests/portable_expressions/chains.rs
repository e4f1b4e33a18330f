//! Chains that pick by position, slices, indexing in closures, and `Option`s in `Option`s.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde::{Deserialize, Serialize};
use workflow_runtime::{Data, portable};

use crate::harness::{agree, reads};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
struct Line {
    name: String,
    count: u8,
    note: Option<String>,
    sizes: Vec<u8>,
}

type PickedLists = (Vec<Vec<u32>>, Vec<Vec<u32>>, Vec<(usize, Vec<u32>)>);
type Picked = (Vec<u32>, Vec<u32>, Vec<u32>, usize, u32);

#[portable]
fn picked(list: &Vec<u32>, count: usize) -> Picked {
    (
        list.iter().skip(count).copied().collect(),
        list.iter().take(count).cloned().collect(),
        list.iter().rev().skip(1).take(2).copied().collect(),
        list.iter().skip(count).count(),
        list.iter().filter(|value| **value > 1).take(count).sum::<u32>(),
    )
}

#[portable]
fn picked_lists(lists: &Vec<Vec<u32>>, count: usize) -> PickedLists {
    (
        lists.iter().skip(count).cloned().collect(),
        lists.iter().take(count).cloned().collect(),
        lists.iter().enumerate().map(|(index, list)| (index + count, list.clone())).collect(),
    )
}

#[portable]
fn numbered(lines: &Vec<Line>) -> (Vec<String>, usize, Option<usize>, Vec<usize>) {
    (
        lines.iter().enumerate().map(|(place, line)| format!("{place}. {}", line.name)).collect(),
        lines.iter().enumerate().filter(|(place, line)| *place > 0 && line.count > 1).count(),
        lines.iter().enumerate().find(|(_, line)| line.note.is_some()).map(|(place, _)| place),
        lines.iter().enumerate().rev().map(|(place, _)| place).collect(),
    )
}

#[portable]
fn noted(lines: &Vec<Line>) -> (Vec<String>, Vec<Vec<u8>>, u8, bool) {
    (
        lines.iter().filter_map(|line| line.note).collect(),
        lines.iter().filter_map(|line| if line.count > 1 { Some(line.sizes) } else { None }).collect(),
        lines.iter().filter_map(|line| line.note.as_ref().map(|note| line.count + 1)).sum::<u8>(),
        lines.iter().filter_map(|line| line.sizes.first().copied()).any(|size| 100 / size > 20),
    )
}

#[portable]
fn slices(list: &Vec<u32>, low: usize, high: usize) -> (Vec<u32>, usize) {
    (list[low..high].to_vec(), list[low..].iter().filter(|value| **value > 1).count())
}

#[portable]
fn inclusive(lists: &Vec<Vec<u32>>, high: usize) -> (Vec<Vec<u32>>, Vec<Vec<u32>>, usize) {
    (lists[..=high].to_vec(), lists[..high].to_vec(), lists[..].len())
}

#[portable]
fn below(list: &Vec<u32>, high: usize) -> u32 {
    list[..high - 1].iter().sum::<u32>()
}

#[portable]
fn from(list: &Vec<u32>, low: usize) -> Vec<u32> {
    list[low..].to_vec()
}

#[portable]
fn looked_up(
    positions: &Vec<usize>,
    names: &Vec<String>,
    lists: &Vec<Vec<u32>>,
) -> (Vec<String>, Vec<u32>, bool) {
    (
        positions.iter().map(|position| names[*position]).collect(),
        positions.iter().map(|position| lists[*position][0] + 1).collect(),
        positions.iter().any(|position| names[*position].len() > 1),
    )
}

#[portable]
fn prices(names: &Vec<String>, prices: &BTreeMap<String, u32>) -> u32 {
    names.iter().map(|name| prices[name.as_str()]).sum()
}

#[portable]
fn middle(lists: &Vec<Vec<u32>>) -> Vec<Vec<u32>> {
    lists.iter().map(|list| list[1..].to_vec()).collect()
}

/// The names are those of functions with which a list of what may be a list is written.
#[portable]
fn misleading(r#type: &Vec<Option<Vec<u32>>>, more: Vec<u32>) -> (Vec<Option<Vec<u32>>>, Vec<Vec<u32>>) {
    (
        r#type.iter().map(|append| append.clone().filter(|r#type| r#type.len() > 1)).collect(),
        more.iter().filter_map(|r#type| Some(more.clone()).filter(|append| append.len() > 1)).collect(),
    )
}

#[portable]
fn flat(list: &Vec<Option<u32>>, map: &BTreeMap<String, Option<u32>>) -> (u32, bool, Option<u32>) {
    (
        list.first().cloned().flatten().unwrap_or(7),
        map.get("a").cloned().flatten().is_some(),
        list.get(1).cloned().flatten(),
    )
}

type Flattened = (Vec<u8>, Vec<u8>, Vec<Vec<u8>>, u32, Vec<String>);
type FlattenedLists = (Vec<Vec<u8>>, Vec<Vec<u8>>, Vec<(usize, u8)>);
type FlatOptions = (Vec<u8>, Vec<String>, Vec<Vec<u8>>, Vec<u8>);

#[portable]
fn flat_options(counts: &Vec<Option<u8>>, lines: &Vec<Line>, lists: &Vec<Option<Vec<u8>>>) -> FlatOptions {
    (
        counts.iter().flatten().map(|count| *count + 1).collect(),
        lines.iter().flat_map(|line| line.note.as_ref().map(|note| format!("{note}!"))).collect(),
        lists.iter().flatten().cloned().collect(),
        lists.iter().flat_map(|list| list.as_ref().and_then(|list| list.first().copied())).collect(),
    )
}

#[portable]
fn flattened(lines: &Vec<Line>, lists: &Vec<Vec<Vec<u8>>>) -> Flattened {
    (
        lines.iter().flat_map(|line| line.sizes).collect(),
        lines
            .iter()
            .flat_map(|line| line.sizes.iter().filter(|size| **size > 1).map(|size| line.count * *size))
            .collect(),
        lists.iter().flatten().cloned().collect(),
        lists.iter().flatten().flatten().map(|size| u32::from(*size) * 2).sum(),
        lines.iter().flat_map(|line| line.name.split("y")).map(|name| format!("<{name}>")).collect(),
    )
}

#[portable]
fn flattened_lists(lines: &Vec<Line>, lists: &Vec<Vec<Vec<u8>>>) -> FlattenedLists {
    (
        lines.iter().flat_map(|line| [line.sizes, vec![line.count]]).collect(),
        lists.iter().flat_map(|list| list.iter().rev().cloned()).filter(|list| list.len() > 1).collect(),
        lines
            .iter()
            .enumerate()
            .flat_map(|(at, line)| line.sizes.iter().map(move |size| (at, *size)))
            .collect(),
    )
}

#[portable]
fn asked_of_flat(lines: &Vec<Line>, lists: &Vec<Vec<u8>>) -> (bool, bool, Option<u8>, Vec<u8>, usize) {
    (
        lines.iter().flat_map(|line| line.sizes.iter()).any(|size| 6 / *size > 2),
        lists.iter().flatten().map(|size| size - 1).all(|size| size < 3),
        lists.iter().flatten().copied().find(|size| 6 % *size == 1),
        lists.iter().flatten().copied().rev().skip(1).collect(),
        lists.iter().flatten().count(),
    )
}

type Extremes = (Option<Line>, Option<String>, Option<usize>, Option<Vec<u8>>, Option<u8>);

#[portable]
fn extremes(lines: &Vec<Line>, lists: &Vec<Vec<u8>>, limit: u8) -> Extremes {
    (
        lines.iter().min_by_key(|line| line.count).cloned(),
        lines.iter().filter(|line| line.count > 0).max_by_key(|line| line.count).map(|line| line.name),
        lines.iter().enumerate().max_by_key(|(_, line)| line.sizes.len()).map(|(place, _)| place),
        lists.iter().max_by_key(|list| list.first().map_or(0, |first| *first)).cloned(),
        lists.iter().flatten().copied().min_by_key(|size| limit - *size),
    )
}

#[portable]
fn newest(lines: &Vec<Line>) -> Option<&Line> {
    lines.iter().max_by_key(|line| line.count)
}

#[portable]
fn all_of(lists: &Vec<Vec<u8>>) -> Vec<u8> {
    lists.iter().flatten().copied().collect()
}

#[portable]
fn sizes(lines: &Vec<Line>) -> Vec<u8> {
    lines.iter().flat_map(|line| line.sizes.iter().map(|size| line.count * *size)).collect()
}

#[portable]
fn collected_before(list: &Vec<u8>) -> (bool, Option<u8>) {
    (
        list.iter().map(|size| size - 1).collect::<Vec<_>>().iter().any(|size| *size == 0),
        list.iter().map(|size| 6 / size).collect::<Vec<u8>>().into_iter().find(|size| *size > 1),
    )
}

fn line() -> impl Strategy<Value = Line> {
    ("[xy]{0,2}", 0_u8..4, prop::option::of("[a-c]{0,2}"), prop::collection::vec(0_u8..6, 0..3))
        .prop_map(|(name, count, note, sizes)| Line { name, count, note, sizes })
}

proptest! {
    #[test]
    fn positions_agree(list in prop::collection::vec(0_u32..4, 0..4), count in 0_usize..4) {
        agree!(picked(list: &list, count: count));
        agree!(below(list: &list, high: count));
    }

    #[test]
    fn positions_in_lists_agree(lists in prop::collection::vec(prop::collection::vec(0_u32..4, 0..3), 0..3), count in 0_usize..4) {
        agree!(picked_lists(lists: &lists, count: count));
        agree!(inclusive(lists: &lists, high: count));
        agree!(middle(lists: &lists));
    }

    #[test]
    fn lines_agree(lines in prop::collection::vec(line(), 0..4)) {
        agree!(numbered(lines: &lines));
        agree!(noted(lines: &lines));
    }

    #[test]
    fn lists_of_lists_agree(
        lines in prop::collection::vec(line(), 0..4),
        lists in prop::collection::vec(prop::collection::vec(prop::collection::vec(0_u8..9, 0..3), 0..3), 0..3),
    ) {
        agree!(flattened(lines: &lines, lists: &lists));
        agree!(flattened_lists(lines: &lines, lists: &lists));
    }

    #[test]
    fn lists_of_options_agree(
        counts in prop::collection::vec(prop::option::of(0_u8..9), 0..4),
        lines in prop::collection::vec(line(), 0..4),
        lists in prop::collection::vec(prop::option::of(prop::collection::vec(0_u8..9, 0..3)), 0..3),
    ) {
        agree!(flat_options(counts: &counts, lines: &lines, lists: &lists));
    }

    #[test]
    fn questions_of_flat_lists_agree(
        lines in prop::collection::vec(line(), 0..4),
        lists in prop::collection::vec(prop::collection::vec(0_u8..9, 0..3), 0..4),
    ) {
        agree!(asked_of_flat(lines: &lines, lists: &lists));
    }

    #[test]
    fn extremes_by_key_agree(
        lines in prop::collection::vec(line(), 0..4),
        lists in prop::collection::vec(prop::collection::vec(0_u8..9, 0..3), 0..4),
        limit in 3_u8..12,
    ) {
        agree!(extremes(lines: &lines, lists: &lists, limit: limit));
    }

    #[test]
    fn lists_collected_in_place_agree(list in prop::collection::vec(0_u8..9, 0..4)) {
        agree!(collected_before(list: &list));
    }

    #[test]
    fn slices_agree(list in prop::collection::vec(0_u32..4, 0..4), low in 0_usize..4, high in 0_usize..5) {
        agree!(slices(list: &list, low: low, high: high));
    }

    #[test]
    fn indexes_in_closures_agree(
        positions in prop::collection::vec(0_usize..3, 0..3),
        names in prop::collection::vec("[ab]{0,2}", 1..4),
        lists in prop::collection::vec(prop::collection::vec(0_u32..4, 0..3), 1..4),
    ) {
        agree!(looked_up(positions: &positions, names: &names, lists: &lists));
    }

    #[test]
    fn keys_in_closures_agree(
        names in prop::collection::vec("[ab]", 0..3),
        map in prop::collection::btree_map("[ab]", 0_u32..9, 0..3),
    ) {
        agree!(prices(names: &names, prices: &map));
    }

    #[test]
    fn options_of_options_agree(
        list in prop::collection::vec(prop::option::of(0_u32..9), 0..3),
        map in prop::collection::btree_map("[ab]", prop::option::of(0_u32..9), 0..3),
    ) {
        agree!(flat(list: &list, map: &map));
    }
}

#[test]
fn names_of_functions_hide_none() {
    for lists in [vec![], vec![None], vec![Some(vec![1, 2]), Some(vec![1]), None]] {
        agree!(misleading(type: &lists, more: vec![1, 2]));
    }
}

#[test]
fn a_list_is_collected_before_it_is_asked() {
    // The first element decides, and the second one cannot be computed.
    agree!(collected_before(list: &vec![1, 0]));
    agree!(collected_before(list: &vec![3, 2]));
}

#[test]
fn of_equals_the_first_is_the_least_and_the_last_the_greatest() {
    let line = |name: &str| Line { name: name.to_owned(), count: 1, note: None, sizes: vec![] };
    agree!(extremes(lines: &vec![line("x"), line("y")], lists: &vec![vec![2, 2], vec![2]], limit: 9_u8));
}

#[test]
fn flat_lists_read_well() {
    reads!(newest(lines) as "($found := $reduce($states.input.lines, function($best, $line) { \
        $line.count >= $best.count ? $line : $best }); $exists($found) ? $found : null)");
    reads!(all_of(lists) as "$reduce($states.input.lists, function($all, $list) { $append($all, $list) }, [])");
    reads!(sizes(lines) as "$reduce($states.input.lines, function($all, $line) { $append($all, $map($line.sizes, \
        function($size) { ($n := $line.count * $size; $n <= 255 ? $n : $error(\"attempt to multiply with overflow\")) })) \
        }, [])");
}

#[test]
fn slices_read_well() {
    reads!(from(list, low) as "$states.input.low <= $count($states.input.list) ? [$filter($states.input.list, \
        function($value, $index) { $index >= $states.input.low })] : $error(\"slice out of bounds\")");
}

#[portable]
fn behind_a_chain(at: Option<usize>, names: &Vec<String>) -> u8 {
    match at.map_or("none".to_owned(), |at| names[at].clone()).as_str() {
        "none" => 0,
        "a" => 1,
        _ => 2,
    }
}

#[test]
fn what_a_chain_gives_can_be_looked_into() {
    let names = vec!["a".to_owned(), "none".to_owned(), "b".to_owned()];
    for at in [None, Some(0), Some(1), Some(2), Some(3)] {
        agree!(behind_a_chain(at: at, names: &names));
    }
}

/// Some of its values are lists, and some are not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
#[serde(untagged)]
enum Loose {
    Sizes(Vec<u8>),
    Named { name: String },
    Nothing,
}

#[portable]
fn numbered_loosely(values: &Vec<Loose>) -> Vec<(usize, Loose)> {
    values.iter().enumerate().map(|(at, value)| (at, value.clone())).collect()
}

#[test]
fn positions_stay_beside_what_may_be_a_list() {
    let (named, sizes) = (Loose::Named { name: "a".to_owned() }, Loose::Sizes(vec![1, 2]));
    for values in [vec![], vec![named.clone()], vec![sizes.clone()], vec![named, Loose::Nothing, sizes]] {
        agree!(numbered_loosely(values: &values));
    }
}

#[portable]
fn least_and_greatest(prices: &[u32]) -> (Option<u32>, Option<u32>) {
    (prices.iter().min().copied(), prices.iter().copied().max())
}

#[portable]
fn longest(names: Vec<String>) -> usize {
    names.iter().map(|name| name.len()).max().unwrap_or(0)
}

#[portable]
fn ends(prices: Vec<u32>) -> u32 {
    prices.iter().max().copied().unwrap_or(0)
}

#[portable]
fn least_share(prices: Vec<u32>, by: u32) -> Option<u32> {
    prices.iter().filter(|price| **price > 1).map(|price| *price / by).min()
}

#[test]
fn the_least_and_the_greatest() {
    for prices in [vec![], vec![3], vec![3, 1, 2], vec![7, 7, 0]] {
        agree!(least_and_greatest(prices: prices.as_slice()));
        for by in [0, 1, 2] {
            agree!(least_share(prices: prices.clone(), by: by));
        }
    }
    agree!(longest(names: vec!["Ann".to_owned(), "é".to_owned()]));
    agree!(longest(names: Vec::<String>::new()));
    reads!(ends(prices) as
        "($value := $max($states.input.prices); $value != null ? $value : 0)");
}

#[portable]
fn joined(
    pair: &[String; 2],
    names: &Vec<String>,
    lists: &Vec<Vec<u8>>,
) -> (String, String, Vec<u8>, Vec<Vec<u8>>, String) {
    (
        pair.concat(),
        names.concat(),
        lists.concat(),
        vec![lists.clone(), vec![vec![9]]].concat(),
        names.iter().map(|name| format!("{name};")).collect::<Vec<_>>().concat(),
    )
}

#[test]
fn lists_that_are_not_written_out_are_joined() {
    for names in [vec![], vec!["a".to_owned()], vec!["a".to_owned(), "b".to_owned()]] {
        for lists in [vec![], vec![vec![]], vec![vec![1]], vec![vec![1, 2], vec![], vec![3]]] {
            agree!(joined(pair: &["x".to_owned(), "y".to_owned()], names: &names, lists: &lists));
        }
    }
}
