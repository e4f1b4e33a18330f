//! Places: parameters, locals, and the fields of both, as values, operands and receivers.
//!
//! Read next: `generate.rs`, of which this is a part.

use crate::{
    generate::{Generator, Use, Var},
    node::Node,
    types::{Body, Ty},
    universe::Universe,
};

impl Generator<'_> {
    /// A local, a field of one, or a new parameter.
    pub(crate) fn path(&mut self, ty: &Ty, used: Use) -> Option<Node> {
        let mut found = Vec::new();
        for var in self.vars() {
            self.paths_in(&var, ty, used, &mut found);
        }
        if self.constant.is_some() {
            return if found.is_empty() { None } else { Some(self.pick(&found)) };
        }
        if !found.is_empty() && (self.closed || self.params.len() > 4 || self.chance(80)) {
            return Some(self.pick(&found));
        }
        if self.closed || self.params.len() > 5 {
            return None;
        }
        let var = self.parameter(ty);
        self.paths_in(&var, ty, used, &mut found);
        found.pop()
    }

    pub(crate) fn path_or_parameter(&mut self, ty: &Ty, used: Use) -> Node {
        if self.constant.is_some()
            && let Some(constant) = self.typed_constant(ty)
        {
            return constant;
        }
        let closed = std::mem::replace(&mut self.closed, false);
        let found = self.path(ty, used);
        self.closed = closed;
        found.unwrap_or_else(|| {
            let name = self.fresh();
            self.params.push(Var { name: name.clone(), ty: ty.clone(), reference: false });
            Node::local(ty, "", &name, "")
        })
    }

    fn parameter(&mut self, ty: &Ty) -> Var {
        // Half of them are found in something larger.
        let holders: Vec<Ty> = (0..self.universe.types.len())
            .map(Ty::Named)
            .filter(|holder| fields_of(self.universe, holder).iter().any(|(_, inner)| inner == ty))
            .collect();
        let whole = if !holders.is_empty() && self.chance(50) { self.pick(&holders) } else { ty.clone() };
        let var = Var { name: self.fresh(), ty: whole, reference: false };
        self.params.push(var.clone());
        var
    }

    fn paths_in(&self, var: &Var, ty: &Ty, used: Use, found: &mut Vec<Node>) {
        let (name, by_reference) = (&var.name, var.reference);
        if var.ty == *ty {
            found.push(match used {
                Use::Value if (by_reference || self.given.contains(name)) && !ty.is_copy() => {
                    Node::local(ty, "", name, ".clone()")
                }
                Use::Value | Use::Operand if by_reference => Node::local(ty, "*", name, "").placed(used),
                _ => Node::local(ty, "", name, "").placed(used),
            });
        }
        for (path, inner) in fields_of(self.universe, &var.ty) {
            if inner == *ty {
                found.push(Node::local(ty, "", name, &path).placed(used));
            }
            for (deeper, inner) in fields_of(self.universe, &inner) {
                if inner == *ty {
                    found.push(Node::local(ty, "", name, &format!("{path}{deeper}")).placed(used));
                }
            }
        }
    }

    /// What a method is called on.
    pub(crate) fn receiver(&mut self, ty: &Ty, depth: u8) -> Node {
        if depth > 0 && self.chance(35) {
            let value = self.value(ty, depth - 1);
            if value.typed {
                return value;
            }
        }
        self.constant_or(ty, depth, Use::Receiver)
    }

    /// A side of a comparison.
    pub(crate) fn operand(&mut self, ty: &Ty, depth: u8) -> Node {
        if depth > 0 && self.chance(50) {
            let value = self.value(ty, depth - 1);
            if value.typed {
                return value;
            }
        }
        self.constant_or(ty, depth, Use::Operand)
    }

    fn constant_or(&mut self, ty: &Ty, depth: u8, used: Use) -> Node {
        if self.chance(8)
            && let Some(constant) = self.constant(ty, depth)
            && constant.typed
        {
            return constant;
        }
        self.path(ty, used).unwrap_or_else(|| self.typed_leaf(ty))
    }

    pub(crate) fn typed_leaf(&mut self, ty: &Ty) -> Node {
        match (ty, self.literal(ty)) {
            (Ty::Int(name), Some(literal)) => Node::literal(ty, &format!("{}_{name}", literal.source())),
            (Ty::Float, Some(literal)) => {
                Node::literal(ty, &format!("{}_f64", literal.source().trim_end_matches('.')))
            }
            (_, Some(literal)) if literal.typed => literal,
            _ => self.path_or_parameter(ty, Use::Receiver),
        }
    }
}

impl Node {
    fn placed(self, used: Use) -> Self {
        if used == Use::Value { self.taken() } else { self.place() }
    }
}

/// The fields that can be read of a value, each as what is written behind it.
pub(crate) fn fields_of(universe: &Universe, ty: &Ty) -> Vec<(String, Ty)> {
    match ty {
        Ty::Tuple(parts) => {
            parts.iter().enumerate().map(|(at, part)| (format!(".{at}"), part.clone())).collect()
        }
        Ty::Named(position) => match universe.types.get(*position).map(|def| &def.body) {
            Some(Body::Struct(fields)) => fields
                .list
                .iter()
                .enumerate()
                .filter(|(_, field)| !field.hidden)
                .map(|(at, field)| {
                    let name = if fields.named { field.name.clone() } else { at.to_string() };
                    (format!(".{name}"), field.ty.clone())
                })
                .collect(),
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}
