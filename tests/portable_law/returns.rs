//! Bodies that end early: guards, `let .. else`, a `let` of which one case goes on, and `?`, in a line and within one.
//!
//! Read next: `generate.rs`, of which this is a part; `case.rs`, which has such bodies as choices.

use std::slice;

use crate::{
    generate::{Generator, Use, Var},
    node::Node,
    types::Ty,
    universe::INTEGERS,
};

/// What a body gives.
#[derive(Clone, Debug)]
pub(crate) struct Gives {
    /// What stands in it.
    pub(crate) ty: Ty,
    /// How that is written, in which `¤` is a value: `succeed(¤)`, `Some(¤)`.
    leaf: &'static str,
    asks: Asks,
}

/// Of what `?` asks.
#[derive(Clone, Debug)]
enum Asks {
    Nothing,
    Options,
    /// With an error of this type.
    Results(Ty),
}

impl Gives {
    pub(crate) fn value(ty: &Ty, leaf: &'static str) -> Self {
        Self { ty: ty.clone(), leaf, asks: Asks::Nothing }
    }

    fn option(ty: &Ty) -> Self {
        Self { ty: ty.clone(), leaf: "Some(¤)", asks: Asks::Options }
    }

    fn result(ty: &Ty, error: &Ty) -> Self {
        Self { ty: ty.clone(), leaf: "Ok(¤)", asks: Asks::Results(error.clone()) }
    }

    /// The type, as Rust writes it.
    fn rust(&self) -> String {
        match &self.asks {
            Asks::Nothing => self.ty.rust(),
            Asks::Options => format!("Option<{}>", self.ty.rust()),
            Asks::Results(error) => format!("Result<{}, {}>", self.ty.rust(), error.rust()),
        }
    }
}

/// An option that is matched, and what its `Some` binds.
struct Inspected {
    option: Node,
    /// How it is looked at: `&`, if not taken.
    by: &'static str,
    var: Var,
}

impl Generator<'_> {
    fn inspected(&mut self, size: u8, depth: u8) -> Inspected {
        let ty = self.solid_type(size);
        let option = self.receiver(&ty.clone().option(), depth);
        let by = self.by_reference(&option);
        Inspected { option, by, var: Var { name: self.fresh_or_taken(), ty, reference: true } }
    }

    /// A function with such a body, and what is made of what it gives.
    pub(crate) fn of_lines(&mut self, ty: &Ty, depth: u8) -> Option<Node> {
        let gives = match self.rng.u8(..3) {
            0 => Gives::value(ty, "¤"),
            1 => Gives::option(&self.asked_for()),
            // What fails in a closure gives its type's default, which a `Result` does not have.
            _ if self.closures > 0 => return None,
            _ => Gives::result(&self.asked_for(), &self.some_type(1)),
        };
        if self.closures > 0 && !self.universe.has_default(&gives.ty) {
            return None;
        }
        let asked = match &gives.ty {
            Ty::Tuple(parts) => self.pick(parts),
            ty => ty.clone(),
        };
        let types = [gives.ty.clone(), asked.option(), self.solid_type(1).option(), Ty::Bool];
        let returns = gives.rust();
        let (call, parts) =
            self.function(&types, &returns, depth, |inner| inner.lines(&gives, depth.min(2), 2))?;
        Some(self.of_what_is_given(ty, &gives, &call, parts, depth))
    }

    /// A type that is often one of which parts are asked for.
    fn asked_for(&mut self) -> Ty {
        match self.rng.u8(..6) {
            0 | 1 => Ty::Int(self.pick(&INTEGERS)),
            2 => Ty::Tuple(vec![self.solid_type(0), self.solid_type(1)]),
            3 => Ty::Text,
            _ => self.solid_type(1),
        }
    }

    fn of_what_is_given(
        &mut self,
        ty: &Ty,
        gives: &Gives,
        call: &str,
        mut parts: Vec<Node>,
        depth: u8,
    ) -> Node {
        let mut binds = |ty: &Ty| Var { name: self.fresh_or_taken(), ty: ty.clone(), reference: false };
        let (patterns, vars) = match &gives.asks {
            Asks::Nothing => return Node::new(ty, call, parts).atom(),
            Asks::Options => {
                let some = binds(&gives.ty);
                ([format!("Some({})", some.name), "None".to_owned()], vec![vec![some], vec![]])
            }
            Asks::Results(error) => {
                let (ok, err) = (binds(&gives.ty), binds(error));
                ([format!("Ok({})", ok.name), format!("Err({})", err.name)], vec![vec![ok], vec![err]])
            }
        };
        let values: Vec<Node> =
            vars.iter().map(|vars| self.within(vars, |inner| inner.typed_value(ty, depth))).collect();
        parts.extend(values);
        let [good, bad] = patterns;
        if let (Asks::Results(_), [good, bad]) = (&gives.asks, &vars[..])
            && self.chance(40)
        {
            return self.by_its_methods(ty, call, (&good[0], &bad[0]), parts, depth);
        }
        let template = format!("match {call} {{ {good} => ¤, {bad} => ¤ }}");
        Node::new(ty, &template, parts).binding(vars.into_iter().flatten().map(|var| var.name))
    }

    /// What is made of a `Result` by its methods; the last two parts are for what it is good for, and for its error.
    fn by_its_methods(
        &mut self,
        ty: &Ty,
        call: &str,
        (good, bad): (&Var, &Var),
        mut parts: Vec<Node>,
        depth: u8,
    ) -> Node {
        let [value, other] = parts.split_off(parts.len() - 2).try_into().expect("two parts");
        let error = Var { name: self.fresh(), ty: bad.ty.clone(), reference: false };
        let (x, y, e) = (&good.name, &bad.name, error.name.clone());
        let mut of_error = |ty: &Ty| {
            let vars = slice::from_ref(&error);
            self.within(vars, |inner| inner.typed_value(ty, depth))
        };
        let mapped = of_error(&bad.ty);
        let recovered = of_error(&good.ty);
        let (template, more) = match self.rng.u8(..5) {
            0 => (
                format!("match {call}.map_err(|{e}| ¤) {{ Ok({x}) => ¤, Err({y}) => ¤ }}"),
                vec![mapped, value, other],
            ),
            1 => {
                let asked = self.pick(&["is_ok", "is_err"]);
                let values = [self.typed_value(ty, depth), self.typed_value(ty, depth)];
                (format!("if {call}.{asked}() {{ ¤ }} else {{ ¤ }}"), values.into())
            }
            2 if !self.universe.nullable(&good.ty) => {
                let none = self.typed_value(ty, depth);
                (format!("match {call}.ok() {{ Some({x}) => ¤, None => ¤ }}"), vec![value, none])
            }
            3 => {
                let default = self.typed_value(&good.ty, depth);
                (format!("{{ let {x} = {call}.unwrap_or(¤); ¤ }}"), vec![default, value])
            }
            _ => {
                let template = format!("{{ let {x} = {call}.unwrap_or_else(|{e}| ¤); ¤ }}");
                (template, vec![recovered, value])
            }
        };
        parts.extend(more);
        Node::new(ty, &template, parts).binding([x.clone(), y.clone(), e])
    }

    /// Lines of which some end the body.
    pub(crate) fn decision(&mut self, gives: &Gives, depth: u8) -> Node {
        let made = match self.rng.u8(..3) {
            0 => self.guarded(gives, depth, 3),
            1 => self.guarded_by_a_pattern(gives, depth, 3),
            _ => None,
        };
        made.unwrap_or_else(|| self.either(gives, depth, 3))
    }

    /// Lines, at most so many, and then the value.
    pub(crate) fn lines(&mut self, gives: &Gives, depth: u8, most: u8) -> Node {
        if most == 0 || self.chance(15) {
            return self.end(gives, depth);
        }
        let made = match self.rng.u8(..11) {
            10 => self.cased_statement(gives, depth, most),
            0 => self.guarded(gives, depth, most),
            1 => self.guarded_by_a_pattern(gives, depth, most),
            2 | 3 => self.cased(gives, depth, most),
            4 => self.guarded_by_a_question(gives, depth, most),
            5 => self.bound(gives, depth, most),
            6 | 7 => Some(self.either(gives, depth, most)),
            _ => self.asked(gives, depth, most),
        };
        made.unwrap_or_else(|| self.end(gives, depth))
    }

    /// `let x = a; ..`
    fn bound(&mut self, gives: &Gives, depth: u8, most: u8) -> Option<Node> {
        let (value, var) = if self.rng.bool() {
            self.halved()
        } else {
            let var = Var { name: self.fresh(), ty: Ty::Int(self.pick(&INTEGERS)), reference: false };
            (self.typed_value(&var.ty, depth + 1), var)
        };
        let name = var.name.clone();
        let value = value.typed.then_some(value)?;
        let rest = self.within(&[var], |inner| inner.lines(gives, depth, most));
        Some(Node::new(&gives.ty, &format!("let {name} = ¤; ¤"), [value, rest]).binding([name]))
    }

    /// `if a { .. } else { .. }`
    fn either(&mut self, gives: &Gives, depth: u8, most: u8) -> Node {
        let condition = self.operand(&Ty::Bool, depth);
        let parts = [condition, self.lines(gives, depth, most - 1), self.lines(gives, depth, most - 1)];
        Node::new(&gives.ty, "if § { ¤ } else { ¤ }", parts)
    }

    /// What stands in a closure, which may end early itself.
    pub(crate) fn of_closure(&mut self, ty: &Ty, depth: u8) -> Node {
        if !self.chance(20) {
            return self.typed_value(ty, depth);
        }
        if self.rng.bool() {
            let parts =
                [self.operand(&Ty::Bool, depth), self.typed_value(ty, depth), self.typed_value(ty, depth)];
            return Node::new(ty, "{ if § { return ¤; } ¤ }", parts);
        }
        if self.rng.bool() {
            let (halved, var) = self.halved();
            let name = var.name.clone();
            let value = |inner: &mut Self| inner.typed_value(ty, depth);
            let parts = [self.operand(&Ty::Bool, depth), value(self)];
            let [first, second] = self.within(&[var], |inner| [value(inner), value(inner)]);
            let template =
                format!("{{ if § {{ return ¤; }} let {name} = ¤; if {name} == 1 {{ return ¤; }} ¤ }}");
            let parts = parts.into_iter().chain([halved, first, second]);
            return Node::new(ty, &template, parts).binding([name]);
        }
        let Inspected { option, by, var } = self.inspected(1, depth);
        let (name, end) = (var.name.clone(), self.typed_value(ty, depth));
        let value = self.within(&[var], |inner| inner.typed_value(ty, depth));
        let template = format!("{{ let Some({name}) = {by}§ else {{ return ¤ }}; ¤ }}");
        Node::new(ty, &template, [option, end, value]).binding([name])
    }

    /// What cannot fail, computed of an integer.
    fn halved(&mut self) -> (Node, Var) {
        let ty = Ty::Int(self.pick(&["u8", "u16", "u32"]));
        let value = self.path_or_parameter(&ty, Use::Value);
        let halved = Node::new(&ty, "§ / 2", [value]);
        (halved, Var { name: self.fresh_or_taken(), ty, reference: false })
    }

    /// What stands in a closure that gives an `Option`, and so may ask.
    pub(crate) fn of_asking_closure(&mut self, inner: &Ty, depth: u8) -> Node {
        let ty = inner.clone().option();
        if !self.chance(40) {
            return self.of_closure(&ty, depth);
        }
        let Some(question) = self.question(&Gives::option(inner), inner, depth) else {
            return self.of_closure(&ty, depth);
        };
        if self.rng.bool() {
            return Node::new(&ty, "Some(¤)", [question]).atom();
        }
        let var = Var { name: self.fresh_or_taken(), ty: inner.clone(), reference: false };
        let name = var.name.clone();
        let value = self.within(&[var], |within| within.typed_value(&ty, depth));
        Node::new(&ty, &format!("{{ let {name} = ¤; ¤ }}"), [question, value]).binding([name])
    }

    /// `if a { return b; } ..`, or within another.
    fn guarded(&mut self, gives: &Gives, depth: u8, most: u8) -> Option<Node> {
        if self.chance(40) {
            let (outer, inner) = (self.operand(&Ty::Bool, depth), self.operand(&Ty::Bool, depth));
            let parts = [outer, inner, self.end(gives, depth), self.lines(gives, depth, most - 1)];
            return Some(Node::new(&gives.ty, "if § { if § { return ¤; } } ¤", parts));
        }
        let parts =
            [self.operand(&Ty::Bool, depth), self.end(gives, depth), self.lines(gives, depth, most - 1)];
        Some(Node::new(&gives.ty, "if § { return ¤; } ¤", parts))
    }

    /// `let Some(x) = a else { return b }; ..`
    fn guarded_by_a_pattern(&mut self, gives: &Gives, depth: u8, most: u8) -> Option<Node> {
        let Inspected { option, by, var } = self.inspected(1, depth);
        let name = var.name.clone();
        let end = self.end(gives, depth);
        let rest = self.within(&[var], |inner| inner.lines(gives, depth, most - 1));
        let template = format!("let Some({name}) = {by}§ else {{ return ¤ }}; ¤");
        Some(Node::new(&gives.ty, &template, [option, end, rest]).binding([name]))
    }

    /// `let x = match a { Some(y) => b, None => return c }; ..`, or an `if`, of which two cases may go on.
    fn cased(&mut self, gives: &Gives, depth: u8, most: u8) -> Option<Node> {
        let bound = Var { name: self.fresh(), ty: self.some_type(1), reference: false };
        let (name, bound_type) = (bound.name.clone(), bound.ty.clone());
        if self.rng.bool() {
            let condition = self.operand(&Ty::Bool, depth);
            let value = self.case(gives, &bound.ty, depth);
            let end = self.end(gives, depth);
            let rest = self.within(&[bound], |inner| inner.lines(gives, depth, most - 1));
            if self.chance(40) {
                let (other, another) = (self.operand(&Ty::Bool, depth), self.case(gives, &bound_type, depth));
                let template = format!("let {name} = if § {{ ¤ }} else if § {{ return ¤ }} else {{ ¤ }}; ¤");
                let parts = [condition, value, other, end, another, rest];
                return Some(Node::new(&gives.ty, &template, parts).binding([name]));
            }
            let template = format!("let {name} = if § {{ ¤ }} else {{ return ¤ }}; ¤");
            return Some(Node::new(&gives.ty, &template, [condition, value, end, rest]).binding([name]));
        }
        let Inspected { option, by, var } = self.inspected(1, depth);
        let taken = var.name.clone();
        let value = self.within(&[var], |inner| inner.case(gives, &bound.ty, depth));
        let (none, other) = if self.rng.bool() {
            ("return ¤", self.end(gives, depth))
        } else {
            ("¤", self.case(gives, &bound.ty, depth))
        };
        let rest = self.within(&[bound], |inner| inner.lines(gives, depth, most - 1));
        let template = format!("let {name} = match {by}§ {{ Some({taken}) => ¤, None => {none} }}; ¤");
        Some(Node::new(&gives.ty, &template, [option, value, other, rest]).binding([name, taken]))
    }

    /// The value of a case, which may return or ask in lines before.
    fn case(&mut self, gives: &Gives, ty: &Ty, depth: u8) -> Node {
        if self.chance(30)
            && let Some(question) = self.question(gives, ty, depth)
        {
            return question;
        }
        match self.rng.u8(..6) {
            0 | 1 => {
                let parts =
                    [self.operand(&Ty::Bool, depth), self.end(gives, depth), self.typed_value(ty, depth)];
                Node::new(ty, "{ if § { return ¤; } ¤ }", parts)
            }
            2 => {
                let Inspected { option, by, var } = self.inspected(0, depth);
                let name = var.name.clone();
                let end = self.end(gives, depth);
                let value = self.within(&[var], |inner| inner.typed_value(ty, depth));
                let template = format!("{{ let Some({name}) = {by}§ else {{ return ¤ }}; ¤ }}");
                Node::new(ty, &template, [option, end, value]).binding([name])
            }
            _ => self.typed_value(ty, depth),
        }
    }

    /// `match a { Some(x) if b => return c, Some(x) => { if d { return e; } } None => {} } ..`
    fn cased_statement(&mut self, gives: &Gives, depth: u8, most: u8) -> Option<Node> {
        let Inspected { option, by, var } = self.inspected(1, depth);
        let name = var.name.clone();
        let returns = |inner: &mut Self| [inner.operand(&Ty::Bool, depth), inner.end(gives, depth)];
        let [first, end] = self.within(slice::from_ref(&var), returns);
        let [second, other] = self.within(&[var], returns);
        let rest = self.lines(gives, depth, most - 1);
        let cases = [
            format!("Some({name}) if § => return ¤"),
            format!("Some({name}) => {{ if § {{ return ¤; }} }}"),
            "None => {}".to_owned(),
        ];
        let template = format!("match {by}§ {{ {} }} ¤", cases.join(", "));
        Some(Node::new(&gives.ty, &template, [option, first, end, second, other, rest]).binding([name]))
    }

    /// `if a? > b { return c; } ..`
    fn guarded_by_a_question(&mut self, gives: &Gives, depth: u8, most: u8) -> Option<Node> {
        let ty = Ty::Int(self.pick(&INTEGERS));
        let question = self.question(gives, &ty, depth)?;
        let limit = self.value(&ty, depth);
        let (end, rest) = (self.end(gives, depth), self.lines(gives, depth, most - 1));
        Some(Node::new(&gives.ty, "if § > § { return ¤; } ¤", [question, limit, end, rest]))
    }

    /// `let x = a?; ..`
    fn asked(&mut self, gives: &Gives, depth: u8, most: u8) -> Option<Node> {
        let options: Vec<Ty> = self
            .vars()
            .into_iter()
            .filter_map(|var| match var.ty {
                Ty::Option(inner) => Some(*inner),
                _ => None,
            })
            .collect();
        let ty = if options.is_empty() { self.solid_type(1) } else { self.pick(&options) };
        let question = self.question(gives, &ty, depth)?;
        let var = Var { name: self.fresh_or_taken(), ty, reference: false };
        let name = var.name.clone();
        let rest = self.within(&[var], |inner| inner.lines(gives, depth, most - 1));
        Some(Node::new(&gives.ty, &format!("let {name} = ¤; ¤"), [question, rest]).binding([name]))
    }

    /// `a?`, of something that says its type.
    fn question(&mut self, gives: &Gives, ty: &Ty, depth: u8) -> Option<Node> {
        if matches!(gives.asks, Asks::Nothing) || self.universe.nullable(ty) {
            return None;
        }
        let option = ty.clone().option();
        let option = match self.path(&option, Use::Value) {
            Some(path) if self.chance(70) => path,
            _ => self.typed_value(&option, depth),
        };
        match &gives.asks {
            Asks::Nothing => None,
            Asks::Options => Some(Node::new(ty, "§?", [option]).atom()),
            Asks::Results(error) => {
                let error = self.typed_value(error, depth);
                if let (Ty::Int(name), true) = (ty, self.chance(20)) {
                    let text = self.receiver(&Ty::Text, depth);
                    let template = format!("§.parse::<{name}>().map_err(|_| ¤)?");
                    return Some(Node::new(ty, &template, [text, error]).atom());
                }
                let template = self.pick(&["§.ok_or_else(|| ¤)?", "§.ok_or(7_u8).map_err(|_| ¤)?"]);
                Some(Node::new(ty, template, [option, error]).atom())
            }
        }
    }

    /// The value, which may ask within its line.
    fn end(&mut self, gives: &Gives, depth: u8) -> Node {
        let value = match &gives.ty {
            ty if self.chance(10) => self.decided(gives, ty, depth),
            Ty::Tuple(parts) if self.chance(60) => {
                let elements: Vec<Node> = parts
                    .iter()
                    .map(|part| {
                        let question = if self.rng.bool() { self.question(gives, part, depth) } else { None };
                        question.unwrap_or_else(|| self.typed_value(part, depth))
                    })
                    .collect();
                let template: Vec<&str> = elements.iter().map(|_| "¤,").collect();
                Node::new(&gives.ty, &format!("({})", template.concat()), elements).atom()
            }
            Ty::Int(_) if self.chance(60) => self.computed(gives, depth),
            Ty::Text if self.chance(60) => self.written(gives, depth),
            ty => {
                let question = if self.chance(30) { self.question(gives, ty, depth) } else { None };
                question.unwrap_or_else(|| self.value(ty, depth))
            }
        };
        Node::new(&gives.ty, gives.leaf, [value])
    }

    /// `if a { b } else { return c }`, within a line.
    fn decided(&mut self, gives: &Gives, ty: &Ty, depth: u8) -> Node {
        let returned = Node::new(ty, gives.leaf, [self.value(ty, depth)]);
        let parts = [self.operand(&Ty::Bool, depth), self.case(gives, ty, depth), returned];
        Node::new(ty, "if § { ¤ } else { return ¤ }", parts)
    }

    /// `format!("{} {}", a, b?)`
    fn written(&mut self, gives: &Gives, depth: u8) -> Node {
        let ty = Ty::Int(self.pick(&INTEGERS));
        let Some(question) = self.question(gives, &ty, depth) else { return self.value(&Ty::Text, depth) };
        let before = self.typed_value(&ty, depth);
        Node::new(&Ty::Text, "format!(\"{} {}\", §, §)", [before, question]).atom()
    }

    /// `a? + b - c?`: what is computed before a question fails before it.
    fn computed(&mut self, gives: &Gives, depth: u8) -> Node {
        let ty = gives.ty.clone();
        let mut value = self.path_or_parameter(&ty, Use::Value);
        for _ in 0..self.rng.u8(1..=2) {
            let Some(question) = self.question(gives, &ty, depth) else { continue };
            let operator = self.pick(&["+", "-", "*"]);
            let parts = if self.rng.bool() { [value, question] } else { [question, value] };
            value = Node::new(&ty, &format!("§ {operator} §"), parts);
        }
        value
    }
}
