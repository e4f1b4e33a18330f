//! `if`, `if let`, `match` and blocks, as values and as the transitions of a choice.
//!
//! Read next: `generate.rs`, of which this is a part.

use crate::{
    generate::{Generator, Use, Var, branches_typed},
    node::Node,
    types::{Body, Fields, Ty},
};

/// A pattern, and what it binds.
struct Pattern {
    text: String,
    binds: Vec<Var>,
}

impl Generator<'_> {
    /// A value that depends on a condition.
    pub(crate) fn control(&mut self, ty: &Ty, depth: u8) -> Option<Node> {
        match self.rng.u8(..8) {
            0 => Some(self.conditional(ty, depth, "¤")),
            1 => self.if_one_or_another(ty, depth),
            2 => self.if_let(ty, depth, "¤"),
            3 => self.if_lets(ty, depth),
            4..=6 => self.matched(ty, depth, "¤"),
            _ => Some(self.block(ty, depth)),
        }
    }

    /// The same as the transitions of a choice, each of which is written by `leaf`, in which `¤` is a value.
    pub(crate) fn choice(&mut self, ty: &Ty, depth: u8, leaf: &str) -> Node {
        let made = match self.rng.u8(..3) {
            0 => None,
            1 => self.if_let(ty, depth, leaf),
            _ => self.matched(ty, depth, leaf),
        };
        made.unwrap_or_else(|| self.conditional(ty, depth, leaf))
    }

    /// A choice that stands behind a `let` that it does not read.
    pub(crate) fn after_a_let(&mut self, choice: Node, depth: u8) -> Node {
        let ty = Ty::Int(self.pick(&crate::universe::INTEGERS));
        let (name, value) = (self.fresh(), self.value(&ty, depth));
        let ty = choice.ty.clone();
        let value = if value.typed { value } else { Node::literal(&Ty::Bool, "true") };
        Node::new(&ty, &format!("let {name} = ¤; ¤"), [value, choice]).binding([name])
    }

    fn conditional(&mut self, ty: &Ty, depth: u8, leaf: &str) -> Node {
        let condition = self.value(&Ty::Bool, depth);
        let values = [self.value(ty, depth), self.value(ty, depth)];
        let typed = branches_typed(ty, values.iter());
        let template = format!("if § {{ {leaf} }} else {{ {leaf} }}");
        Node::new(ty, &template, [condition].into_iter().chain(values)).typed(typed)
    }

    fn if_let(&mut self, ty: &Ty, depth: u8, leaf: &str) -> Option<Node> {
        let inner = self.solid_type(1);
        let option = inner.clone().option();
        let reference = self.chance(60);
        let scrutinee = self.scrutinee(&option, reference, depth)?;
        let var = Var { name: self.fresh_or_taken(), ty: inner, reference };
        let name = var.name.clone();
        // A choice is of one condition.
        let guarded = leaf == "¤" && self.chance(30);
        let vars = [var];
        let guard = guarded.then(|| self.within(&vars, |inner| inner.value(&Ty::Bool, depth.min(1))));
        let yes = self.within(&vars, |inner| inner.value(ty, depth));
        let no = self.value(ty, depth);
        let typed = branches_typed(ty, [&yes, &no].into_iter());
        let and = if guarded { " && §" } else { "" };
        let by = if reference { "&" } else { "" };
        let template = format!("if let Some({name}) = {by}§{and} {{ {leaf} }} else {{ {leaf} }}");
        let parts = [Some(scrutinee), guard, Some(yes), Some(no)].into_iter().flatten();
        Some(Node::new(ty, &template, parts).binding([name]).typed(typed))
    }

    /// `if … {} else if … {} else {}`
    fn if_one_or_another(&mut self, ty: &Ty, depth: u8) -> Option<Node> {
        let conditions = [self.value(&Ty::Bool, depth), self.value(&Ty::Bool, depth)];
        let values = [self.value(ty, depth), self.value(ty, depth), self.value(ty, depth)];
        let typed = branches_typed(ty, values.iter());
        let [first, second] = conditions;
        let [one, another, last] = values;
        let parts = [first, one, second, another, last];
        Some(Node::new(ty, "if § { ¤ } else if § { ¤ } else { ¤ }", parts).typed(typed))
    }

    /// `if let A = a && … && let B = b {} else {}`, where the second may read what the first binds.
    fn if_lets(&mut self, ty: &Ty, depth: u8) -> Option<Node> {
        let (mut template, mut parts, mut vars) = ("if ".to_owned(), Vec::new(), Vec::new());
        for place in 0..self.rng.usize(1..=2) {
            let by_value = self.matchable();
            if by_value == Ty::Text {
                return None;
            }
            let value = self.within(&vars, |inner| inner.scrutinee(&by_value, true, depth))?;
            let by = self.within(&vars, |inner| inner.by_reference(&value));
            let pattern = self.pattern(&by_value, true, 2);
            template += &format!("{}let {} = {by}§", if place > 0 { " && " } else { "" }, pattern.text);
            parts.push(value);
            vars.extend(pattern.binds);
            if self.chance(25) {
                template += " && §";
                parts.push(self.within(&vars, |inner| inner.value(&Ty::Bool, depth.min(1))));
            }
        }
        let yes = self.within(&vars, |inner| inner.value(ty, depth));
        let no = self.value(ty, depth);
        let typed = branches_typed(ty, [&yes, &no].into_iter());
        parts.extend([yes, no]);
        let names = vars.into_iter().map(|var| var.name);
        Some(Node::new(ty, &(template + " { ¤ } else { ¤ }"), parts).binding(names).typed(typed))
    }

    fn scrutinee(&mut self, ty: &Ty, reference: bool, depth: u8) -> Option<Node> {
        if reference {
            return Some(self.receiver(ty, depth));
        }
        let value = if self.chance(50) { self.value(ty, depth) } else { self.path(ty, Use::Value)? };
        value.typed.then_some(value)
    }

    /// What stands before a value to match a reference to it: nothing where it is one.
    pub(crate) fn by_reference(&self, value: &Node) -> &'static str {
        let source = value.source();
        let mut vars = self.vars().into_iter();
        if vars.any(|var| var.reference && var.name == source) { "" } else { "&" }
    }

    fn block(&mut self, ty: &Ty, depth: u8) -> Node {
        let inner = self.some_type(1);
        let value = self.operand(&inner, depth);
        // What is looked at is not given away by a `let` without `&`.
        let (by, reference) = if value.value { ("", false) } else { ("&", true) };
        let var = Var { name: self.fresh_or_taken(), ty: inner, reference };
        let name = var.name.clone();
        let body = self.within(&[var], |inner| inner.value(ty, depth));
        let typed = body.typed;
        let template = format!("{{ let {name} = {by}§; ¤ }}");
        Node::new(ty, &template, [value, body]).binding([name]).typed(typed)
    }

    fn matched(&mut self, ty: &Ty, depth: u8, leaf: &str) -> Option<Node> {
        let scrutinee_type = self.matchable();
        let by_text = scrutinee_type == Ty::Text;
        let reference = self.chance(60);
        let scrutinee = if by_text || scrutinee_type.is_copy() && !reference {
            self.operand(&scrutinee_type, depth)
        } else {
            self.scrutinee(&scrutinee_type, reference, depth)?
        };
        let reference = reference && !by_text;
        let (before, after) = if by_text {
            ("", ".as_str()")
        } else if reference {
            (self.by_reference(&scrutinee), "")
        } else {
            ("", "")
        };
        let patterns = self.patterns(&scrutinee_type, reference);
        let mut template = format!("match {before}§{after} {{ ");
        let mut parts = vec![scrutinee];
        let (mut values, mut names) = (Vec::new(), Vec::new());
        let last = patterns.len() - 1;
        for (position, pattern) in patterns.into_iter().enumerate() {
            names.extend(pattern.binds.iter().map(|var| var.name.clone()));
            template += &pattern.text;
            if position < last && self.chance(20) {
                template += " if §";
                parts.push(self.within(&pattern.binds, |inner| inner.value(&Ty::Bool, depth.min(1))));
            }
            template += &format!(" => {leaf}, ");
            let value = self.within(&pattern.binds, |inner| inner.value(ty, depth));
            values.push(value.clone());
            parts.push(value);
        }
        template += "}";
        let typed = branches_typed(ty, values.iter());
        Some(Node::new(ty, &template, parts).binding(names).typed(typed))
    }

    /// `matches!(value, pattern)`, with a guard or without one.
    pub(crate) fn matches(&mut self, depth: u8) -> Option<Node> {
        let ty = self.matchable();
        if ty == Ty::Text {
            return None;
        }
        let value = self.scrutinee(&ty, true, depth)?;
        let pattern = self.pattern(&ty, true, 2);
        let names: Vec<String> = pattern.binds.iter().map(|var| var.name.clone()).collect();
        let guard = if self.chance(40) {
            Some(self.within(&pattern.binds, |inner| inner.value(&Ty::Bool, depth.min(1))))
        } else {
            None
        };
        let test = if guard.is_some() { " if ¤" } else { "" };
        let by = self.by_reference(&value);
        let template = format!("matches!({by}§, {}{test})", pattern.text);
        Some(Node::new(&Ty::Bool, &template, [value].into_iter().chain(guard)).binding(names).atom())
    }

    /// A type that a `match` looks into.
    fn matchable(&mut self) -> Ty {
        let enums: Vec<usize> = (0..self.universe.types.len())
            .filter(|&position| {
                let def = self.universe.def(position);
                matches!(def.body, Body::Enum(_)) && !def.serde.iter().any(|word| word == "untagged")
            })
            .collect();
        match self.rng.u8(..10) {
            0 => Ty::Bool,
            1 | 2 => Ty::Int(self.pick(&crate::universe::INTEGERS)),
            3 => Ty::Text,
            4 => self.solid_type(1).option(),
            5 => Ty::Tuple(vec![Ty::Bool, self.solid_type(0).option()]),
            6 if self.rng.bool() => {
                let number = Ty::Int(self.pick(&crate::universe::INTEGERS));
                Ty::Tuple(vec![Ty::Named(self.pick(&enums)), number, self.solid_type(1).option()])
            }
            _ => Ty::Named(self.pick(&enums)),
        }
    }

    /// Patterns of which the last one takes whatever is left.
    fn patterns(&mut self, ty: &Ty, reference: bool) -> Vec<Pattern> {
        let mut patterns: Vec<Pattern> =
            (0..self.rng.usize(1..=3)).map(|_| self.pattern(ty, reference, 2)).collect();
        let last = if self.chance(50) {
            Pattern { text: "_".to_owned(), binds: Vec::new() }
        } else {
            self.bind(ty, reference, ty == &Ty::Text)
        };
        patterns.push(last);
        patterns
    }

    fn bind(&mut self, ty: &Ty, reference: bool, by_text: bool) -> Pattern {
        if by_text {
            return Pattern { text: "_".to_owned(), binds: Vec::new() };
        }
        let var = Var { name: self.fresh(), ty: ty.clone(), reference };
        Pattern { text: var.name.clone(), binds: vec![var] }
    }

    fn pattern(&mut self, ty: &Ty, reference: bool, depth: u8) -> Pattern {
        if depth == 0 || self.chance(25) && depth < 2 {
            return if self.chance(50) { self.bind(ty, reference, false) } else { plain("_") };
        }
        match ty {
            Ty::Bool => plain(self.pick(&["true", "false"])),
            Ty::Int(name) => self.integer_pattern(name, ty, reference),
            Ty::Text if depth == 2 => {
                plain(self.pick(&["\"a\"", "\"\" | \"b\"", "\"a,b\"", "\"\\\"\"", "\"😀\""]))
            }
            Ty::Option(inner) if self.universe.nullable(inner) => self.bind(ty, reference, false),
            Ty::Option(inner) => {
                if self.chance(40) {
                    return plain("None");
                }
                let inner = self.pattern(inner, reference, depth - 1);
                Pattern { text: format!("Some({})", inner.text), binds: inner.binds }
            }
            Ty::Tuple(parts) => {
                let parts: Vec<Pattern> =
                    parts.iter().map(|part| self.pattern(part, reference, depth - 1)).collect();
                let text: String = parts.iter().map(|part| format!("{},", part.text)).collect();
                Pattern {
                    text: format!("({text})"),
                    binds: parts.into_iter().flat_map(|part| part.binds).collect(),
                }
            }
            Ty::Named(position) => self.variant_pattern(*position, reference, depth),
            _ => self.bind(ty, reference, false),
        }
    }

    fn integer_pattern(&mut self, name: &str, ty: &Ty, reference: bool) -> Pattern {
        let pattern = match self.rng.u8(..5) {
            0 => self.pick(&["0", "1", "7"]).to_owned(),
            1 => "1 | 3..=5".to_owned(),
            2 => "2..=9".to_owned(),
            3 if name.starts_with('i') => "..0".to_owned(),
            _ => "5..".to_owned(),
        };
        if self.chance(70) {
            return plain(&pattern);
        }
        let var = Var { name: self.fresh(), ty: ty.clone(), reference };
        Pattern { text: format!("{} @ ({pattern})", var.name), binds: vec![var] }
    }

    fn variant_pattern(&mut self, position: usize, reference: bool, depth: u8) -> Pattern {
        let def = self.universe.def(position).clone();
        let (constructor, fields) = match &def.body {
            Body::Struct(fields) => (def.name.clone(), fields.clone()),
            Body::Enum(variants) => {
                if def.serde.iter().any(|word| word == "untagged") {
                    return plain("_");
                }
                let variant = self.pick(variants);
                (format!("{}::{}", def.name, variant.name), variant.fields)
            }
        };
        self.fields_pattern(&constructor, &fields, reference, depth)
    }

    fn fields_pattern(&mut self, constructor: &str, fields: &Fields, reference: bool, depth: u8) -> Pattern {
        if fields.list.is_empty() {
            return plain(&if fields.named { format!("{constructor} {{}}") } else { constructor.to_owned() });
        }
        let mut binds = Vec::new();
        let mut texts = Vec::new();
        for field in &fields.list {
            if field.hidden || fields.named && self.chance(30) {
                continue;
            }
            let inner = self.pattern(&field.ty, reference, depth - 1);
            binds.extend(inner.binds);
            texts.push(if fields.named { format!("{}: {}", field.name, inner.text) } else { inner.text });
        }
        let texts = texts.join(", ");
        let text = if fields.named {
            format!("{constructor} {{ {texts}{} .. }}", if texts.is_empty() { "" } else { "," })
        } else {
            format!("{constructor}({texts})")
        };
        Pattern { text, binds }
    }
}

fn plain(text: &str) -> Pattern {
    Pattern { text: text.to_owned(), binds: Vec::new() }
}
