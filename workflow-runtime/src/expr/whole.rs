//! Whole expressions: what stands in them, what is put in its place, and the names that their variables get.
//!
//! It adds to `tree.rs` what looks at more than one node. Read next: `print.rs`.

use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::Value;

use super::tree::{Element, ElementKind, Expr, Node, Operator};

/// The expressions in a node, borrowed as the node is.
macro_rules! children {
    ($node:expr, $iter:ident) => {
        match $node {
            Node::Literal(_) | Node::Variable(_) | Node::Pattern(_) => Vec::new(),
            Node::Key(one, _)
            | Node::Negative(one)
            | Node::Collected(one)
            | Node::Written(_, one)
            | Node::Function(_, one) => vec![one],
            Node::Index(first, second) | Node::Binary(_, first, second) | Node::Let(_, first, second) => {
                vec![first, second]
            }
            Node::Object(entries) => entries.$iter().map(|(_, value)| value).collect(),
            Node::Array(elements) => elements.$iter().map(|Element { value, .. }| value).collect(),
            Node::Call(_, arguments) => arguments.$iter().collect(),
            Node::Conditional(condition, yes, no) => vec![condition, yes, no],
        }
    };
}

impl Expr {
    /// Binds this value to a variable that nothing else in `body` is called, unless it reads well twice.
    pub(super) fn bind(self, name: &str, body: impl FnOnce(Self) -> Self) -> Self {
        if self.is_path() {
            return body(self);
        }
        let (fresh, body) = with_variable(name, Some(&self), body);
        Self::new(Node::Let(fresh, Box::new(self), Box::new(body)))
    }

    /// `function($name) { body }`, whose parameter nothing else in the body is called.
    pub(super) fn lambda(name: &str, body: impl FnOnce(Self) -> Self) -> Self {
        let first_let = Self::next_let();
        let (fresh, mut body) = with_variable(name, None, body);
        body.settle_lets(first_let);
        Self::new(Node::Function(vec![fresh], Box::new(body)))
    }

    /// What stands directly in this.
    pub(super) fn children(&self) -> Vec<&Self> {
        children!(&self.0, iter)
    }

    /// The same, to be changed.
    pub(super) fn children_mut(&mut self) -> Vec<&mut Self> {
        children!(&mut self.0, iter_mut)
    }

    /// Calls `visitor` on each node, the outer ones first.
    fn visit(&mut self, visitor: &mut impl FnMut(&mut Node)) {
        visitor(&mut self.0);
        self.children_mut().into_iter().for_each(|child| child.visit(visitor));
    }

    /// Whether a node is one of these.
    fn any(&self, is_meant: &impl Fn(&Node) -> bool) -> bool {
        is_meant(&self.0) || self.children().into_iter().any(|child| child.any(is_meant))
    }

    /// Whether its evaluation may be an error, beyond those that no valid input has.
    pub(crate) fn can_fail(&self) -> bool {
        self.any(&|node| matches!(node, Node::Call("error" | "parse", _)))
    }

    /// Whether its evaluation makes an object.
    pub(super) fn makes_an_object(&self) -> bool {
        self.any(&|node| matches!(node, Node::Object(_) | Node::Literal(Value::Object(_))))
    }

    /// This after `value` was evaluated, as Rust does first: its error is one even where nothing reads it.
    pub(super) fn after(mut self, value: &Self) -> Self {
        if value.can_fail() && !self.evaluates(value) {
            self.evaluate_first(value);
        }
        self
    }

    /// The same, of what becomes a template: its entries stay entries.
    pub(super) fn entered_after(self, value: &Self) -> Self {
        if self.evaluates(value) {
            return self;
        }
        match self.0 {
            Node::Object(mut entries) if !entries.is_empty() => {
                let (key, first) = entries.remove(0);
                entries.insert(0, (key, first.entered_after(value)));
                Self(Node::Object(entries), self.1)
            }
            node => Self(node, self.1).after(value),
        }
    }

    /// Whether `value` is evaluated each time that this is.
    pub(crate) fn evaluates(&self, value: &Self) -> bool {
        let both = |left: &Self, right: &Self| left.evaluates(value) || right.evaluates(value);
        self == value
            || match &self.0 {
                Node::Literal(_) | Node::Variable(_) | Node::Pattern(_) | Node::Function(..) => false,
                Node::Key(base, _)
                | Node::Negative(base)
                | Node::Collected(base)
                | Node::Written(_, base) => base.evaluates(value),
                // In an empty list no position is asked for.
                Node::Index(base, _) => base.evaluates(value),
                Node::Object(entries) => entries.iter().any(|(_, entry)| entry.evaluates(value)),
                Node::Array(elements) => elements.iter().any(|element| element.value.evaluates(value)),
                Node::Binary(Operator::And | Operator::Or, left, _) => left.evaluates(value),
                Node::Binary(_, left, right) => both(left, right),
                Node::Call(_, arguments) => arguments.iter().any(|argument| argument.evaluates(value)),
                Node::Conditional(condition, yes, no) => {
                    condition.evaluates(value) || yes.evaluates(value) && no.evaluates(value)
                }
                Node::Let(_, bound, body) => both(bound, body),
            }
    }

    /// Puts `new` wherever `old` stands, and says whether it stood anywhere.
    pub(super) fn replace(&mut self, old: &Self, new: &Self) -> bool {
        let mut found = false;
        self.visit(&mut |node| {
            if *node == old.0 {
                *node = new.0.clone();
                found = true;
            }
        });
        found
    }

    /// The same expression where the state's input is found at `base`.
    pub(crate) fn over(mut self, base: &Self) -> Self {
        // In two steps, because the input may be in `base` too.
        let hole = Self::variable(self.unused_name("given"));
        self.replace(&Self::input(), &hole);
        self.replace(&hole, base);
        self
    }

    /// A name for a variable that this expression does not mention.
    pub(super) fn unused_name(&self, name: &str) -> String {
        fresh_name(name, &[self])
    }

    /// Whether the variable is named anywhere in this expression, bound or free.
    pub(super) fn mentions(&self, name: &str) -> bool {
        self.any(&|node| match node {
            Node::Variable(variable) => variable == name,
            Node::Let(bound, ..) => bound == name,
            // A variable of a function's name would hide the function.
            Node::Call(function, _) => *function == name,
            Node::Written(function, _) => names_variable(function, name),
            Node::Function(parameters, _) => parameters.iter().any(|parameter| parameter == name),
            // How it is written asks for the type of an element.
            Node::Array(elements) if elements.iter().any(|one| one.kind == ElementKind::Unknown) => {
                matches!(name, "type" | "append")
            }
            _ => false,
        })
    }
}

/// Whether JSONata that is written out names this variable or function.
fn names_variable(text: &str, name: &str) -> bool {
    text.split('$').skip(1).any(|behind| {
        let end = behind.find(|one: char| !one.is_alphanumeric() && one != '_').unwrap_or(behind.len());
        &behind[..end] == name
    })
}

/// A body that reads a variable, and the name that is free for it.
fn with_variable(name: &str, value: Option<&Expr>, body: impl FnOnce(Expr) -> Expr) -> (String, Expr) {
    static PLACES: AtomicU64 = AtomicU64::new(0);
    // The name can be chosen only once the body is there; until then a name stands for it that no user has.
    let place = format!("\0{}", PLACES.fetch_add(1, Ordering::Relaxed));
    let mut body = body(Expr::variable(place.clone()));
    let others: Vec<_> = value.into_iter().chain([&body]).collect();
    let fresh = fresh_name(name, &others);
    body.visit(&mut |node| {
        if let Node::Variable(variable) = node
            && *variable == place
        {
            *variable = fresh.clone().into();
        }
    });
    (fresh, body)
}

/// `name`, or `name2`, `name3`, … when one of `others` has it already.
pub(super) fn fresh_name(name: &str, others: &[&Expr]) -> String {
    // AWS's own variable is there whether anybody reads it or not.
    let taken = |name: &str| name == "states" || others.iter().any(|other| other.mentions(name));
    if !taken(name) {
        return name.to_owned();
    }
    (2_u32..).map(|number| format!("{name}{number}")).find(|candidate| !taken(candidate)).unwrap_or_default()
}
