//! `?` within a line: what Rust computes before it is computed before it, and fails before it.

use serde::{Deserialize, Serialize};
use workflow_runtime::{Data, portable};

use crate::harness::{agree, both, given, reads};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
struct Parcel {
    weight: Option<u32>,
    name: Option<String>,
    inner: Option<Box<Parcel>>,
    sizes: Vec<u32>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
enum Refusal {
    Empty,
    Heavy { by: u32 },
}

both! {
    with Parcel, Refusal;

    fn heavier(parcel: &Parcel, by: u32) -> Option<u32> {
        Some(parcel.weight? + by)
    }

    fn first_of_two(parcel: &Parcel, by: Option<u32>) -> Option<(u32, String)> {
        Some((by?, parcel.name.clone()?))
    }

    fn of_both(parcel: &Parcel, by: Option<u32>) -> Option<u32> {
        Some(100 / by? + parcel.weight? * 2 - parcel.sizes.first()?)
    }

    fn first_fails(parcel: &Parcel, by: u32) -> Option<(u32, u32, u32)> {
        Some((100 / by, parcel.weight?, *parcel.sizes.get(by as usize)?))
    }

    fn in_a_chain(parcel: &Parcel, by: u32) -> Option<usize> {
        let all = parcel.inner.as_ref()?.inner.as_ref()?.sizes.len() + parcel.name.as_ref()?.len();
        let few = parcel.sizes.iter().filter(|size| **size > by).count() + parcel.sizes.first().copied()? as usize;
        if all > parcel.name.as_deref()?.len() {
            return Some(few);
        }
        Some(all * few)
    }

    fn in_a_condition(parcel: &Parcel, by: u32) -> Option<String> {
        if parcel.weight? > by && parcel.sizes.is_empty() {
            return None;
        } else if parcel.sizes.len() == 1 {
            return Some((parcel.inner.as_ref()?.weight? + by).to_string());
        }
        match parcel.sizes.get(1)? {
            0 => Some("none".to_owned()),
            1 => Some(parcel.inner.as_ref()?.name.clone()?),
            size if *size > by => parcel.name.clone(),
            size => {
                let more = size + parcel.inner.as_ref()?.weight?;
                Some(format!("{more}"))
            }
        }
    }

    fn of_what_is_built(parcel: Parcel, by: u32) -> Option<Parcel> {
        let name = parcel.name.clone();
        let weight = match parcel.inner.as_ref() {
            Some(inner) => inner.weight? + by,
            None => return None,
        };
        let Some(first) = parcel.sizes.get(parcel.weight? as usize) else { return Some(parcel) };
        Some(Parcel { weight: Some(weight + first), name: Some(name?), ..parcel })
    }

    fn last_of_all(parcel: &Parcel) -> Option<u32> {
        parcel.inner.as_ref()?.weight
    }

    fn refused(parcel: &Parcel, by: u32) -> Result<u32, Refusal> {
        let all = parcel.weight.ok_or(Refusal::Empty)? + checked(by)?;
        if checked(all)? == 10 {
            return Err(Refusal::Empty);
        }
        Ok(checked(all - by)? * parcel.sizes.first().copied().ok_or_else(|| Refusal::Heavy { by: all - 3 })?)
    }

    fn checked(weight: u32) -> Result<u32, Refusal> {
        if weight > 20 { Err(Refusal::Heavy { by: weight - 20 }) } else { Ok(weight) }
    }

    fn in_lists_and_places(parcel: &Parcel, by: u32) -> Option<Vec<u32>> {
        let names = (vec!["a"], parcel.weight?);
        let part = &parcel.sizes[by as usize..parcel.weight? as usize];
        Some(vec![names.1, 100 / by, parcel.sizes[parcel.weight? as usize], *parcel.sizes.first()?, if part.is_empty() { 0 } else { 1 }])
    }

    fn beside_references(parcel: &Parcel, by: u32) -> Option<(&u32, u32, usize)> {
        Some((&parcel.sizes[by as usize], parcel.weight?, counted(&parcel.sizes[1..], parcel.weight?)))
    }

    fn counted(sizes: &[u32], by: u32) -> usize {
        sizes.iter().filter(|size| **size > by).count()
    }

    fn asked_alone(parcel: &Parcel, by: u32) -> Result<u32, Refusal> {
        checked(by)?;
        parcel.weight.ok_or(Refusal::Empty)?;
        Ok(by + 1)
    }

    fn in_macros(parcel: &Parcel, by: u32) -> Option<(String, bool)> {
        let name = format!("{by} {} {name} {:02}", 100 / by, parcel.weight?, name = parcel.name.clone()?);
        let few = matches!(parcel.sizes.first()?, 1..=3 if by > 1);
        Some((name, few == matches!(parcel.inner.as_ref()?.weight, Some(9))))
    }

    fn names_of_ones_own(value_1: Option<u32>, value_2: Option<u32>, value_3: u32) -> Option<u32> {
        Some(value_2? * 10 + value_1? + value_3 + [1_u32, 2].iter().map(|each| each + value_3).sum::<u32>())
    }
}

fn parcels() -> Vec<Parcel> {
    let innermost = Parcel { weight: Some(9), name: Some("x".into()), inner: None, sizes: vec![1, 2] };
    let mut inners = vec![None, Some(Box::new(innermost.clone()))];
    inners.push(Some(Box::new(Parcel { weight: None, inner: inners[1].clone(), ..innermost })));
    let mut parcels = Vec::new();
    for weight in [None, Some(0), Some(1), Some(19), Some(u32::MAX)] {
        for name in [None, Some(String::new()), Some("Ann".to_owned())] {
            for inner in &inners {
                for sizes in [vec![], vec![7], vec![3, 0, 5], vec![1, 1], vec![2, 3], vec![60, 61]] {
                    parcels.push(Parcel { weight, name: name.clone(), inner: inner.clone(), sizes });
                }
            }
        }
    }
    parcels
}

/// What rustc's function gives, or nothing where it panics.
macro_rules! same {
    ($($function:ident($($value:expr),*);)*) => {
        $(
            let here = given(|| $function($($value),*));
            let rustc = given(|| by_rustc::$function($($value),*));
            assert_eq!(here, rustc, "{}", stringify!($function));
        )*
    };
}

#[test]
fn each_is_asked_where_rustc_asks() {
    for parcel in &parcels() {
        same! { last_of_all(parcel); }
        for by in [0, 1, 4, 19] {
            same! {
                checked(by);
                heavier(parcel, by);
                first_of_two(parcel, Some(by));
                of_both(parcel, Some(by));
                of_both(parcel, None);
                first_fails(parcel, by);
                in_a_chain(parcel, by);
                in_lists_and_places(parcel, by);
                beside_references(parcel, by);
                counted(&parcel.sizes, by);
                asked_alone(parcel, by);
                in_a_condition(parcel, by);
                in_macros(parcel, by);
                of_what_is_built(parcel.clone(), by);
                refused(parcel, by);
            }
        }
    }
    for value in [None, Some(1)] {
        same! {
            names_of_ones_own(value, Some(2), 5);
            names_of_ones_own(value, None, 5);
        }
    }
    assert!(first_fails::checked(&parcels()[0], 0).is_err(), "it fails before it asks");
}

#[test]
fn each_is_exported() {
    for parcel in &parcels() {
        agree!(last_of_all(parcel: parcel));
        for by in [0, 1, 4, 19] {
            agree!(heavier(parcel: parcel, by: by));
            agree!(first_of_two(parcel: parcel, by: Some(by)));
            agree!(of_both(parcel: parcel, by: Some(by)));
            agree!(of_both(parcel: parcel, by: None::<u32>));
            agree!(first_fails(parcel: parcel, by: by));
            agree!(in_a_chain(parcel: parcel, by: by));
            agree!(in_lists_and_places(parcel: parcel, by: by));
            agree!(beside_references(parcel: parcel, by: by));
            agree!(asked_alone(parcel: parcel, by: by));
            agree!(in_a_condition(parcel: parcel, by: by));
            agree!(in_macros(parcel: parcel, by: by));
            agree!(of_what_is_built(parcel: parcel.clone(), by: by));
            agree!(refused(parcel: parcel, by: by));
        }
    }
    agree!(names_of_ones_own(value_1: Some(1), value_2: Some(2), value_3: 5));
    agree!(names_of_ones_own(value_1: None::<u32>, value_2: Some(2), value_3: 5));
    reads!(first_of_two(parcel, by) as "$states.input.by != null ? \
        ($states.input.parcel.name != null ? [$states.input.by, $states.input.parcel.name] : null) : null");
    reads!(heavier(parcel, by) as "$states.input.parcel.weight != null ? \
        ($n := $states.input.parcel.weight + $states.input.by; \
        $n <= 4294967295 ? $n : $error(\"attempt to add with overflow\")) : null");
}
