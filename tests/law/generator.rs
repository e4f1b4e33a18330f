//! Writes random workflows that are well typed, over the types of `generated/main.rs`.
//!
//! Every state gives an `i64` in the end. At most one branch of a Parallel can fail, because of two that fail at once
//! either may be first.

use std::fmt::Write as _;

/// A small generator of numbers, the same everywhere (`SplitMix64`).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    fn one_of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        let bound = words.len() as u64;
        words[usize::try_from(self.below(bound)).unwrap_or(0)]
    }
}

struct Writer {
    random: Random,
    states: String,
    count: usize,
}

/// The module of a workflow.
pub(super) fn workflow(seed: u64, index: u64) -> String {
    let mut writer = Writer { random: Random(seed), states: String::new(), count: 0 };
    writer.state(3, false, "#[start]\n    ");
    format!("#[workflow(tasks(lab(Lab)))]\npub mod w{index} {{\n    use super::*;\n{}}}\n", writer.states)
}

impl Writer {
    /// Writes a state that takes a bag, and all behind it; gives its name.
    fn state(&mut self, depth: usize, calm: bool, mark: &str) -> String {
        let name = format!("s{}", self.count);
        self.count += 1;
        let kind = if depth == 0 { 7 } else { self.random.below(7) };
        let (attribute, body) = match kind {
            0 | 1 => self.task(depth, calm),
            2 => self.choice(depth, calm),
            3 => self.parallel(depth, calm),
            4 => self.map(depth, calm),
            5 => {
                let next = self.go(depth - 1, calm, true);
                ("#[wait]".to_owned(), format!("wait(seconds({}));\n        {next}", self.random.below(9)))
            }
            6 => ("#[pass]".to_owned(), self.go(depth - 1, calm, true)),
            _ => ("#[succeed]".to_owned(), format!("succeed({})", self.number(calm))),
        };
        let _ = write!(
            self.states,
            "    {mark}{attribute}\n    fn {name}(bag: Bag) -> Transition<i64> {{\n        {body}\n    }}\n"
        );
        name
    }

    /// A number that no other state of the workflow has.
    fn branch_name(&mut self) -> usize {
        self.count += 1;
        self.count
    }

    /// A transition.
    fn go(&mut self, depth: usize, calm: bool, on: bool) -> String {
        match self.random.below(8) {
            0 if !on => format!("succeed({})", self.number(calm)),
            1 if !on && !calm => {
                let number = self.number(calm);
                format!("fail(GivenUp {{ at: {}, n: {number} }})", self.text())
            }
            _ => {
                let bag = self.bag(calm);
                let next = self.state(depth, calm, "");
                format!("{next}({bag})")
            }
        }
    }

    fn task(&mut self, depth: usize, calm: bool) -> (String, String) {
        if calm {
            let next = self.state(depth - 1, calm, "");
            let call = format!("let number = lab.calm({})?;", self.number(calm));
            return ("#[task]".to_owned(), format!("{call}\n        {next}(Bag {{ n: number, ..bag }})"));
        }
        let attribute = self.random.one_of(&[
            "#[task]",
            "#[task(retry(on(LabError::Busy), max_attempts = 1))]",
            "#[task(retry(on(LabError::Busy), max_attempts = 2, backoff_rate = 1.5), retry(on(any), max_attempts = 1))]",
            "#[task(timeout(seconds(60)), retry(on(LabError::Told), max_attempts = 0), retry(on(any), interval(seconds(3))))]",
        ]);
        let works = self.random.below(2) == 0;
        let (call, success) = if works {
            (format!("lab.work(&{})", self.bag(calm)), "Bag { flag: !done.flag, ..done }")
        } else {
            let scale = self.random.below(5);
            (format!("lab.measure({}, {scale})", self.number(calm)), "Bag { n: done, ..bag }")
        };
        let next = self.state(depth - 1, calm, "");
        let body = match self.random.below(4) {
            0 => format!("let done = {call}?;\n        {next}({success})"),
            1 => {
                let other = self.state(depth - 1, calm, "");
                format!(
                    "match {call} {{\n            Ok(done) => {next}({success}),\n            Err(Failed(LabError::Broken {{ pieces, why }})) => \
                     {other}(Bag {{ n: pieces + 1, text: format!(\"{{why}}!\"), ..bag }}),\n            Err(error) => fail(error),\n        }}"
                )
            }
            2 => {
                let other = self.state(depth - 1, calm, "");
                format!(
                    "match {call} {{\n            Ok(done) => {next}({success}),\n            Err(Failed(LabError::Told(text))) => \
                     fail(GivenUp {{ at: text, n: bag.n }}),\n            Err(error) => {other}(Bag {{ text: error.name(), ..bag }}),\n        }}"
                )
            }
            _ => {
                let end = self.random.one_of(&["succeed(0)", "fail(LabError::Busy)", "fail(error)"]);
                format!(
                    "match {call} {{\n            Ok(done) => {next}({success}),\n            Err(error) => {end},\n        }}"
                )
            }
        };
        (attribute.to_owned(), body)
    }

    fn choice(&mut self, depth: usize, calm: bool) -> (String, String) {
        let condition = self.condition(calm);
        let (yes, no) = (self.go(depth - 1, calm, true), self.go(depth - 1, calm, false));
        let body = match self.random.below(3) {
            0 => format!(
                "match bag.maybe {{\n            Some(inner) if inner > bag.n => {yes},\n            _ => {no},\n        }}"
            ),
            _ => format!("if {condition} {{ {yes} }} else {{ {no} }}"),
        };
        ("#[choice]".to_owned(), body)
    }

    fn parallel(&mut self, depth: usize, calm: bool) -> (String, String) {
        let first = self.bag(calm);
        let start = self.state(depth.min(3) - 1, calm, "");
        let name = self.branch_name();
        let second = format!("named(\"C{name}\", lab.calm({}))", self.number(true));
        let third = self.bag(true);
        let other = self.state(depth.min(2) - 1, true, "");
        let next = self.state(depth - 1, calm, "");
        let call = format!("parallel({start}({first}), {second}, {other}({third}))");
        let success = format!("{next}(Bag {{ the_list: vec![a, b, c], ..bag }})");
        let body = if calm || self.random.below(2) == 0 {
            format!("let (a, b, c) = {call}?;\n        {success}")
        } else {
            let caught = self.state(depth - 1, calm, "");
            format!(
                "match {call} {{\n            Ok((a, b, c)) => {success},\n            Err(Failed(LabError::Broken {{ pieces, .. }})) => succeed(pieces),\n            \
                 Err(error) => {caught}(Bag {{ text: error.name(), ..bag }}),\n        }}"
            )
        };
        let attribute = if calm {
            "#[parallel]"
        } else {
            self.random.one_of(&["#[parallel]", "#[parallel(retry(on(LabError::Busy), max_attempts = 1))]"])
        };
        (attribute.to_owned(), body)
    }

    fn map(&mut self, depth: usize, calm: bool) -> (String, String) {
        let call = if calm {
            format!("map(bag.the_list, |number| named(\"C{}\", lab.calm(number)))", self.branch_name())
        } else if self.random.below(2) == 0 {
            format!(
                "map(bag.the_list, |index, number| named(\"C{}\", lab.measure(number, 3)))",
                self.branch_name()
            )
        } else {
            let start = self.state(depth.min(2) - 1, calm, "");
            format!("map(bag.the_list, |number| {start}(Bag {{ n: number, ..bag }}))")
        };
        let next = self.state(depth - 1, calm, "");
        let success = format!("{next}(Bag {{ the_list: all, ..bag }})");
        let body = if calm || self.random.below(2) == 0 {
            format!("let all = {call}?;\n        {success}")
        } else {
            format!(
                "match {call} {{\n            Ok(all) => {success},\n            Err(error) => fail(error),\n        }}"
            )
        };
        ("#[map(max_concurrency = 1)]".to_owned(), body)
    }

    fn number(&mut self, calm: bool) -> String {
        let literal = self.random.below(20);
        match self.random.below(if calm { 4 } else { 7 }) {
            0 => "bag.n".to_owned(),
            1 => format!("bag.n + {literal}"),
            2 => format!("if bag.flag {{ {literal} }} else {{ bag.n - 1 }}"),
            3 => format!("bag.maybe.unwrap_or({literal})"),
            4 => format!("bag.n / {}", self.random.one_of(&["2", "bag.n", "3"])),
            5 => "bag.the_list[0]".to_owned(),
            _ => "bag.the_list.iter().sum()".to_owned(),
        }
    }

    fn condition(&mut self, calm: bool) -> String {
        match self.random.below(5) {
            0 => "bag.flag".to_owned(),
            1 => "bag.the_list.is_empty()".to_owned(),
            2 => "bag.text.contains(\"a\")".to_owned(),
            3 => "bag.maybe.is_some() && !bag.flag".to_owned(),
            _ => format!("bag.n > {}", if calm { "4" } else { "bag.the_list[0]" }),
        }
    }

    fn text(&mut self) -> String {
        self.random
            .one_of(&[
                "bag.text",
                "format!(\"{}-{}\", bag.text, bag.n)",
                "\"it's \\\"so\\\" \\\\ \\n🦀\"",
                "bag.text.to_uppercase()",
            ])
            .to_owned()
    }

    fn bag(&mut self, calm: bool) -> String {
        match self.random.below(5) {
            0 => "bag".to_owned(),
            1 => format!("Bag {{ n: {}, ..bag }}", self.number(calm)),
            2 => format!("Bag {{ text: {}, flag: {}, ..bag }}", self.text(), self.condition(calm)),
            3 => format!(
                "Bag {{ the_list: vec![{}, 2], maybe: Some({}), ..bag }}",
                self.number(calm),
                self.number(calm)
            ),
            _ => format!("Bag {{ n: {}, maybe: None, ..bag }}", self.number(calm)),
        }
    }
}
