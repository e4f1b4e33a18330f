//! What an expression reads from around it: variables nobody binds inside, and names without a context.

use super::parse::Expr;

/// Something an expression refers to that it does not bind itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reference {
    /// `$name`, and the field that is taken from it at once (`input` of `$states.input`).
    Variable { name: String, field: Option<String>, called: bool },
    /// `$` where there is no context, or `$$` anywhere.
    Context(&'static str),
    /// A field's name where there is no context to take it from.
    Name(String),
    /// A field's name that is called like a function.
    NameCalled(String),
}

/// Everything `expression` refers to, in the order of the text.
pub(crate) fn references(expression: &Expr) -> Vec<Reference> {
    let mut walk = Walk { bound: Vec::new(), found: Vec::new() };
    walk.visit(expression, false);
    walk.found
}

struct Walk {
    /// The variables in scope, innermost last.
    bound: Vec<String>,
    found: Vec<Reference>,
}

impl Walk {
    /// Visits an expression; `context` says whether `$` and bare names mean something here.
    fn visit(&mut self, expression: &Expr, context: bool) {
        match expression {
            Expr::Atom | Expr::Literal => {}
            Expr::Name { name } => {
                if !context {
                    self.found.push(Reference::Name(name.clone()));
                }
            }
            Expr::Variable { name } => self.variable(name, None, false, context),
            Expr::Within { base, inner } => self.within(base, inner, context),
            Expr::Call { function, arguments } => self.call(function, arguments, context),
            Expr::Lambda { parameters, body } => {
                self.scoped(parameters.clone(), |walk| walk.visit(body, context));
            }
            Expr::Bind { name, value } => {
                self.visit(value, context);
                self.bound.push(name.clone());
            }
            Expr::Focus { base, name } => {
                self.visit(base, context);
                self.bound.push(name.clone());
            }
            Expr::Block(steps) => self.scoped(bindings(steps), |walk| walk.each(steps, context)),
            Expr::Transform(parts) => self.each(parts, true),
            Expr::Each(parts) => self.each(parts, context),
        }
    }

    fn each(&mut self, parts: &[Expr], context: bool) {
        for part in parts {
            self.visit(part, context);
        }
    }

    /// Runs `visit` with more variables in scope, and forgets what it binds.
    fn scoped(&mut self, names: Vec<String>, visit: impl FnOnce(&mut Self)) {
        let length = self.bound.len();
        self.bound.extend(names);
        visit(self);
        self.bound.truncate(length);
    }

    fn within(&mut self, base: &Expr, inner: &[Expr], context: bool) {
        match (base, inner) {
            (Expr::Variable { name }, [Expr::Name { name: field }, ..]) => {
                self.variable(name, Some(field), false, context);
            }
            _ => self.visit(base, context),
        }
        self.each(inner, true);
    }

    fn call(&mut self, function: &Expr, arguments: &[Expr], context: bool) {
        match function {
            Expr::Variable { name } => self.variable(name, None, true, context),
            Expr::Name { name } => self.found.push(Reference::NameCalled(name.clone())),
            _ => self.visit(function, context),
        }
        self.each(arguments, context);
    }

    fn variable(&mut self, name: &str, field: Option<&String>, called: bool, context: bool) {
        match name {
            "" if context => {}
            "" => self.found.push(Reference::Context("$")),
            "$" => self.found.push(Reference::Context("$$")),
            _ if self.bound.iter().any(|bound| bound == name) => {}
            _ => {
                let (name, field) = (name.to_owned(), field.cloned());
                self.found.push(Reference::Variable { name, field, called });
            }
        }
    }
}

/// The variables a block binds. A function may call one that is bound after it, so all are in scope throughout.
fn bindings(steps: &[Expr]) -> Vec<String> {
    let mut names = Vec::new();
    for step in steps {
        let mut step = step;
        while let Expr::Bind { name, value } = step {
            names.push(name.clone());
            step = value;
        }
    }
    names
}
