//! Closures that end early, as rustc has them.

use serde::{Deserialize, Serialize};
use workflow_runtime::{Data, portable};

use crate::harness::{as_rustc, both, reads};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
struct Item {
    count: u32,
    name: Option<String>,
}

both! {
    with Item;

    fn of_items(items: Vec<Item>, least: u32) -> Vec<String> {
        items
            .into_iter()
            .filter_map(|item| {
                if item.count < least {
                    return None;
                }
                let name = item.name?;
                Some(format!("{name} {}", item.count - 3))
            })
            .collect()
    }

    fn capped(counts: &[u32], most: u32) -> Vec<u32> {
        counts
            .iter()
            .map(|count| {
                if *count > most {
                    return most;
                }
                100 / count
            })
            .collect()
    }

    fn named(counts: &[u32], name: Option<&str>) -> Vec<String> {
        counts
            .iter()
            .map(|count| {
                let Some(name) = name else { return "none".to_owned() };
                let name = match count {
                    0 => return name.to_owned(),
                    1 => "one",
                    _ => name,
                };
                format!("{count} {name}")
            })
            .collect()
    }

    fn asked(counts: &[u32], extra: Option<u32>) -> Vec<u32> {
        counts.iter().filter_map(|count| Some(count + extra?)).collect()
    }

    fn asked_in_lines(counts: &[u32], extra: Option<u32>) -> Option<u32> {
        extra.and_then(|extra| {
            let first = counts.first()?;
            if *first > extra {
                return Some(*first);
            }
            let last = match counts.last()? {
                0 => return None,
                last => last - 1,
            };
            Some(last + extra)
        })
    }

    fn of_a_type(counts: &[u32], extra: Option<u32>) -> Vec<Option<u32>> {
        counts
            .iter()
            .map(|count| -> Option<u32> {
                if *count == 0 {
                    return Some(7);
                }
                Some(extra? - count)
            })
            .collect()
    }

    fn said_by_the_type(counts: &[u32]) -> Vec<String> {
        counts
            .iter()
            .map(|count| -> String {
                if *count > 3 {
                    return "many".into();
                }
                "few".into()
            })
            .collect()
    }

    fn within_another(counts: &[u32], most: u32) -> Vec<usize> {
        counts
            .iter()
            .map(|count| {
                if *count == 0 {
                    return 0;
                }
                counts
                    .iter()
                    .filter(|other| {
                        if **other == most {
                            return false;
                        }
                        *other >= count
                    })
                    .count()
            })
            .collect()
    }

    fn in_a_text(counts: &[u32], most: u32) -> String {
        format!("{} {most}", counts.iter().filter(|count| { if **count > most { return false; } **count > 1 }).count())
    }

    fn half(of: u32) -> Option<u32> {
        if of % 2 == 1 {
            return None;
        }
        let half = of / 2;
        if half == 1 {
            return Some(7);
        }
        Some(half)
    }

    fn quarters(counts: &[u32]) -> Vec<u32> {
        counts.iter().filter_map(|count| { let half_of_it = half(*count)?; half(half_of_it) }).collect()
    }

    fn halves_in_lines(counts: &[u32], most: u32) -> Vec<u32> {
        counts
            .iter()
            .filter_map(|count| {
                let some = if *count == most { None } else { Some(count / 2) }?;
                if some == 9 {
                    return None;
                }
                let half_of_it = some / 2;
                if half_of_it == 1 {
                    return Some(7);
                }
                Some(half_of_it)
            })
            .collect()
    }

    fn picked(counts: &[u32], least: u32) -> u32 {
        let Some(found) = counts.iter().find(|count| { let Some(half) = half(**count) else { return false }; half > least }) else {
            return half(least).unwrap_or(least);
        };
        let least = match half(*found) { Some(half) if half > 1 => half, Some(_) => 0, None => return 1 };
        least + found
    }

    fn picked_for_each(counts: &[u32]) -> Vec<u32> {
        counts.iter().map(|count| picked(counts, *count)).collect()
    }

    fn beside_its_function(counts: &[u32], extra: Option<u32>) -> Option<u32> {
        let extra = extra?;
        if counts.iter().any(|count| { if *count == 0 { return extra == 1; } *count > extra }) {
            return Some(extra);
        }
        counts.first().map(|count| { if *count == 3 { return 30; } count + extra })
    }
}

#[test]
fn closures_end_as_those_of_rustc() {
    for counts in [
        vec![],
        vec![0],
        vec![3],
        vec![1, 3, 9],
        vec![9, 1, 0],
        vec![2, 2, 4, 1],
        vec![4, 8, 1],
        vec![2, 5, 6],
    ] {
        let counts = &counts;
        as_rustc! {
            quarters(counts: counts);
            said_by_the_type(counts: counts);
            picked_for_each(counts: counts);
        }
        for most in [0, 1, 3, 9] {
            as_rustc! {
                capped(counts: counts, most: most);
                halves_in_lines(counts: counts, most: most);
                within_another(counts: counts, most: most);
                in_a_text(counts: counts, most: most);
                half(of: most);
                picked(counts: counts, least: most);
            }
        }
        for extra in [None, Some(0), Some(1), Some(5), Some(u32::MAX)] {
            as_rustc! {
                asked(counts: counts, extra: extra);
                asked_in_lines(counts: counts, extra: extra);
                of_a_type(counts: counts, extra: extra);
                beside_its_function(counts: counts, extra: extra);
            }
        }
        let name = |count: &u32| (*count > 1).then(|| "Bob".to_owned());
        let items: Vec<Item> = counts.iter().map(|count| Item { count: *count, name: name(count) }).collect();
        for least in [0, 2, 4] {
            as_rustc! { of_items(items: items.clone(), least: least); }
        }
        for name in [None, Some("Ann")] {
            as_rustc! { named(counts: counts, name: name); }
        }
    }
}

#[test]
fn closures_read_well() {
    reads!(in_a_text(counts, most) as "$formatNumber($count([$filter($states.input.counts, function($count) { \
        $count > $states.input.most ? false : $count > 1 })]), \"0\") & \" \" & $string($states.input.most)");
}
