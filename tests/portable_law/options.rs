//! `Option`: its methods, and the values that are taken out of one.
//!
//! Read next: `generate.rs`, of which this is a part.

use crate::{generate::Generator, node::Node, types::Ty};

impl Generator<'_> {
    pub(crate) fn option(&mut self, inner: &Ty, depth: u8) -> Option<Node> {
        let ty = inner.clone().option();
        if self.universe.nullable(inner) {
            return self.nested_option(inner, depth);
        }
        match self.rng.u8(..11) {
            10 => {
                let option = self.owned_receiver(&ty.clone().option(), depth);
                Some(Node::new(&ty, "§.flatten()", [option]).atom())
            }
            0 | 1 => {
                let value = self.value(inner, depth);
                let typed = value.typed;
                Some(Node::new(&ty, "Some(¤)", [value]).atom().typed(typed))
            }
            2 => Some(Node::literal(&ty, "None")),
            3 => {
                let parts = [self.owned_receiver(&ty, depth), self.value(&ty, depth)];
                Some(Node::new(&ty, "§.or(¤)", parts).atom())
            }
            4 | 5 => self.mapped(inner, depth),
            6 => {
                let option = self.owned_receiver(&ty, depth);
                let (parameter, body) =
                    self.closure(inner, true, &Ty::Bool, |generator| generator.value(&Ty::Bool, depth));
                let made = Node::new(&ty, &format!("§.filter(|{parameter}| ¤)"), [option, body]);
                Some(made.binding([parameter]).atom())
            }
            7 if matches!(inner, Ty::Int("u8" | "u16" | "u32" | "i8" | "i16" | "i32")) && self.chance(60) => {
                let method = self.pick(&["checked_add", "checked_sub", "checked_mul"]);
                let parts = [self.receiver(inner, depth), self.value(inner, depth)];
                Some(Node::new(&ty, &format!("§.{method}(¤)"), parts).atom())
            }
            7 if matches!(inner, Ty::Int(_)) => {
                let text = self.receiver(&Ty::Text, depth);
                Some(Node::new(&ty, &format!("§.parse::<{}>().ok()", inner.rust()), [text]).atom())
            }
            _ => Some(self.element(inner, depth)),
        }
    }

    /// An `Option` of an `Option`: it is made and passed on, and not asked for its value.
    fn nested_option(&mut self, inner: &Ty, depth: u8) -> Option<Node> {
        let ty = inner.clone().option();
        match self.rng.u8(..4) {
            0 => {
                let value = self.value(inner, depth);
                let typed = value.typed;
                Some(Node::new(&ty, "Some(¤)", [value]).atom().typed(typed))
            }
            1 => Some(Node::literal(&ty, "None")),
            2 => self.mapped(inner, depth),
            _ => Some(self.element(inner, depth)),
        }
    }

    /// A receiver that is given away.
    fn owned_receiver(&mut self, ty: &Ty, depth: u8) -> Node {
        self.typed_value(ty, depth)
    }

    fn mapped(&mut self, inner: &Ty, depth: u8) -> Option<Node> {
        let ty = inner.clone().option();
        let from = self.solid_type(1);
        let option = self.owned_receiver(&from.clone().option(), depth);
        if self.chance(30) {
            let (parameter, body) =
                self.closure(&from, false, &ty, |generator| generator.of_asking_closure(inner, depth));
            let made = Node::new(&ty, &format!("§.and_then(|{parameter}| ¤)"), [option, body]);
            return Some(made.binding([parameter]).atom());
        }
        let (parameter, body) =
            self.closure(&from, false, inner, |generator| generator.of_closure(inner, depth));
        let made = Node::new(&ty, &format!("§.map(|{parameter}| ¤)"), [option, body]);
        Some(made.binding([parameter]).atom())
    }

    /// An `Option` of a type that is not `null` itself.
    pub(crate) fn solid_option(&mut self, inner: &Ty, depth: u8) -> Option<Node> {
        (!self.universe.nullable(inner)).then(|| self.owned_receiver(&inner.clone().option(), depth))
    }

    /// The value of an `Option`, or another.
    pub(crate) fn unwrapped(&mut self, ty: &Ty, option: Node, depth: u8) -> Option<Node> {
        let made = match self.rng.u8(..5) {
            0 | 1 => Node::new(ty, "§.unwrap_or(¤)", [option, self.value(ty, depth)]),
            2 => {
                let default = self.deferred(ty, |generator| generator.typed_value(ty, depth));
                Node::new(ty, "§.unwrap_or_else(|| ¤)", [option, default])
            }
            3 if matches!(ty, Ty::Bool | Ty::Int(_) | Ty::Float | Ty::Text | Ty::List(_) | Ty::Map(..)) => {
                Node::new(ty, "§.unwrap_or_default()", [option])
            }
            _ => {
                let from = self.solid_type(1);
                let option = self.solid_option(&from, depth)?;
                let default = self.value(ty, depth);
                let (parameter, body) =
                    self.closure(&from, false, ty, |generator| generator.of_closure(ty, depth));
                Node::new(ty, &format!("§.map_or(¤, |{parameter}| ¤)"), [option, default, body])
                    .binding([parameter])
            }
        };
        Some(made.atom())
    }

    pub(crate) fn question_of_option(&mut self, depth: u8) -> Option<Node> {
        let inner = self.solid_type(1);
        let ty = inner.clone().option();
        let made = match self.rng.u8(..6) {
            4 => {
                let ty = Ty::Text.option();
                let method = self.pick(&[
                    "as_deref().is_some_and(|piece| piece.len() > 1)",
                    "as_deref().unwrap_or(\"a\").is_empty()",
                    "as_ref().is_none_or(|piece| piece.trim().is_empty())",
                ]);
                Node::new(&Ty::Bool, &format!("§.{method}"), [self.receiver(&ty, depth)])
            }
            0 | 1 => {
                let method = self.pick(&["is_some()", "is_none()", "as_ref().is_some()"]);
                Node::new(&Ty::Bool, &format!("§.{method}"), [self.receiver(&ty, depth)])
            }
            _ => {
                let option = self.owned_receiver(&ty, depth);
                let method = self.pick(&["is_some_and", "is_none_or"]);
                let (parameter, body) =
                    self.closure(&inner, false, &Ty::Bool, |generator| generator.value(&Ty::Bool, depth));
                Node::new(&Ty::Bool, &format!("§.{method}(|{parameter}| ¤)"), [option, body])
                    .binding([parameter])
            }
        };
        Some(made.atom())
    }
}
