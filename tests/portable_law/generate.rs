//! Makes expressions of a wanted type, at random, from all that is portable.
//!
//! It writes Rust, and knows nothing of what that evaluates to. Read next: `numbers.rs`, `text.rs`, `lists.rs`,
//! `options.rs`, `control.rs`, `returns.rs`, `constructed.rs`, `places.rs` and `constants.rs`, which have the constructs; `case.rs`,
//! which makes workflows of them.

use fastrand::Rng;

use crate::{node::Node, types::Ty, universe::Universe};

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
    /// In what reads nothing around it: how many locals there were before.
    pub(crate) constant: Option<usize>,
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
            constant: None,
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

    /// A name that another one may have: that one is not seen where this one is.
    pub(crate) fn fresh_or_taken(&mut self) -> String {
        let taken: Vec<String> = self.vars().into_iter().map(|var| var.name).collect();
        if taken.is_empty() || !self.chance(10) { self.fresh() } else { self.pick(&taken) }
    }

    /// The names that can be read here.
    pub(crate) fn vars(&self) -> Vec<Var> {
        let params = if self.constant.is_some() { &[][..] } else { &self.params[..] };
        let all: Vec<&Var> = params.iter().chain(&self.locals[self.constant.unwrap_or(0)..]).collect();
        let hidden = |at: usize| all[at + 1..].iter().any(|later| later.name == all[at].name);
        (0..all.len()).filter(|&at| !hidden(at)).map(|at| all[at].clone()).collect()
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
            let made = match self.rng.u8(..20) {
                0..=2 => Some(self.leaf(ty)),
                3 => self.constant(ty, depth),
                4..=7 => self.control(ty, depth - 1),
                8 | 9 => self.taken_out(ty, depth - 1),
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
            && self.constant.is_none()
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
        if self.chance(25)
            && let Some(constant) = self.named_constant(ty)
        {
            return constant;
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

    /// A value out of something larger: an element, a helper's result.
    fn taken_out(&mut self, ty: &Ty, depth: u8) -> Option<Node> {
        match self.rng.u8(..6) {
            0 | 1 if self.may_miss() => {
                let list = match ty {
                    Ty::Int(name) if self.chance(25) => {
                        Node::literal(&ty.clone().list(), &format!("LISTED_{}", name.to_uppercase()))
                    }
                    _ => self.path(&ty.clone().list(), Use::Receiver)?,
                };
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
                Some(Node::new(ty, "§[¤]", [map, key]).atom())
            }
            3 if self.chance(25) => self.of_a_result(ty, depth),
            3 if self.chance(50) => self.of_lines(ty, depth),
            3 => self.helper(ty, depth),
            _ => {
                let option = self.solid_option(ty, depth)?;
                self.unwrapped(ty, option, depth)
            }
        }
    }

    /// The key of a map's entry.
    pub(crate) fn key(&mut self) -> Node {
        if self.chance(25)
            && let Some(text) = self.path(&Ty::Text, Use::Receiver)
        {
            return Node::new(&Ty::Text, "§.as_str()", [text]).atom();
        }
        let key = self.pick(&[
            "\"a\"",
            "\"b\"",
            "\"constructor\"",
            "\"\"",
            "\"null\"",
            "\"a b\"",
            "\"`\"",
            "\"é\"",
            "WORD",
        ]);
        Node::literal(&Ty::Text, key)
    }

    /// A call of a `#[portable]` function that is made for it.
    fn helper(&mut self, ty: &Ty, depth: u8) -> Option<Node> {
        if self.closures > 0 && !self.universe.has_default(ty) {
            return None;
        }
        let mut types = vec![ty.clone()];
        if self.rng.bool() {
            types.push(self.some_type(1));
        }
        let (call, arguments) =
            self.function(&types, &ty.rust(), depth, |inner| inner.value(ty, depth.min(2)))?;
        Some(Node::new(ty, &call, arguments).atom())
    }

    /// What is made of the `Result` that such a function gives.
    fn of_a_result(&mut self, ty: &Ty, depth: u8) -> Option<Node> {
        // What fails in a closure gives its type's default, which a `Result` does not have.
        if self.closures > 0 {
            return None;
        }
        let (good, bad) = (self.some_type(1), self.some_type(1));
        let returns = format!("Result<{}, {}>", good.rust(), bad.rust());
        let (call, mut parts) = self.function(&[good.clone(), Ty::Bool], &returns, depth, |inner| {
            let test = inner.path_or_parameter(&Ty::Bool, Use::Operand);
            let sides = [inner.value(&good, depth.min(2)), inner.value(&bad, depth.min(2))];
            Node::new(&good, "if § { Ok(¤) } else { Err(¤) }", [test].into_iter().chain(sides))
        })?;
        let binds = [good, bad].map(|ty| Var { name: self.fresh_or_taken(), ty, reference: false });
        let [ok, err] = binds.clone().map(|var| self.within(&[var], |inner| inner.value(ty, depth)));
        let typed = branches_typed(ty, [&ok, &err].into_iter());
        parts.extend([ok, err]);
        let [good, bad] = binds.map(|var| var.name);
        let template = format!("match {call} {{ Ok({good}) => ¤, Err({bad}) => ¤ }}");
        Some(Node::new(ty, &template, parts).binding([good, bad]).typed(typed))
    }

    /// Makes a function whose parameters have these types, and says how it is called.
    pub(crate) fn function(
        &mut self,
        types: &[Ty],
        returns: &str,
        depth: u8,
        body: impl FnOnce(&mut Generator<'_>) -> Node,
    ) -> Option<(String, Vec<Node>)> {
        if self.closed || self.helpers.len() > 1 {
            return None;
        }
        let place = self.helpers.len();
        let name = format!("helper_{place}");
        // Its arguments may need helpers of their own.
        self.helpers.push(String::new());
        let mut inner = Generator::new(self.rng, self.universe);
        for ty in types {
            let reference = inner.chance(40);
            let name = inner.fresh();
            inner.params.push(Var { name, ty: ty.clone(), reference });
        }
        inner.closed = true;
        let body = body(&mut inner);
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
        let body = body.cloned_where_closed().source();
        self.helpers[place] =
            format!("#[portable]\nfn {name}({}) -> {returns} {{ {body} }}\n", declared.join(", "));
        Some((format!("{name}({})", template.join(", ")), arguments))
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
