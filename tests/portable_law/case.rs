//! A workflow of one generated expression, and how it is printed.
//!
//! Read next: `package.rs`, which compiles many of them.

use fastrand::Rng;

use crate::{
    generate::{Generator, Var},
    node::Node,
    returns::Gives,
    types::Ty,
    universe::Universe,
};

/// A workflow whose states have generated expressions.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) params: Vec<Var>,
    pub(crate) helpers: Vec<String>,
    pub(crate) body: Body,
}

/// Where the expressions stand.
#[derive(Clone, Debug)]
pub(crate) enum Body {
    /// The output of a Succeed state.
    Output(Node),
    /// The conditions and outputs of a Choice.
    Choice(Node),
    /// The arguments of a transition.
    Arguments(Vec<Node>),
}

impl Body {
    fn cloned_where_closed(self) -> Self {
        match self {
            Self::Output(node) => Self::Output(node.cloned_where_closed()),
            Self::Choice(node) => Self::Choice(node.cloned_where_closed()),
            Self::Arguments(nodes) => {
                Self::Arguments(nodes.into_iter().map(Node::cloned_where_closed).collect())
            }
        }
    }
}

impl Case {
    /// Any case.
    pub(crate) fn new(rng: &mut Rng, universe: &Universe) -> Self {
        let mut generator = Generator::new(rng, universe);
        let depth = generator.rng.u8(1..=3);
        let ty_depth = generator.rng.u8(..3);
        let ty = generator.some_type(ty_depth);
        let body = match generator.rng.u8(..10) {
            0 | 1 => Body::Choice(if generator.chance(40) {
                generator.decision(&Gives::value(&ty, "succeed(¤)"), depth)
            } else {
                let choice = generator.choice(&ty, depth, "succeed(¤)");
                if generator.chance(40) { generator.after_a_let(choice, depth) } else { choice }
            }),
            2 => {
                let count = generator.rng.usize(1..=3);
                let arguments = (0..count).map(|_| {
                    let ty = generator.some_type(1);
                    generator.argument(&ty, depth)
                });
                Body::Arguments(arguments.collect())
            }
            _ => {
                let value = (0..3).map(|_| generator.value(&ty, depth + 1)).find(|value| value.size() > 1);
                Body::Output(value.unwrap_or_else(|| generator.value(&ty, depth)))
            }
        };
        let (mut params, helpers) = (generator.params, generator.helpers);
        if params.is_empty() {
            params.push(Var { name: "unused".to_owned(), ty: Ty::Bool, reference: false });
        }
        Self { params, helpers, body: body.cloned_where_closed() }
    }

    /// The expressions, which have to be portable.
    pub(crate) fn nodes(&self) -> Vec<&Node> {
        match &self.body {
            Body::Output(node) | Body::Choice(node) => vec![node],
            Body::Arguments(nodes) => nodes.iter().collect(),
        }
    }

    /// The expressions as source.
    pub(crate) fn expression(&self) -> String {
        let nodes: Vec<String> = self.nodes().into_iter().map(Node::source).collect();
        nodes.join("; ")
    }

    /// The module's items.
    pub(crate) fn states(&self) -> String {
        let params: Vec<String> =
            self.params.iter().map(|var| format!("{}: {}", var.name, var.ty.rust())).collect();
        let params = params.join(", ");
        let helpers = self.helpers.concat();
        let states = match &self.body {
            Body::Output(node) => format!(
                "#[start]\n#[succeed]\nfn go({params}) -> Transition<{}> {{ succeed({}) }}",
                node.ty.rust(),
                node.source()
            ),
            Body::Choice(node) => format!(
                "#[start]\n#[choice]\nfn go({params}) -> Transition<{}> {{ {} }}",
                node.ty.rust(),
                node.source()
            ),
            Body::Arguments(nodes) => {
                let arguments: Vec<String> = nodes.iter().map(Node::source).collect();
                let types: String = nodes.iter().map(|node| node.ty.rust() + ",").collect();
                let names: String = (0..nodes.len()).map(|at| format!("a{at},")).collect();
                let last: Vec<String> =
                    nodes.iter().enumerate().map(|(at, node)| format!("a{at}: {}", node.ty.rust())).collect();
                format!(
                    "#[start]\n#[pass]\nfn go({params}) -> Transition<({types})> {{ end({}) }}\n\
                     #[succeed]\nfn end({}) -> Transition<({types})> {{ succeed(({names})) }}",
                    arguments.join(", "),
                    last.join(", ")
                )
            }
        };
        format!("{helpers}{states}\n")
    }

    /// The file of the case.
    pub(crate) fn source(&self) -> String {
        let states = self.states();
        let (make, canonical) = match &self.params[..] {
            [only] => {
                let ty = only.ty.rust();
                (format!("made::<{ty}>(rng)"), format!("rewritten::<{ty}>(value)"))
            }
            params => {
                let each = |call: &dyn Fn(&Var) -> String| -> String {
                    let key = |var: &Var| var.name.trim_start_matches("r#").to_owned();
                    params.iter().map(|var| format!("(\"{}\", {}), ", key(var), call(var))).collect()
                };
                let make = each(&|var| format!("made::<{}>(rng)", var.ty.rust()));
                let canonical = each(&|var| {
                    let key = var.name.trim_start_matches("r#");
                    format!("rewritten::<{}>(&value[\"{key}\"])", var.ty.rust())
                });
                (format!("object([{make}])"), format!("all([{canonical}])"))
            }
        };
        format!(
            "#[workflow]\npub mod flow {{\nuse super::*;\n{states}}}\n\n\
             pub const CASE: Case = Case {{\n    make: |rng| {make},\n    canonical: |value| {canonical},\n    \
             run: |value| run(&flow::Workflow {{}}, value),\n    \
             definition: || serde_json::to_value(flow::definition()).expect(\"a definition is JSON\"),\n}};\n"
        )
    }
}
