//! Writes random workflows that are well typed, over the types of `generated/main.rs`.
//!
//! Every state gives an `i64` in the end. At most one branch of a Parallel can fail, because of two that fail at once
//! either may be first: what is `calm` cannot. Expressions are the business of `expressions.rs`.

use std::fmt::Write as _;

#[path = "expressions.rs"]
mod expressions;
#[path = "random.rs"]
mod random;

use random::Random;

/// The machine of states that is being written.
struct Writer {
    random: Random,
    states: String,
    count: usize,
    starts_another: bool,
}

/// The module of a workflow, and its value over the handles `labs`.
pub(super) fn workflow(seed: u64, index: u64) -> (String, String) {
    let mut writer =
        Writer { random: Random::new(seed), states: String::new(), count: 0, starts_another: false };
    // What is deep takes long to compile.
    let depth = if index.is_multiple_of(3) { 3 } else { 2 };
    writer.state(depth, false, "#[start]\n    ");
    let (uses, field) =
        if writer.starts_another { (", workflows(inner(inner))", ", inner: labs.inner()") } else { ("", "") };
    let module = format!(
        "#[workflow(tasks(lab(Lab)){uses})]\npub mod w{index} {{\n    use super::*;\n{}}}\n",
        writer.states
    );
    (module, format!("w{index}::Workflow {{ lab: labs.lab(){field} }}"))
}

/// The attribute of a state and its body.
type Written = (String, String);

impl Writer {
    /// Writes a state that takes a bag, and all behind it; gives its name.
    fn state(&mut self, depth: usize, calm: bool, mark: &str) -> String {
        let name = self.name();
        let kind = if depth == 0 { 99 } else { self.random.below(13) };
        let (attribute, body) = match kind {
            0..3 => self.task(depth, calm),
            3 => self.other_task(depth, calm),
            4 | 5 => self.choice(depth, calm),
            6 => self.parallel(depth, calm),
            7 | 8 => self.map(depth, calm),
            9 => self.wait(depth, calm),
            10 => ("#[pass]".to_owned(), self.go(depth - 1, calm, true)),
            11 => self.two_parameters(depth, calm),
            12 => self.round(&name, depth, calm),
            _ => ("#[succeed]".to_owned(), format!("succeed({})", self.number(calm))),
        };
        self.write(mark, &attribute, &name, "bag: Bag", &body);
        name
    }

    fn write(&mut self, mark: &str, attribute: &str, name: &str, parameters: &str, body: &str) {
        let _ = write!(
            self.states,
            "    {mark}{attribute}\n    fn {name}({parameters}) -> Transition<i64> {{\n        {body}\n    }}\n"
        );
    }

    /// A name that no other state of the workflow has.
    fn name(&mut self) -> String {
        self.count += 1;
        format!("s{}", self.count)
    }

    fn branch_name(&mut self) -> String {
        self.name().to_uppercase().replace('S', "C")
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

    fn wait(&mut self, depth: usize, calm: bool) -> Written {
        let waits = match self.random.below(3) {
            0 => "wait(seconds(if bag.flag { 5 } else { 2 }))".to_owned(),
            1 => "wait_until(execution_started_at())".to_owned(),
            _ => format!("wait(minutes({}))", self.random.below(9)),
        };
        let next = self.go(depth - 1, calm, true);
        ("#[wait]".to_owned(), format!("{waits};\n        {next}"))
    }

    /// A state behind which one has parameters of its own.
    fn two_parameters(&mut self, depth: usize, calm: bool) -> Written {
        let (name, number, part) = (self.name(), self.number(calm), self.part(calm));
        let next = self.state(depth - 1, calm, "");
        let body = format!("{next}(Bag {{ n: number, spare: Some(part), ..bag }})");
        self.write("", "#[pass]", &name, "bag: Bag, number: i64, part: Part", &body);
        ("#[pass]".to_owned(), format!("{name}(bag, {number}, {part})"))
    }

    /// A loop: three rounds at most, through a task or a wait.
    fn round(&mut self, head: &str, depth: usize, calm: bool) -> Written {
        let body = self.name();
        let again = format!("{head}(Bag {{ rounds: bag.rounds + 1, ..bag }})");
        if self.random.below(2) == 0 {
            let waits = format!("wait(seconds({}));\n        {again}", self.random.below(5));
            self.write("", "#[wait]", &body, "bag: Bag", &waits);
        } else {
            let number = self.number(calm);
            let call = format!(
                "let number = lab.calm({number})?;\n        {head}(Bag {{ rounds: bag.rounds + 1, n: number, ..bag }})"
            );
            self.write("", "#[task]", &body, "bag: Bag", &call);
        }
        let out = self.state(depth - 1, calm, "");
        let limit = 1 + self.random.below(2);
        (
            "#[choice]".to_owned(),
            format!("if bag.rounds < {limit} {{ {body}(bag) }} else {{ {out}(Bag {{ rounds: 0, ..bag }}) }}"),
        )
    }

    fn task(&mut self, depth: usize, calm: bool) -> Written {
        let next = self.state(depth - 1, calm, "");
        if calm {
            let call = format!("let number = lab.calm({})?;", self.number(calm));
            return ("#[task]".to_owned(), format!("{call}\n        {next}(Bag {{ n: number, ..bag }})"));
        }
        let (call, success) = match self.random.below(4) {
            0 => (format!("lab.work(&{})", self.bag(calm)), "Bag { flag: !done.flag, ..done }"),
            1 => (
                format!("lab.measure({}, {})", self.number(calm), self.random.below(5)),
                "Bag { n: done, ..bag }",
            ),
            2 => (
                format!("lab.inspect(&{}, &{})", self.part(calm), self.text()),
                "Bag { n: done.size, part: done, ..bag }",
            ),
            _ => {
                (format!("lab.work(&{})", self.bag(calm)), "Bag { parts: vec![done.part, bag.part], ..bag }")
            }
        };
        let attribute = self.random.one_of(&[
            "#[task]",
            "#[task(retry(on(LabError::Busy), max_attempts = 1))]",
            "#[task(retry(on(LabError::Busy), max_attempts = 2, backoff_rate = 1.5), retry(on(any), max_attempts = 1))]",
            "#[task(timeout(seconds(60)), retry(on(LabError::Told), max_attempts = 0), retry(on(any), interval(seconds(3))))]",
            "#[task(retry(on(LabError::PowerOut, LabError::Broken), interval(seconds(2)), max_attempts = 3, max_delay(seconds(3))), retry(on(Crashed), max_attempts = 1))]",
            "#[task(retry(on(error_name(\"Lab.PowerOut\"), TimedOut), max_attempts = 2), retry(on(any), max_attempts = 1, jitter(Full)))]",
        ]);
        let body = self.caught(depth, calm, &call, &format!("{next}({success})"));
        (attribute.to_owned(), body)
    }

    /// What comes of a call of a task that fails with a `LabError`.
    fn caught(&mut self, depth: usize, calm: bool, call: &str, success: &str) -> String {
        let mut arms = Vec::new();
        match self.random.below(6) {
            0 => return format!("let done = {call}?;\n        {success}"),
            1 => {
                let other = self.state(depth - 1, calm, "");
                arms.push(format!(
                    "Err(Failed(LabError::Broken {{ pieces, why }})) => {other}(Bag {{ n: pieces + 1, text: format!(\"{{why}}!\"), ..bag }})"
                ));
                arms.push("Err(error) => fail(error)".to_owned());
            }
            2 => {
                let other = self.state(depth - 1, calm, "");
                arms.push(
                    "Err(Failed(LabError::Told(text))) => fail(GivenUp { at: text, n: bag.n })".to_owned(),
                );
                arms.push(format!("Err(error) => {other}(Bag {{ text: error.name(), ..bag }})"));
            }
            3 => {
                let (busy, crashed) = (self.state(depth - 1, calm, ""), self.state(depth - 1, calm, ""));
                arms.push(format!(
                    "Err(Failed(LabError::Busy | LabError::PowerOut)) => {busy}(Bag {{ flag: !bag.flag, ..bag }})"
                ));
                arms.push(format!(
                    "Err(Crashed(name)) => {crashed}(Bag {{ shade: Shade::Named(name), ..bag }})"
                ));
                arms.push("Err(error) => fail(error)".to_owned());
            }
            4 => {
                let name = self.name();
                self.write("", "#[fail]", &name, "failure: Failure", "fail(failure)");
                arms.push("Err(TimedOut) => succeed(-1)".to_owned());
                arms.push(format!("Err(error) => {name}(Failure::from(error))"));
            }
            _ => {
                let end = self.random.one_of(&["succeed(0)", "fail(LabError::Busy)", "fail(error)"]);
                arms.push(format!("Err(error) => {end}"));
            }
        }
        format!(
            "match {call} {{\n            Ok(done) => {success},\n            {},\n        }}",
            arms.join(",\n            ")
        )
    }

    /// A callback, another workflow, a task that gives nothing, one that is late.
    fn other_task(&mut self, depth: usize, calm: bool) -> Written {
        let next = self.state(depth - 1, calm, "");
        let success = format!("{next}(Bag {{ n: done, ..bag }})");
        match self.random.below(if calm { 1 } else { 4 }) {
            0 => {
                let call = format!("let _nothing = lab.note(&{}, &vec![bag.n])?;", self.text());
                ("#[task]".to_owned(), format!("{call}\n        {next}(bag)"))
            }
            1 => {
                let call = format!("lab.ask(&{}, task_token())", self.part(calm));
                let body = self.caught(depth, calm, &call, &success);
                ("#[task(timeout(days(2)), heartbeat(days(1)))]".to_owned(), body)
            }
            2 => {
                self.starts_another = true;
                let call = format!("inner.run({})", self.inner_input(calm));
                let end = self.random.one_of(&["fail(error)", "succeed(bag.n)"]);
                let body = format!(
                    "match {call} {{\n            Ok(done) => {success},\n            Err(error) => {end},\n        }}"
                );
                ("#[task]".to_owned(), body)
            }
            _ => {
                let attribute = self.random.one_of(&[
                    "#[task(timeout(seconds(20)))]",
                    "#[task(timeout(seconds(20)), retry(on(TimedOut), max_attempts = 1))]",
                ]);
                let call = format!("lab.doze({})", self.number(calm));
                (attribute.to_owned(), self.caught(depth, calm, &call, &success))
            }
        }
    }

    fn choice(&mut self, depth: usize, calm: bool) -> Written {
        let (yes, no) = (self.go(depth - 1, calm, true), self.go(depth - 1, calm, false));
        let body = match self.random.below(5) {
            0 => format!(
                "match bag.maybe {{\n            Some(inner) if inner > bag.n => {yes},\n            _ => {no},\n        }}"
            ),
            1 => {
                let third = self.go(depth - 1, calm, false);
                format!(
                    "match bag.shade {{\n            Shade::Light {{ level, .. }} if level > 4 => {yes},\n            Shade::Dark | Shade::Mixed(_) => {no},\n            _ => {third},\n        }}"
                )
            }
            2 => {
                let third = self.go(depth - 1, calm, false);
                let (first, second) = (self.condition(calm), self.condition(calm));
                format!("if {first} {{ {yes} }} else if {second} {{ {third} }} else {{ {no} }}")
            }
            3 => format!(
                "if let Label::Printed {{ copies, .. }} = bag.label && copies > 1 {{ {yes} }} else {{ {no} }}"
            ),
            _ => format!("if {} {{ {yes} }} else {{ {no} }}", self.condition(calm)),
        };
        ("#[choice]".to_owned(), body)
    }

    fn parallel(&mut self, depth: usize, calm: bool) -> Written {
        let first = self.bag(calm);
        let start = self.state(depth.min(3) - 1, calm, "");
        let name = self.branch_name();
        let second = format!("named(\"{name}\", lab.calm({}))", self.number(true));
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

    fn map(&mut self, depth: usize, calm: bool) -> Written {
        let name = self.branch_name();
        let call = match (calm, self.random.below(4)) {
            (true, 0..2) => format!("map(bag.the_list, |number| named(\"{name}\", lab.calm(number)))"),
            (true, _) => format!("map(bag.parts, |part| named(\"{name}\", lab.calm(part.size)))"),
            (false, 0) => {
                format!("map(bag.the_list, |index, number| named(\"{name}\", lab.measure(number, 3)))")
            }
            (false, 1) => {
                let start = self.state(depth.min(2) - 1, calm, "");
                format!("map(bag.parts, |part| {start}(Bag {{ n: part.size, part: part, ..bag }}))")
            }
            (false, 2) => {
                let start = self.state(depth.min(2) - 1, calm, "");
                format!("map(vec![bag.part, bag.part], |part| {start}(Bag {{ text: part.id, ..bag }}))")
            }
            (false, _) => {
                let start = self.state(depth.min(2) - 1, calm, "");
                format!("map(bag.the_list, |number| {start}(Bag {{ n: number, ..bag }}))")
            }
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
        // Where items can fail, one at a time, or else either of two may be first.
        let attribute = if calm {
            self.random.one_of(&["#[map]", "#[map(max_concurrency = 2)]", "#[map(max_concurrency = 1)]"])
        } else {
            self.random.one_of(&[
                "#[map(max_concurrency = 1)]",
                "#[map(max_concurrency = 1, retry(on(any), max_attempts = 1))]",
            ])
        };
        (attribute.to_owned(), body)
    }
}
