//! Numbers and conditions: arithmetic, comparison, logic, and the methods of numbers.
//!
//! Read next: `generate.rs`, of which this is a part.

use crate::{
    generate::{Generator, Use},
    node::Node,
    types::Ty,
    universe::INTEGERS,
};

/// What each integer type can be made `from`.
fn narrower(name: &str) -> &'static [&'static str] {
    match name {
        "u16" => &["u8"],
        "u32" => &["u8", "u16"],
        "u64" => &["u8", "u16", "u32"],
        "i16" => &["i8", "u8"],
        "i32" => &["i8", "i16", "u8", "u16"],
        "i64" => &["i8", "i16", "i32", "u8", "u16", "u32"],
        _ => &[],
    }
}

/// What each type of numbers can be made of by `as`.
fn cast_from(name: &str) -> &'static [&'static str] {
    match name {
        "u64" | "usize" => &["u8", "u16", "u32", "usize", "u64"],
        "i64" => &["u8", "u16", "u32", "u64", "usize", "i8", "i16", "i32", "i64"],
        _ => &["u8", "u16", "u32", "u64", "usize", "i8", "i16", "i32", "i64", "f64"],
    }
}

impl Generator<'_> {
    fn cast(&mut self, ty: &Ty, depth: u8) -> Option<Node> {
        let name = ty.rust();
        let whole = name != "f64";
        let (source, method) = match self.rng.u8(..6) {
            0 | 1 if whole => (Ty::Float, self.pick(&[".round()", ".floor()", ".ceil()", ".trunc()"])),
            2 if matches!(&*name, "u64" | "usize") => (
                Ty::Int(self.pick(&["i8", "i16", "i32", "i64"])),
                self.pick(&[".abs()", ".max(0)", ".max(7)"]),
            ),
            _ => {
                let source = self.pick(cast_from(&name));
                (if source == "f64" { Ty::Float } else { Ty::Int(source) }, "")
            }
        };
        let value =
            if method.is_empty() { self.open(&source, depth)? } else { self.receiver(&source, depth) };
        if !self.is_open(&value) {
            return None;
        }
        Some(Node::new(ty, &format!("§{method} as {name}"), [value]))
    }

    pub(crate) fn integer_literal(&mut self, name: &str) -> String {
        let common = ["0", "1", "2", "3", "7", "100"];
        let signed = name.starts_with('i');
        match self.rng.u8(..8) {
            0 if signed => self.pick(&["-1", "-2", "-7"]).to_owned(),
            1 => self.edge(name).to_owned(),
            _ => self.pick(&common).to_owned(),
        }
    }

    /// A literal at the edge of its type, or of what is exact in JSON.
    fn edge(&mut self, name: &str) -> &'static str {
        self.pick(match name {
            "u8" => &["255", "254"],
            "i8" => &["127", "-128", "-127"],
            "u16" => &["65_535", "65_534"],
            "i16" => &["-32_768", "32_767"],
            "u32" => &["4_294_967_295", "4_294_967_294"],
            "i32" => &["2_147_483_647", "-2_147_483_648"],
            "i64" => &["9_007_199_254_740_991", "-9_007_199_254_740_991", "9_007_199_254_740_990"],
            _ => &["9_007_199_254_740_991", "9_007_199_254_740_990"],
        })
    }

    /// A number that is not known when the definition is made: of two constants rustc computes the result itself.
    fn open(&mut self, ty: &Ty, depth: u8) -> Option<Node> {
        let value =
            if depth > 0 && self.chance(50) { self.value(ty, depth - 1) } else { self.path(ty, Use::Value)? };
        self.is_open(&value).then_some(value)
    }

    pub(crate) fn integer(&mut self, name: &'static str, depth: u8) -> Option<Node> {
        let ty = Ty::Int(name);
        let signed = name.starts_with('i');
        if self.constant.is_some() && self.chance(20) {
            return self.made_by_rustc(name, depth);
        }
        match self.rng.u8(..16) {
            0..=5 => self.arithmetic(&ty, depth),
            14 | 15 => {
                let parts = [self.receiver(&Ty::Text, depth), self.value(&ty, depth)];
                Some(Node::new(&ty, &format!("§.parse::<{name}>().unwrap_or(¤)"), parts).atom())
            }
            6 if signed => Some(Node::new(&ty, "-§", [self.open(&ty, depth)?])),
            7 if signed => Some(Node::new(&ty, "§.abs()", [self.receiver(&ty, depth)]).atom()),
            6 | 7 => {
                let method = self.pick(&["saturating_sub", "abs_diff"]);
                let parts = [self.receiver(&ty, depth), self.value(&ty, depth)];
                Some(Node::new(&ty, &format!("§.{method}(¤)"), parts).atom())
            }
            8 => {
                let method = self.pick(&["min", "max"]);
                let parts = [self.operand(&ty, depth), self.value(&ty, depth)];
                Some(Node::new(&ty, &format!("§.{method}(¤)"), parts).atom())
            }
            9 if self.chance(60) => self.cast(&ty, depth),
            9 => {
                let from = narrower(name);
                if from.is_empty() {
                    return None;
                }
                let source = self.pick(from);
                let value = self.open(&Ty::Int(source), depth)?;
                Some(Node::new(&ty, &format!("{name}::from(¤)"), [value]).atom())
            }
            10 | 11 if name == "usize" => Some(self.length(depth)),
            _ => self.sum(&ty, depth),
        }
    }

    fn arithmetic(&mut self, ty: &Ty, depth: u8) -> Option<Node> {
        let operator = self.pick(&["+", "-", "*", "/", "%"]);
        let left = self.open(ty, depth)?;
        let right = self.value(ty, depth);
        Some(Node::new(ty, &format!("§ {operator} §"), [left, right]))
    }

    pub(crate) fn float(&mut self, depth: u8) -> Option<Node> {
        let ty = Ty::Float;
        match self.rng.u8(..10) {
            0..=3 => self.arithmetic(&ty, depth),
            4 => Some(Node::new(&ty, "-§", [self.open(&ty, depth)?])),
            5 | 6 => {
                let method = self.pick(&["abs", "floor", "ceil", "round", "trunc"]);
                Some(Node::new(&ty, &format!("§.{method}()"), [self.receiver(&ty, depth)]).atom())
            }
            7 => {
                let method = self.pick(&["min", "max"]);
                let parts = [self.operand(&ty, depth), self.value(&ty, depth)];
                Some(Node::new(&ty, &format!("§.{method}(¤)"), parts).atom())
            }
            8 if self.chance(50) => self.cast(&ty, depth),
            8 => {
                let source = self.pick(&["u8", "u16", "u32", "i8", "i16", "i32"]);
                let value = self.open(&Ty::Int(source), depth)?;
                Some(Node::new(&ty, "f64::from(¤)", [value]).atom())
            }
            _ => self.sum(&ty, depth),
        }
    }

    fn sum(&mut self, ty: &Ty, depth: u8) -> Option<Node> {
        let name = ty.rust();
        if self.chance(50) {
            let list = self.receiver(&ty.clone().list(), depth);
            return Some(Node::new(ty, &format!("§.iter().sum::<{name}>()"), [list]).atom());
        }
        let stream = self.stream(depth);
        let (parameter, body) = self.closure(&stream.element, true, ty, |inner| inner.of_closure(ty, depth));
        let end = format!(".map(|{parameter}| ¤).sum::<{name}>()");
        Some(stream.ended(ty, &end, body, [parameter]).atom())
    }

    pub(crate) fn boolean(&mut self, depth: u8) -> Option<Node> {
        let ty = Ty::Bool;
        match self.rng.u8(..18) {
            0..=2 => {
                let operator = self.pick(&["&&", "||"]);
                let parts = [self.value(&ty, depth), self.value(&ty, depth)];
                Some(Node::new(&ty, &format!("§ {operator} §"), parts))
            }
            3 => Some(Node::new(&ty, "!§", [self.value(&ty, depth)])),
            4 | 5 => Some(self.ordering(depth)),
            6..=8 => self.equality(depth),
            9 | 10 => Some(self.question_of_text(depth)),
            11 | 12 => self.question_of_option(depth),
            13 | 14 => self.question_of_list(depth),
            15 | 16 => self.matches(depth),
            _ => Some(self.in_range(depth)),
        }
    }

    fn ordered_type(&mut self) -> Ty {
        match self.rng.u8(..8) {
            0 => Ty::Float,
            1 => Ty::Timestamp,
            _ => Ty::Int(self.pick(&INTEGERS)),
        }
    }

    fn ordering(&mut self, depth: u8) -> Node {
        let ty = self.ordered_type();
        let operator = self.pick(&["<", "<=", ">", ">="]);
        let left = self.operand(&ty, depth);
        // A literal would stand where a type's argument list could begin.
        let right =
            if ty == Ty::Timestamp || self.chance(60) { self.operand(&ty, depth) } else { self.leaf(&ty) };
        Node::new(&Ty::Bool, &format!("§ {operator} §"), [left, right])
    }

    fn equality(&mut self, depth: u8) -> Option<Node> {
        let ty = self.compared_type(2);
        let operator = self.pick(&["==", "!="]);
        let left = self.operand(&ty, depth);
        let right = if ty == Ty::Text && self.chance(50) {
            self.bare_literal()
        } else if self.chance(50) && !matches!(ty, Ty::Tuple(_) | Ty::List(_)) {
            self.literal(&ty).unwrap_or_else(|| self.operand(&ty, depth))
        } else {
            self.operand(&ty, depth)
        };
        Some(Node::new(&Ty::Bool, &format!("§ {operator} §"), [left, right]))
    }

    fn in_range(&mut self, depth: u8) -> Node {
        let ty = Ty::Int(self.pick(&INTEGERS));
        let range = self.pick(&["(§..§)", "(§..=§)", "(§..)", "(..§)", "(..=§)"]);
        let ends = range.matches('§').count();
        let mut parts: Vec<Node> = (0..ends).map(|_| self.leaf(&ty)).collect();
        parts.push(self.operand(&ty, depth));
        Node::new(&Ty::Bool, &format!("{range}.contains(&§)"), parts).atom()
    }
}
