//! Text: `format!`, its methods, and what can be asked of it.
//!
//! Read next: `generate.rs`, of which this is a part.

use crate::{
    generate::{Generator, Use, Var},
    node::Node,
    types::Ty,
    universe::INTEGERS,
};

/// Literals, as they are written in Rust.
const LITERALS: &[&str] = &[
    "\"\"",
    "\"a\"",
    "\"b\"",
    "\"a,b\"",
    "\"\\\"\"",
    "\"\\\\\"",
    "\"\\n\"",
    "\"{%\"",
    "\"{% $x %}\"",
    "\"é\"",
    "\"😀\"",
    "\"e\\u{301}\"",
    "\" a \"",
    "\"$1\"",
    "\"null\"",
    "\"ß\"",
];

/// Literals to split at, and to look for.
const SEPARATORS: &[&str] = &[
    "\",\"", "WORD", "\"a\"", "\"ab\"", "\" \"", "\"\\\\\"", "\"\\n\"", "\"é\"", "\"$\"", "\"{%\"", "\".\"",
];

impl Generator<'_> {
    /// A literal where its surroundings say that it is a `String`.
    pub(crate) fn bare_literal(&mut self) -> Node {
        Node::literal(&Ty::Text, self.pick(LITERALS))
    }

    /// A literal that is a `String` anywhere.
    pub(crate) fn text_literal(&mut self) -> Node {
        Node::new(&Ty::Text, "§.to_owned()", [self.bare_literal().place()]).atom()
    }

    fn separator(&mut self) -> &'static str {
        self.pick(SEPARATORS)
    }

    pub(crate) fn text(&mut self, depth: u8) -> Option<Node> {
        let ty = Ty::Text;
        let made = match self.rng.u8(..12) {
            0..=2 => self.format(depth),
            3 => {
                let shown = self.shown();
                Node::new(&ty, "§.to_string()", [self.receiver(&shown, depth)])
            }
            4 => {
                let left = self.path(&ty, Use::Value)?;
                Node::new(&ty, "§ + &§", [left, self.receiver(&ty, depth)])
            }
            5 | 6 => {
                let method = self.pick(&["to_uppercase()", "to_lowercase()"]);
                Node::new(&ty, &format!("§.{method}"), [self.receiver(&ty, depth)])
            }
            7 | 8 => {
                let method = self.pick(&["trim()", "trim_start()", "trim_end()"]);
                let made = self.pick(&["to_string()", "to_owned()"]);
                Node::new(&ty, &format!("§.{method}.{made}"), [self.receiver(&ty, depth)])
            }
            9 => {
                let (from, to) = (self.separator(), self.pick(LITERALS));
                Node::new(&ty, &format!("§.replace({from}, {to})"), [self.receiver(&ty, depth)])
            }
            10 => {
                let separator = self.pick(LITERALS);
                Node::new(&ty, &format!("§.join({separator})"), [self.receiver(&ty.clone().list(), depth)])
            }
            _ => return self.concatenated(depth),
        };
        let simple = !made.source().contains(" + ");
        Some(if simple { made.atom() } else { made })
    }

    fn concatenated(&mut self, depth: u8) -> Option<Node> {
        let parts = [self.path(&Ty::Text, Use::Value)?, self.value(&Ty::Text, depth)];
        parts[1].typed.then(|| Node::new(&Ty::Text, "[¤, ¤].concat()", parts).atom())
    }

    fn shown(&mut self) -> Ty {
        match self.rng.u8(..6) {
            0 => Ty::Bool,
            1 => Ty::Timestamp,
            2 => Ty::Text,
            3 => Ty::Char,
            _ => Ty::Int(self.pick(&INTEGERS)),
        }
    }

    fn format(&mut self, depth: u8) -> Node {
        let mut text = String::new();
        let count = self.rng.usize(..=3);
        let (mut parts, mut arguments) = (Vec::new(), Vec::new());
        let numbered = self.chance(20);
        for _ in 0..count {
            text += self.pick(&["", "a", " ", "\\\"", "{{%", "%}}", "\\n", "é", ": "]);
            match self.captured() {
                Some(name) => {
                    let zeros = self.zeros(&name.ty);
                    text += &format!("{{¤{zeros}}}");
                    parts.push(name);
                }
                None if self.chance(10) => text += "{WORD}",
                None => {
                    let ty = self.shown();
                    let place = if numbered { arguments.len().to_string() } else { String::new() };
                    let zeros = self.zeros(&ty);
                    text += &format!("{{{place}{zeros}}}");
                    arguments.push(self.operand(&ty, depth));
                }
            }
        }
        text += self.pick(&["", ".", "\\\\", "😀"]);
        let places = ", §".repeat(arguments.len());
        parts.append(&mut arguments);
        Node::new(&Ty::Text, &format!("format!(\"{text}\"{places})"), parts).atom()
    }

    /// The zeros with which a value of this type is written.
    fn zeros(&mut self, ty: &Ty) -> &'static str {
        match ty {
            Ty::Int(name) if !name.starts_with('i') && self.chance(25) => self.pick(&[":02", ":03", ":018"]),
            _ => "",
        }
    }

    /// A name that a format string can capture.
    fn captured(&mut self) -> Option<Node> {
        let shown = |var: &&Var| {
            let shown = matches!(var.ty, Ty::Bool | Ty::Timestamp | Ty::Text | Ty::Char | Ty::Int(_));
            shown && !var.name.starts_with("r#")
        };
        let vars: Vec<Var> = self.vars().into_iter().filter(|var| shown(&var)).collect();
        if vars.is_empty() || !self.chance(40) {
            return None;
        }
        let var = self.pick(&vars);
        Some(Node::local(&var.ty, "", &var.name, "").place())
    }

    pub(crate) fn question_of_text(&mut self, depth: u8) -> Node {
        let receiver = self.receiver(&Ty::Text, depth);
        match self.rng.u8(..5) {
            4 => {
                let (number, question) = (self.pick(&INTEGERS), self.pick(&["is_ok", "is_err"]));
                Node::new(&Ty::Bool, &format!("§.parse::<{number}>().{question}()"), [receiver]).atom()
            }
            0 => Node::new(&Ty::Bool, "§.is_empty()", [receiver]).atom(),
            1 => {
                let method = self.pick(&["contains", "starts_with", "ends_with"]);
                let literal = self.pick(LITERALS);
                Node::new(&Ty::Bool, &format!("§.{method}({literal})"), [receiver]).atom()
            }
            _ => {
                let method = self.pick(&["contains", "starts_with", "ends_with"]);
                let other = self.receiver(&Ty::Text, depth);
                Node::new(&Ty::Bool, &format!("§.{method}(§.as_str())"), [receiver, other]).atom()
            }
        }
    }

    pub(crate) fn split(&mut self, depth: u8) -> Node {
        let receiver = self.receiver(&Ty::Text, depth);
        let separator = self.separator();
        let made = self.pick(&["piece.to_string()", "piece.trim().to_owned()", "piece.to_uppercase()"]);
        let template = format!("§.split({separator}).map(|piece| {made}).collect()");
        Node::new(&Ty::Text.list(), &template, [receiver]).atom().untyped()
    }
}
