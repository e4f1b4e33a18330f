//! What is put together: tuples, structs and variants, and the literals of every type.
//!
//! Read next: `generate.rs`, of which this is a part.

use crate::{
    generate::{Generator, Use},
    node::Node,
    types::{Body, Field, Fields, Ty},
};

impl Generator<'_> {
    pub(crate) fn tuple(&mut self, ty: &Ty, parts: &[Ty], depth: u8) -> Node {
        let values: Vec<Node> = parts.iter().map(|part| self.value(part, depth)).collect();
        let typed = values.iter().all(|value| value.typed);
        Node::new(ty, &format!("({})", "¤,".repeat(parts.len())), values).atom().typed(typed)
    }

    /// `Order { … }`, `Status::Paid(…)`, and `Order { …, ..order }`.
    pub(crate) fn constructed(&mut self, ty: &Ty, position: usize, depth: u8) -> Option<Node> {
        let def = self.universe.def(position).clone();
        match &def.body {
            Body::Struct(fields) => {
                let base = fields.named && !fields.list.is_empty() && self.chance(50);
                let Some(base) = base.then(|| self.path(ty, Use::Value)).flatten() else {
                    return self.fields(ty, &def.name, fields, depth);
                };
                let given: Vec<&Field> =
                    fields.list.iter().filter(|field| !field.hidden && self.rng.bool()).collect();
                let template: String = given.iter().map(|field| format!("{}: ¤, ", field.name)).collect();
                let values: Vec<Node> = given.iter().map(|field| self.value(&field.ty, depth)).collect();
                let template = format!("{} {{ {template} ..¤ }}", def.name);
                Some(Node::new(ty, &template, values.into_iter().chain([base])))
            }
            Body::Enum(variants) => {
                let variant = self.pick(variants);
                self.fields(ty, &format!("{}::{}", def.name, variant.name), &variant.fields, depth)
            }
        }
    }

    fn fields(&mut self, ty: &Ty, constructor: &str, fields: &Fields, depth: u8) -> Option<Node> {
        if fields.list.iter().any(|field| field.hidden) {
            return None;
        }
        let values: Vec<Node> = fields.list.iter().map(|field| self.argument(&field.ty, depth)).collect();
        let template = if fields.named {
            let fields: String = fields.list.iter().map(|field| format!("{}: ¤, ", field.name)).collect();
            format!("{constructor} {{ {fields} }}")
        } else if fields.list.is_empty() {
            constructor.to_owned()
        } else {
            format!("{constructor}({})", vec!["¤"; fields.list.len()].join(", "))
        };
        let made = Node::new(ty, &template, values);
        Some(if fields.named { made } else { made.atom() })
    }

    /// A value where its type is known.
    pub(crate) fn argument(&mut self, ty: &Ty, depth: u8) -> Node {
        if *ty == Ty::Text && self.chance(30) { self.bare_literal() } else { self.value(ty, depth) }
    }

    /// The simplest value that can be written down.
    pub(crate) fn literal(&mut self, ty: &Ty) -> Option<Node> {
        let text = match ty {
            Ty::Bool => self.pick(&["true", "false"]).to_owned(),
            Ty::Int(name) => self.integer_literal(name),
            Ty::Float => {
                let common = ["0.0", "0.5", "1.", "2.5", "-1.5", "1e3", "100.0"];
                let edges = ["-0.0", "1e-7", "1e21", "1e300", "5e-324", "0.1", "9007199254740993.0"];
                let edge = self.chance(25);
                self.pick(if edge { &edges } else { &common }).to_owned()
            }
            Ty::Text => return Some(self.text_literal()),
            Ty::Char => self.pick(&["'a'", "'\"'", "'\\\\'", "'😀'", "'\\n'"]).to_owned(),
            Ty::Timestamp | Ty::Duration => return None,
            Ty::Option(_) => "None".to_owned(),
            Ty::List(_) => self.pick(&["vec![]", "Vec::new()"]).to_owned(),
            Ty::Map(..) => {
                let name = ty.rust();
                format!("{}::new()", name.split_once('<').map_or(name.as_str(), |(map, _)| map))
            }
            Ty::Tuple(parts) => return self.literal_tuple(ty, parts),
            Ty::Named(position) => return self.literal_of(ty, *position),
        };
        Some(Node::literal(ty, &text))
    }

    fn literal_tuple(&mut self, ty: &Ty, parts: &[Ty]) -> Option<Node> {
        let parts: Vec<Node> = parts.iter().map(|part| self.literal(part)).collect::<Option<_>>()?;
        Some(Node::new(ty, &format!("({})", "¤,".repeat(parts.len())), parts).atom().untyped())
    }

    fn literal_of(&mut self, ty: &Ty, position: usize) -> Option<Node> {
        let def = self.universe.def(position).clone();
        let (constructor, fields) = match &def.body {
            Body::Struct(fields) => (def.name.clone(), fields.clone()),
            Body::Enum(variants) => {
                let variant = self.pick(variants);
                (format!("{}::{}", def.name, variant.name), variant.fields)
            }
        };
        self.fields(ty, &constructor, &fields, 0)
    }
}
