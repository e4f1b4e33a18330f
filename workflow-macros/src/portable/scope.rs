//! What an expression may name, and which names are read after it.
//!
//! It knows no expression. Read next: `names.rs`, which finds the names in one.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens as _, quote};
use syn::{Expr, Path, Type, ext::IdentExt as _};

use super::untyped::Untyped;
use crate::tokens::respanned;

/// The names that an expression may use, and how generated code names the runtime: one a state or function.
#[derive(Clone, Debug)]
pub(crate) struct Scope {
    /// `::workflow_runtime`
    pub(crate) runtime: TokenStream,
    /// How the driver names its context, of which `execution_id()` and its like are methods; a `#[portable]` function has
    /// none.
    pub(crate) cx: Option<TokenStream>,
    /// The names bound here: parameters, `let`s, and bindings of patterns.
    pub(crate) locals: BTreeSet<String>,
    /// The locals that are references: never moved out of, and never cloned as they are.
    pub(crate) references: BTreeSet<String>,
    /// The locals that are made of text literals: their uses say which type of text they are.
    texts: BTreeSet<String>,
    /// What a name looks at, by its names: nothing is moved out of one of them while that name is read later.
    lenders: BTreeMap<String, BTreeSet<String>>,
    /// The `#[portable]` functions of the module.
    pub(crate) helpers: BTreeSet<String>,
    /// The names that some pattern of the function binds, here or elsewhere.
    pub(crate) elsewhere: Rc<BTreeSet<String>>,
    /// The values that have been asked whether a definition can look into them, shared by the clones of one scope: one
    /// mistake, one error.
    asked: Rc<RefCell<BTreeSet<String>>>,
    /// The types of parameters, as they are written: a field of one has the same type in every state of a module.
    types: BTreeMap<String, String>,
    /// Where the type of a parameter is written first: what it lacks is told of there.
    places: BTreeMap<String, Span>,
    /// The same of these, shared by the scopes of a module.
    asked_of_types: Asked,
    /// The locals that are made of integers of no type but what their uses say.
    untyped: BTreeMap<String, Untyped>,
    /// Whether a function of any other name is taken for a `#[portable]` one: it may have come by a `use`.
    pub(crate) open: bool,
}

/// What has been asked of the types in a module.
#[derive(Clone, Debug, Default)]
pub(crate) struct Asked(Rc<RefCell<BTreeSet<String>>>);

impl Scope {
    /// A scope without names.
    pub(crate) fn new(runtime: TokenStream, cx: Option<TokenStream>) -> Self {
        Self {
            runtime,
            cx,
            locals: BTreeSet::new(),
            references: BTreeSet::new(),
            texts: BTreeSet::new(),
            lenders: BTreeMap::new(),
            helpers: BTreeSet::new(),
            elsewhere: Rc::default(),
            asked: Rc::default(),
            types: BTreeMap::new(),
            places: BTreeMap::new(),
            asked_of_types: Asked::default(),
            untyped: BTreeMap::new(),
            open: true,
        }
    }

    /// Binds a name to an owned value.
    pub(crate) fn bind(&mut self, name: &Ident) {
        self.hide(&key(name));
        self.locals.insert(key(name));
    }

    /// Forgets what was known of a name that another one takes.
    fn hide(&mut self, name: &str) {
        self.references.remove(name);
        self.texts.remove(name);
        self.lenders.remove(name);
        self.lenders.values_mut().for_each(|lenders| {
            lenders.remove(name);
        });
        self.types.remove(name);
        self.places.remove(name);
        self.untyped.remove(name);
    }

    /// Binds a parameter of a state, whose type is written the same wherever it is the same, and `first` at this place.
    pub(crate) fn bind_parameter(&mut self, name: &Ident, ty: &Type, first: Span) {
        self.bind(name);
        self.types.insert(key(name), ty.to_token_stream().to_string());
        self.places.insert(key(name), first);
    }

    /// Where the type of a parameter is written first.
    pub(super) fn place_of_type(&self, parameter: &Ident) -> Option<Span> {
        self.places.get(&key(parameter)).copied()
    }

    /// Shares with the other scopes of a module what has been asked of the types in it.
    pub(crate) fn share(&mut self, asked: &Asked) {
        self.asked_of_types = asked.clone();
    }

    /// Says of names that are bound that they are made of text literals.
    pub(super) fn bind_texts(&mut self, names: &[Ident]) {
        self.texts.extend(names.iter().map(key));
    }

    /// Whether a name is made of text literals.
    pub(super) fn is_text(&self, name: &Ident) -> bool {
        self.texts.contains(&key(name))
    }

    /// Says of a name that is bound that it is made of integers without a type of their own.
    pub(super) fn bind_untyped(&mut self, name: &Ident, value: &Untyped) {
        self.untyped.insert(key(name), value.clone());
    }

    /// What a name is, if that is made of integers without a type of their own.
    pub(super) fn untyped(&self, name: &Ident) -> Option<&Untyped> {
        self.untyped.get(&key(name))
    }

    /// Binds a name to a reference.
    pub(crate) fn bind_reference(&mut self, name: &Ident) {
        self.bind(name);
        self.references.insert(key(name));
    }

    /// This scope with more names, each a reference when `reference`.
    pub(crate) fn with<'a>(&self, names: impl IntoIterator<Item = &'a Ident>, reference: bool) -> Self {
        let mut inner = self.clone();
        for name in names {
            if reference {
                inner.bind_reference(name);
            } else {
                inner.bind(name);
            }
        }
        inner
    }

    /// This scope with more names, which look at what has the others.
    pub(super) fn with_lent(&self, names: &[Ident], reference: bool, lenders: &[Ident]) -> Self {
        let mut all: BTreeSet<String> = lenders.iter().map(key).collect();
        all.extend(lenders.iter().filter_map(|name| self.lenders.get(&key(name))).flatten().cloned());
        // What these names hide is moved by none.
        names.iter().for_each(|name| {
            all.remove(&key(name));
        });
        let mut inner = self.with(names, reference);
        if !all.is_empty() {
            inner.lenders.extend(names.iter().map(|name| (key(name), all.clone())));
        }
        inner
    }

    /// Whether something that is read later looks at what has this name.
    pub(super) fn is_lent(&self, name: &Ident, live: &Live) -> bool {
        let name = key(name);
        self.lenders.iter().any(|(looking, lenders)| live.has(looking) && lenders.contains(&name))
    }

    pub(crate) fn is_local(&self, name: &Ident) -> bool {
        self.locals.contains(&key(name)) || self.locals.contains(&name.to_string())
    }

    pub(crate) fn is_reference(&self, name: &Ident) -> bool {
        self.references.contains(&key(name)) || self.references.contains(&name.to_string())
    }

    /// Whether a call of this path is one of a `#[portable]` function, which is in lower case as rustc's lints keep it.
    pub(crate) fn is_helper(&self, path: &Path) -> bool {
        let Some(last) = path.segments.last() else { return false };
        let named = path.get_ident().is_some_and(|name| {
            self.helpers.contains(&key(name)) || self.helpers.contains(&name.to_string())
        });
        // `Order::new` is a function of a type, which cannot be portable.
        let of_type =
            path.segments.iter().rev().nth(1).is_some_and(|segment| is_type_name(&key(&segment.ident)));
        named || (self.open && !of_type && key(&last.ident).starts_with(char::is_lowercase))
    }

    /// Whether this value is yet to be asked whether it is `Data`.
    pub(super) fn ask(&self, expr: &Expr) -> bool {
        match self.type_of(expr) {
            Some(ty) => self.asked_of_types.0.borrow_mut().insert(ty),
            None => self.asked.borrow_mut().insert(expr.to_token_stream().to_string()),
        }
    }

    /// Asks nothing of this value: something else is asked of its type that says as much.
    pub(crate) fn told(&self, expr: &Expr) {
        self.ask(expr);
    }

    /// What says which type a value has, in a whole module: that of a parameter and the fields on the way, or the path of
    /// what is constructed.
    fn type_of(&self, expr: &Expr) -> Option<String> {
        match expr {
            Expr::Path(path) => self.types.get(&key(path.path.get_ident()?)).cloned(),
            Expr::Field(field) => {
                Some(format!("{}.{}", self.type_of(&field.base)?, field.member.to_token_stream()))
            }
            Expr::Struct(value) if value.qself.is_none() => Some(value.path.to_token_stream().to_string()),
            _ => None,
        }
    }

    /// Whether this value is yet to be asked whether its variants can be told apart.
    pub(super) fn ask_variants(&self, expr: &Expr) -> bool {
        self.asked.borrow_mut().insert(format!("match {}", expr.to_token_stream()))
    }

    /// `::workflow_runtime::__private::expr`
    pub(super) fn expr(&self) -> TokenStream {
        let runtime = &self.runtime;
        quote!(#runtime::__private::expr)
    }

    /// The same on a token of the user's, so that rustc's messages about the call stand there.
    pub(super) fn expr_at(&self, span: Span) -> TokenStream {
        respanned(self.expr(), span)
    }
}

/// Whether a name is a type's: in upper case, as rustc's lints keep it, or a primitive's.
pub(super) fn is_type_name(name: &str) -> bool {
    let digits = name.trim_start_matches(['u', 'i', 'f']);
    name.starts_with(char::is_uppercase)
        || matches!(name, "str" | "char" | "bool" | "usize" | "isize")
        || (digits.len() + 1 == name.len() && digits.parse::<u8>().is_ok())
}

/// A name as the sets hold it: without `r#`.
pub(super) fn key(name: &Ident) -> String {
    name.unraw().to_string()
}

/// The names that are read later, in the reverse of the order of evaluation.
#[derive(Clone, Debug, Default)]
pub(crate) struct Live {
    names: BTreeSet<String>,
    all: bool,
}

impl Live {
    /// Nothing is read later.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Everything may be read again: nothing is moved.
    pub(crate) fn everything() -> Self {
        Self { names: BTreeSet::new(), all: true }
    }

    /// Whether the name is read later.
    pub(crate) fn contains(&self, name: &Ident) -> bool {
        self.has(&key(name))
    }

    fn has(&self, name: &str) -> bool {
        self.all || self.names.contains(name)
    }

    /// The name is read here.
    pub(crate) fn insert(&mut self, name: &Ident) {
        self.names.insert(key(name));
    }

    /// The name is bound here: what is read before is another.
    pub(crate) fn remove(&mut self, name: &Ident) {
        self.names.remove(&key(name));
    }

    /// What is read later on either way.
    pub(crate) fn union(&mut self, other: &Self) {
        self.names.extend(other.names.iter().cloned());
        self.all |= other.all;
    }
}
