//! Which `#[portable]` functions call which, asked while the crate is compiled: the body of one stands in a definition
//! wherever it is called, so what comes back to itself would never end.

use std::cmp::Ordering;

/// A `#[portable]` function, and those that it calls.
#[derive(Debug)]
pub struct Function {
    /// Where it is, and its name.
    pub id: &'static str,
    /// The functions that it calls.
    pub calls: &'static [&'static Function],
}

/// As many functions as one can lead to.
const MOST: usize = 256;

/// The functions that one leads to, itself only if something comes back to it.
struct Reached {
    functions: [Option<&'static Function>; MOST],
    count: usize,
}

impl Reached {
    const fn from(function: &'static Function) -> Self {
        let mut reached = Self { functions: [None; MOST], count: 0 };
        reached.add(function.calls);
        let mut next = 0;
        while next < reached.count {
            if let Some(function) = reached.functions[next] {
                reached.add(function.calls);
            }
            next += 1;
        }
        reached
    }

    const fn add(&mut self, calls: &'static [&'static Function]) {
        let mut next = 0;
        while next < calls.len() {
            if !self.has(calls[next]) && self.count < MOST {
                self.functions[self.count] = Some(calls[next]);
                self.count += 1;
            }
            next += 1;
        }
    }

    const fn has(&self, function: &'static Function) -> bool {
        let mut next = 0;
        while next < self.count {
            if let Some(known) = self.functions[next]
                && compare(known.id, function.id).is_eq()
            {
                return true;
            }
            next += 1;
        }
        false
    }
}

/// Whether calling `callee` comes back to `function`, which is to say so: of those in one circle only the first does.
#[must_use]
pub const fn comes_back(function: &'static Function, callee: &'static Function) -> bool {
    let circle = compare(function.id, callee.id).is_eq() || Reached::from(callee).has(function);
    if !circle {
        return false;
    }
    let reached = Reached::from(function);
    let mut next = 0;
    while next < reached.count {
        if let Some(other) = reached.functions[next]
            && compare(other.id, function.id).is_lt()
            && Reached::from(other).has(function)
        {
            return false;
        }
        next += 1;
    }
    true
}

/// `str::cmp`, which is not `const`.
const fn compare(one: &str, other: &str) -> Ordering {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let mut next = 0;
    loop {
        match (next < one.len(), next < other.len()) {
            (false, false) => return Ordering::Equal,
            (false, true) => return Ordering::Less,
            (true, false) => return Ordering::Greater,
            (true, true) if one[next] < other[next] => return Ordering::Less,
            (true, true) if one[next] > other[next] => return Ordering::Greater,
            (true, true) => next += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static EVEN: Function = Function { id: "even", calls: &[&ODD, &LEAF] };
    static ODD: Function = Function { id: "odd", calls: &[&EVEN] };
    static LEAF: Function = Function { id: "leaf", calls: &[] };
    static CALLER: Function = Function { id: "caller", calls: &[&ODD] };

    #[test]
    fn a_circle_is_told_of_by_its_first_function_at_the_call_that_closes_it() {
        assert!(comes_back(&EVEN, &ODD));
        assert!(!comes_back(&EVEN, &LEAF));
        assert!(!comes_back(&ODD, &EVEN));
    }

    #[test]
    fn who_calls_into_a_circle_is_none_of_it() {
        assert!(!comes_back(&CALLER, &ODD));
    }
}
