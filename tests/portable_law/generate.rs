//! Makes expressions of a wanted type, at random, from all that is portable.
//!
//! It writes Rust, and knows nothing of what that evaluates to. Read next: `numbers.rs`, `text.rs`, `lists.rs`,
//! `options.rs` and `control.rs`, which have the constructs; `case.rs`, which makes workflows of them.

use fastrand::Rng;

use crate::{
    node::Node,
    types::{Body, Field, Fields, Ty},
    universe::Universe,
};

/// Names that generated JSONata uses itself, and others that could be misread.
const NAMES: &[&str] = &[
    "n", "value", "item", "states", "sum", "x", "found", "all", "q", "d", "element", "index", "map", "input",
    "order", "r#type", "b", "text", "start", "string", "exists", "count",
];

/// A name in scope.
#[derive(Clone, Debug)]
pub(crate) struct Var {
    pub(crate) name: String,
    pub(crate) ty: Ty,
    pub(crate) reference: bool,
}

/// What stands around a place decides how it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Use {
    Value,
    Operand,
    Receiver,
}

/// Makes the expressions of one case.
#[derive(Debug)]
pub(crate) struct Generator<'a> {
    pub(crate) rng: &'a mut Rng,
    pub(crate) universe: &'a Universe,
    pub(crate) params: Vec<Var>,
    pub(crate) locals: Vec<Var>,
    /// The `#[portable]` functions that were needed.
    pub(crate) helpers: Vec<String>,
    pub(crate) closures: u8,
    /// Of each closure around, whether its result is `Default`, as it has to be where an index can be out of bounds.
    pub(crate) given_up: Vec<bool>,
    /// The names that were given.
    pub(crate) names: Vec<String>,
    /// What closures are given as a value, which the macro takes for a reference: it is cloned by hand.
    pub(crate) given: Vec<String>,
    /// A function's own parameters are not to grow.
    pub(crate) closed: bool,
}

impl<'a> Generator<'a> {
    pub(crate) fn new(rng: &'a mut Rng, universe: &'a Universe) -> Self {
        Self {
            rng,
            universe,
            params: Vec::new(),
            locals: Vec::new(),
            helpers: Vec::new(),
            closures: 0,
            given_up: Vec::new(),
            names: Vec::new(),
            given: Vec::new(),
            closed: false,
        }
    }

    /// Whether something of this many in a hundred happens.
    pub(crate) fn chance(&mut self, percent: u8) -> bool {
        self.rng.u8(..100) < percent
    }

    pub(crate) fn pick<T: Clone>(&mut self, list: &[T]) -> T {
        list[self.rng.usize(..list.len())].clone()
    }

    /// A name that nothing else has.
    pub(crate) fn fresh(&mut self) -> String {
        let name = self.pick(NAMES);
        let name = if self.names.iter().any(|taken| taken == name) {
            format!("{}_{}", name.trim_start_matches("r#"), self.names.len())
        } else {
            name.to_owned()
        };
        self.names.push(name.clone());
        name
    }

    /// Any type for a part of an expression.
    pub(crate) fn some_type(&mut self, depth: u8) -> Ty {
        self.universe.any(self.rng, depth)
    }

    /// A type that an `Option` can tell from nothing.
    pub(crate) fn solid_type(&mut self, depth: u8) -> Ty {
        let ty = self.some_type(depth);
        if self.universe.nullable(&ty) { Universe::leaf(self.rng) } else { ty }
    }

    /// A type whose values are told apart by their JSON.
    pub(crate) fn compared_type(&mut self, depth: u8) -> Ty {
        let ty = self.some_type(depth);
        if self.universe.nested(&ty) { Universe::leaf(self.rng) } else { ty }
    }

    /// A value of a type.
    pub(crate) fn value(&mut self, ty: &Ty, depth: u8) -> Node {
        if depth == 0 {
            return self.leaf(ty);
        }
        for _ in 0..4 {
            let made = match self.rng.u8(..10) {
                0 | 1 => Some(self.leaf(ty)),
                2 | 3 => self.control(ty, depth - 1),
                4 => self.taken_out(ty, depth - 1),
                _ => self.own(ty, depth - 1),
            };
            if let Some(made) = made {
                return made;
            }
        }
        self.leaf(ty)
    }

    /// What is particular to a type.
    fn own(&mut self, ty: &Ty, depth: u8) -> Option<Node> {
        match ty {
            Ty::Bool => self.boolean(depth),
            Ty::Int(name) => self.integer(name, depth),
            Ty::Float => self.float(depth),
            Ty::Text => self.text(depth),
            Ty::Option(inner) => self.option(inner, depth),
            Ty::List(inner) => self.list(inner, depth),
            Ty::Tuple(parts) => Some(self.tuple(ty, parts, depth)),
            Ty::Named(position) => self.constructed(ty, *position, depth),
            Ty::Map(..) | Ty::Char | Ty::Timestamp | Ty::Duration => None,
        }
    }

    /// A value without operations.
    pub(crate) fn leaf(&mut self, ty: &Ty) -> Node {
        // A function has no execution of its own to ask about.
        if !self.closed
            && self.chance(8)
            && let Some(asked) = self.context(ty)
        {
            return asked;
        }
        if self.chance(75)
            && let Some(path) = self.path(ty, Use::Value)
        {
            return path;
        }
        self.literal(ty).unwrap_or_else(|| self.path_or_parameter(ty, Use::Value))
    }

    /// What an execution says of itself.
    fn context(&mut self, ty: &Ty) -> Option<Node> {
        let functions: &[&str] = match ty {
            Ty::Text => &["execution_id()", "execution_name()"],
            Ty::Timestamp => &["execution_started_at()", "state_entered_at()"],
            Ty::Int("u32") => &["retry_count()"],
            _ => return None,
        };
        let function = self.pick(functions);
        Some(Node::new(ty, function, []).atom())
    }

    /// A local, a field of one, or a new parameter.
    pub(crate) fn path(&mut self, ty: &Ty, used: Use) -> Option<Node> {
        let mut found = Vec::new();
        for var in self.params.iter().chain(&self.locals) {
            self.paths_in(var, ty, used, &mut found);
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

    fn path_or_parameter(&mut self, ty: &Ty, used: Use) -> Node {
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
        self.path(ty, Use::Receiver).unwrap_or_else(|| self.typed_leaf(ty))
    }

    /// A side of a comparison.
    pub(crate) fn operand(&mut self, ty: &Ty, depth: u8) -> Node {
        if depth > 0 && self.chance(50) {
            let value = self.value(ty, depth - 1);
            if value.typed {
                return value;
            }
        }
        self.path(ty, Use::Operand).unwrap_or_else(|| self.typed_leaf(ty))
    }

    fn typed_leaf(&mut self, ty: &Ty) -> Node {
        match (ty, self.literal(ty)) {
            (Ty::Int(name), Some(literal)) => Node::literal(ty, &format!("{}_{name}", literal.source())),
            (Ty::Float, Some(literal)) => {
                Node::literal(ty, &format!("{}_f64", literal.source().trim_end_matches('.')))
            }
            (_, Some(literal)) if literal.typed => literal,
            _ => self.path_or_parameter(ty, Use::Receiver),
        }
    }

    /// Calls `body` where these names are in scope.
    pub(crate) fn within<T>(&mut self, vars: &[Var], body: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.locals.len();
        self.locals.extend(vars.iter().cloned());
        let made = body(self);
        self.locals.truncate(before);
        made
    }

    /// A value whose own tokens say its type, as in a closure, where a text literal stays a `&str`.
    pub(crate) fn typed_value(&mut self, ty: &Ty, depth: u8) -> Node {
        let value = self.value(ty, depth);
        if value.typed { value } else { self.path(ty, Use::Value).unwrap_or_else(|| self.typed_leaf(ty)) }
    }

    /// `|name| body`, whose parameter is a reference when it is an iterator's.
    pub(crate) fn closure(
        &mut self,
        ty: &Ty,
        reference: bool,
        result: &Ty,
        body: impl FnOnce(&mut Self) -> Node,
    ) -> (String, Node) {
        let name = self.fresh();
        let var = Var { name: name.clone(), ty: ty.clone(), reference };
        if !reference {
            self.given.push(name.clone());
        }
        let body = self.deferred(result, |inner| inner.within(&[var], body));
        (name, body)
    }

    /// What stands in a closure with this result.
    pub(crate) fn deferred(&mut self, result: &Ty, body: impl FnOnce(&mut Self) -> Node) -> Node {
        let given_up = self.universe.has_default(result);
        self.closures += 1;
        self.given_up.push(given_up);
        let body = body(self);
        self.given_up.pop();
        self.closures -= 1;
        body
    }

    /// Whether an index may be out of bounds here.
    pub(crate) fn may_miss(&self) -> bool {
        self.given_up.last().copied().unwrap_or(true)
    }

    fn tuple(&mut self, ty: &Ty, parts: &[Ty], depth: u8) -> Node {
        let values: Vec<Node> = parts.iter().map(|part| self.value(part, depth)).collect();
        let typed = values.iter().all(|value| value.typed);
        Node::new(ty, &format!("({})", "¤,".repeat(parts.len())), values).atom().typed(typed)
    }

    /// `Order { … }`, `Status::Paid(…)`, and `Order { …, ..order }`.
    fn constructed(&mut self, ty: &Ty, position: usize, depth: u8) -> Option<Node> {
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
            Ty::Float => self.pick(&["0.0", "0.5", "1.", "2.5", "-1.5", "1e3", "100.0"]).to_owned(),
            Ty::Text => return Some(self.text_literal()),
            Ty::Char => self.pick(&["'a'", "'\"'", "'\\\\'", "'😀'", "'\\n'"]).to_owned(),
            Ty::Timestamp | Ty::Duration => return None,
            Ty::Option(_) => "None".to_owned(),
            Ty::List(_) => "vec![]".to_owned(),
            Ty::Map(..) => return None,
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

    /// A value out of something larger: an element, a helper's result.
    fn taken_out(&mut self, ty: &Ty, depth: u8) -> Option<Node> {
        match self.rng.u8(..6) {
            0 | 1 if self.may_miss() => {
                let list = self.path(&ty.clone().list(), Use::Receiver)?;
                let index = match self.rng.u8(..3) {
                    0 => Node::literal(&Ty::Int("usize"), self.pick(&["0", "1", "2"])),
                    _ => self.value(&Ty::Int("usize"), depth),
                };
                Some(Node::new(ty, "§[¤]", [list, index]).atom())
            }
            2 if self.may_miss() => {
                let map = ty.clone().map(self.rng.bool());
                let map = self.path(&map, Use::Receiver)?;
                let key = self.key();
                Some(Node::new(ty, &format!("§[{key}]"), [map]).atom())
            }
            3 => self.helper(ty, depth),
            _ => {
                let option = self.solid_option(ty, depth)?;
                self.unwrapped(ty, option, depth)
            }
        }
    }

    pub(crate) fn key(&mut self) -> &'static str {
        self.pick(&["\"a\"", "\"b\"", "\"\"", "\"null\"", "\"a b\"", "\"`\"", "\"é\""])
    }

    /// A call of a `#[portable]` function that is made for it.
    fn helper(&mut self, ty: &Ty, depth: u8) -> Option<Node> {
        if self.closed || self.helpers.len() > 1 || (self.closures > 0 && !self.universe.has_default(ty)) {
            return None;
        }
        let place = self.helpers.len();
        let name = format!("helper_{place}");
        // Its arguments may need helpers of their own.
        self.helpers.push(String::new());
        let count = self.rng.usize(1..=2);
        let mut inner = Generator::new(self.rng, self.universe);
        let mut types = vec![ty.clone()];
        types.extend((1..count).map(|_| inner.some_type(1)));
        for ty in &types {
            let reference = inner.chance(40);
            let name = inner.fresh();
            inner.params.push(Var { name, ty: ty.clone(), reference });
        }
        inner.closed = true;
        let body = inner.value(ty, depth.min(2));
        let params = inner.params.clone();
        if params.len() > types.len() {
            return None;
        }
        let declared: Vec<String> = params
            .iter()
            .map(|var| format!("{}: {}{}", var.name, if var.reference { "&" } else { "" }, var.ty.rust()))
            .collect();
        let template: Vec<&str> = params.iter().map(|var| if var.reference { "&§" } else { "¤" }).collect();
        let arguments: Vec<Node> = params
            .iter()
            .map(|var| if var.reference { self.receiver(&var.ty, depth) } else { self.value(&var.ty, depth) })
            .collect();
        let body = body.source();
        self.helpers[place] =
            format!("#[portable]\nfn {name}({}) -> {} {{ {body} }}\n", declared.join(", "), ty.rust());
        Some(Node::new(ty, &format!("{name}({})", template.join(", ")), arguments).atom())
    }
}

impl Node {
    fn placed(self, used: Use) -> Self {
        if used == Use::Value { self } else { self.place() }
    }
}

/// Whether the branches of an expression say its type: a literal among texts stays a `&str`.
pub(crate) fn branches_typed<'n>(ty: &Ty, mut branches: impl Iterator<Item = &'n Node>) -> bool {
    if matches!(ty, Ty::Text | Ty::Tuple(_)) {
        branches.all(|branch| branch.typed)
    } else {
        branches.any(|branch| branch.typed)
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
