//! Whether a module sees `Transition`, which every state returns: who forgets `use super::*;` is told so, once.

use syn::{Item, ReturnType, Type, UseTree, parse_quote};

use super::model::{Module, State};
use crate::{errors::Errors, names::plain};

/// The name that is asked for.
const TRANSITION: &str = "Transition";

/// Reports a module that imports nothing by which it could see `Transition`, and imports what is around it: without, each
/// type in it would be told of.
pub(super) fn import_what_is_missing(module: &mut Module, errors: &mut Errors) {
    if !module.states.iter().any(names_transition) || module.items.iter().any(may_bring) {
        return;
    }
    let message = format!("workflow `{}` does not see `{TRANSITION}`", module.ident);
    errors.spanned(&module.ident, message, "begin the module with `use super::*;`");
    module.items.insert(
        0,
        parse_quote!(
            #[allow(unused_imports)]
            use super::*;
        ),
    );
}

/// Whether a state returns `Transition<..>` by its name alone.
fn names_transition(state: &State) -> bool {
    let ReturnType::Type(_, ty) = &state.item.sig.output else { return false };
    let Type::Path(path) = &**ty else { return false };
    path.path.segments.len() == 1 && path.path.segments.iter().all(|segment| segment.ident == TRANSITION)
}

/// Whether an item may bring the name: a `use`, an item of that name, or a macro, of which nobody knows.
fn may_bring(item: &Item) -> bool {
    match item {
        Item::Use(item) => brings(&item.tree),
        Item::Type(item) => item.ident == TRANSITION,
        Item::Struct(item) => item.ident == TRANSITION,
        Item::Macro(_) => true,
        _ => false,
    }
}

fn brings(tree: &UseTree) -> bool {
    match tree {
        UseTree::Path(path) => brings(&path.tree),
        UseTree::Name(name) => plain(&name.ident) == TRANSITION,
        UseTree::Rename(name) => plain(&name.rename) == TRANSITION,
        UseTree::Glob(_) => true,
        UseTree::Group(group) => group.items.iter().any(brings),
    }
}
