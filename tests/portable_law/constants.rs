//! What reads no parameter: the package's constants, and whole expressions of literals, which the macro leaves to the
//! definition's making.
//!
//! Read next: `generate.rs`, of which this is a part; `support/types.rs`, which has the constants.

use crate::{
    generate::Generator,
    node::Node,
    types::{Body, Ty},
    universe::INTEGERS,
};

impl Generator<'_> {
    /// A value of any shape that reads nothing around it.
    pub(crate) fn constant(&mut self, ty: &Ty, depth: u8) -> Option<Node> {
        if self.constant.is_some() || !self.is_writable(ty) {
            return None;
        }
        self.constant = Some(self.locals.len());
        let made = self.value(ty, depth);
        self.constant = None;
        Some(made)
    }

    /// Whether there are constants of a type: of one that holds itself none is written down.
    fn is_writable(&self, ty: &Ty) -> bool {
        match ty {
            Ty::Named(position) => {
                let mut fields = self.universe.def(*position).body.fields();
                fields.all(|field| !field.hidden && self.is_writable(&field.ty))
            }
            Ty::Tuple(parts) => parts.iter().all(|part| self.is_writable(part)),
            _ => true,
        }
    }

    /// A constant of the package, if there is one of this type.
    pub(crate) fn named_constant(&mut self, ty: &Ty) -> Option<Node> {
        let of = |prefix: &str, name: &str| format!("{prefix}_{}", name.to_uppercase());
        let name = match ty {
            Ty::Bool => "SURE".to_owned(),
            Ty::Int(name) => {
                let prefix = self.pick(&["LEAST", "GREATEST"]);
                of(prefix, name)
            }
            Ty::Float => self.pick(&["HUGE", "TINY", "MINUS_ZERO"]).to_owned(),
            Ty::Text => "WORD.to_owned()".to_owned(),
            Ty::Timestamp => "jiff::Timestamp::UNIX_EPOCH".to_owned(),
            Ty::Duration => "jiff::SignedDuration::from_secs(60)".to_owned(),
            Ty::Option(inner) => match **inner {
                Ty::Int(name) => of("MAYBE", name),
                _ => return None,
            },
            Ty::List(inner) => match **inner {
                Ty::Int(name) => of("LISTED", name) + ".to_vec()",
                _ => return None,
            },
            Ty::Map(inner, hashed) => {
                let map = if *hashed { "HashMap" } else { "BTreeMap" };
                format!("{map}::<String, {}>::new()", inner.rust())
            }
            Ty::Char | Ty::Tuple(_) | Ty::Named(_) => return None,
        };
        Some(Node::literal(ty, &name).typed(true))
    }

    /// A constant whose own tokens say its type.
    pub(crate) fn typed_constant(&mut self, ty: &Ty) -> Option<Node> {
        if let Some(made) = self.named_constant(ty) {
            return Some(made);
        }
        match ty {
            Ty::Char => self.literal(ty).map(|made| made.typed(true)),
            Ty::Option(inner) => {
                let inner = self.typed_constant(inner)?;
                Some(Node::new(ty, "Some(¤)", [inner]).atom())
            }
            Ty::List(inner) => {
                let count = self.rng.usize(..=2);
                let parts: Option<Vec<Node>> = (0..count).map(|_| self.typed_constant(inner)).collect();
                match parts.filter(|parts| !parts.is_empty()) {
                    Some(parts) => {
                        let places = vec!["¤"; parts.len()].join(", ");
                        Some(Node::new(ty, &format!("vec![{places}]"), parts).atom())
                    }
                    None => Some(Node::new(ty, &format!("Vec::<{}>::new()", inner.rust()), []).atom()),
                }
            }
            Ty::Tuple(parts) => {
                let parts: Vec<Node> =
                    parts.iter().map(|part| self.typed_constant(part)).collect::<Option<_>>()?;
                Some(Node::new(ty, &format!("({})", "¤,".repeat(parts.len())), parts).atom())
            }
            Ty::Named(position) => match &self.universe.def(*position).body {
                Body::Struct(_) | Body::Enum(_) => self.literal(ty),
            },
            _ => None,
        }
    }

    /// What a function of the package's gives, which is not portable and so is given nothing of the execution.
    pub(crate) fn made_by_rustc(&mut self, name: &str, depth: u8) -> Option<Node> {
        let ty = Ty::Int(INTEGERS.into_iter().find(|integer| *integer == name)?);
        let number = self.value(&ty, depth);
        let alone = !number.reads_any() && !number.source().contains("helper_");
        alone.then(|| Node::new(&ty, &format!("half_{name}(¤)"), [number]).atom())
    }

    /// Whether rustc cannot compute a number itself: what it can, it refuses where that overflows.
    pub(crate) fn is_open(&self, value: &Node) -> bool {
        let source = value.source();
        // What a function of the package's gives is rustc's to compute with, and its overflow the function's.
        let found = self.constant.is_some() && source.contains("()") && !source.contains("half_");
        value.typed && (value.reads_any() || found)
    }
}
