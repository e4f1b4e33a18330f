//! A task call's tokens, the same in the driver and in the witnesses of the definition.

use proc_macro2::{Group, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Expr, ExprCall, Ident, spanned::Spanned};

use super::{Expander, checkpoint::at, type_param};
use crate::{
    names::plain,
    portable::{self, Live, Scope, Want},
    tokens::located,
    workflow::model::{Branch, Call, StateCall, TaskCall, is_task_token},
};

/// `name(arguments)` with the user's parentheses, so that messages on the whole call underline the user's.
pub(super) fn rebuilt(func: &impl ToTokens, call: &ExprCall, arguments: &[TokenStream]) -> TokenStream {
    let mut group = Group::new(proc_macro2::Delimiter::Parenthesis, quote!(#(#arguments),*));
    group.set_span(call.paren_token.span.join());
    quote!(#func #group)
}

/// The driver's tokens of arguments, from last to first as liveness asks.
pub(super) fn arguments<'a>(
    args: impl DoubleEndedIterator<Item = &'a Expr>,
    scope: &Scope,
    live: &mut Live,
    want: Want,
) -> Vec<TokenStream> {
    let mut tokens: Vec<TokenStream> =
        args.rev().map(|arg| portable::native(arg, scope, live, want)).collect();
    tokens.reverse();
    tokens
}

/// Who is going to read the tokens of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reader {
    /// The driver, which runs them.
    Driver,
    /// A witness, which is typed and never called.
    Witness,
}

impl Reader {
    fn argument(self, expr: &Expr, scope: &Scope, want: Want) -> TokenStream {
        match self {
            Reader::Driver => portable::native(expr, scope, &mut Live::everything(), want),
            Reader::Witness => portable::witnessed(expr, scope, want),
        }
    }
}

impl Expander<'_> {
    /// `bank.open_account(&application)`, every argument borrowed or cloned: an attempt may be followed by another.
    pub(super) fn task_tokens(&self, call: &TaskCall, scope: &Scope, reader: Reader) -> TokenStream {
        let args = call.call.args.iter().map(|arg| {
            if is_task_token(arg) {
                let token = crate::names::generated("__token");
                // Each attempt is called with a token of its own.
                return located(&quote!(#token), arg.span());
            }
            reader.argument(arg, scope, Want::TaskArgument)
        });
        let (receiver, method, turbofish) = (&call.call.receiver, &call.call.method, &call.call.turbofish);
        let mut group = Group::new(proc_macro2::Delimiter::Parenthesis, quote!(#(#args),*));
        group.set_span(call.call.paren_token.span.join());
        quote!(#receiver.#method #turbofish #group)
    }

    /// `let bank = &self.bank;`
    pub(super) fn bind_handle(&self, call: &TaskCall, nested: bool) -> TokenStream {
        let handle =
            if nested { &self.module.workflows[call.handle] } else { &self.module.tasks[call.handle] };
        let ident = &handle.ident;
        quote!(let #ident = &self.#ident;)
    }

    /// The handles that an effect uses, each bound once.
    pub(super) fn bind_handles(&self, call: &Call) -> TokenStream {
        let mut bound: Vec<usize> = Vec::new();
        let mut tokens = TokenStream::new();
        let mut bind = |call: &TaskCall| {
            if !bound.contains(&call.handle) {
                bound.push(call.handle);
                tokens.extend(self.bind_handle(call, false));
            }
        };
        match call {
            Call::Task(call) => bind(call),
            Call::Nested(call) => return self.bind_handle(call, true),
            Call::Parallel { branches, .. } => branches.iter().for_each(|branch| {
                if let Branch::Task { call, .. } = branch {
                    bind(call);
                }
            }),
            Call::Map { branch, .. } => {
                if let Branch::Task { call, .. } = &**branch {
                    bind(call);
                }
            }
        }
        tokens
    }

    /// `score(item, rate)`, every argument cloned.
    pub(super) fn start_tokens(&self, call: &StateCall, scope: &Scope, reader: Reader) -> TokenStream {
        let args: Vec<TokenStream> =
            call.call.args.iter().map(|arg| reader.argument(arg, scope, Want::Cloned)).collect();
        rebuilt(&call.call.func, &call.call, &args)
    }

    // ---------------------------------------------------------------------------------------- witnesses

    /// A witness of what a call gives: `Result<T, TaskFailure or BranchFailure's error>`.
    pub(super) fn call_witness(&self, call: &Call, scope: &Scope) -> TokenStream {
        let runtime = &self.runtime;
        let definition = quote!(#runtime::__private::definition);
        let (handles, value) = match call {
            Call::Task(call) => {
                let value = self.task_witness(call, scope);
                (self.witness_handle(call), value)
            }
            Call::Nested(call) => {
                let receiver = &call.call.receiver;
                (self.witness_nested(call), quote!(#definition::nested_witness(#receiver)))
            }
            Call::Parallel { branches, .. } => {
                let handles: TokenStream =
                    branches.iter().filter_map(|branch| self.branch_handle(branch)).collect();
                let outputs = branches.iter().map(|branch| self.branch_output(branch, scope));
                (handles, quote!(#definition::branch_witness((#(#outputs,)*))))
            }
            Call::Map { items, closure, branch, .. } => {
                let handles = self.branch_handle(branch);
                let inner = self.map_scope(closure, scope);
                let output = self.branch_output(branch, &inner);
                let bindings = self.map_bindings(items, closure, scope);
                (
                    quote!(#handles),
                    quote!({ #bindings #definition::branch_witness(#runtime::__private::vec_of(#output)) }),
                )
            }
        };
        let shadows = portable::shadows(&locals_of(call, scope), scope);
        quote! {
            #runtime::__private::expr::witness(|| {
                #shadows
                #handles
                #runtime::__private::expr::of(&(#value))
            })
        }
    }

    fn task_witness(&self, call: &TaskCall, scope: &Scope) -> TokenStream {
        let runtime = &self.runtime;
        let tokens = self.task_tokens(call, scope, Reader::Witness);
        let result = super::effects::result_of(call);
        let returned = quote!({
            use #runtime::__private::OtherReturned as _;
            #runtime::__private::Returned(#runtime::__private::definition::outcome(#tokens)).#result()
        });
        if call.is_callback() {
            let token = crate::names::generated("__token");
            // A closure is borrow-checked on its own, so it needs a `never` of its own.
            return quote! {
                #runtime::__private::definition::completed(|#token| {
                    #runtime::__private::expr::never();
                    #returned
                })
            };
        }
        returned
    }

    fn witness_handle(&self, call: &TaskCall) -> TokenStream {
        self.handle_witness(&self.module.tasks[call.handle])
    }

    fn witness_nested(&self, call: &TaskCall) -> TokenStream {
        self.handle_witness(&self.module.workflows[call.handle])
    }

    fn handle_witness(&self, handle: &crate::workflow::model::Handle) -> TokenStream {
        let runtime = &self.runtime;
        let (ident, param) = (&handle.ident, type_param(handle));
        quote!(let #ident = #runtime::__private::definition::handle::<#param>();)
    }

    fn branch_handle(&self, branch: &Branch) -> Option<TokenStream> {
        match branch {
            Branch::Task { call, .. } => Some(self.witness_handle(call)),
            Branch::Machine(_) => None,
        }
    }

    fn branch_output(&self, branch: &Branch, scope: &Scope) -> TokenStream {
        let runtime = &self.runtime;
        let definition = quote!(#runtime::__private::definition);
        match branch {
            Branch::Task { call, .. } => {
                let outcome = self.task_witness(call, scope);
                quote!(#definition::settled(#outcome))
            }
            Branch::Machine(call) => {
                let tokens = self.start_tokens(call, scope, Reader::Witness);
                quote!(#definition::output_of(#tokens))
            }
        }
    }

    /// The scope inside a map's closure.
    pub(super) fn map_scope(&self, closure: &syn::ExprClosure, scope: &Scope) -> Scope {
        let mut names: Vec<Ident> = Vec::new();
        for input in &closure.inputs {
            names.extend(portable::bound_names(input));
        }
        scope.with(names.iter(), false)
    }

    /// The closure's parameters inside a witness: an item of the items, and an index.
    fn map_bindings(&self, items: &Expr, closure: &syn::ExprClosure, scope: &Scope) -> TokenStream {
        let runtime = &self.runtime;
        let inputs: Vec<&syn::Pat> = closure.inputs.iter().collect();
        let items = self.items(items, &portable::witnessed(items, scope, Want::Cloned));
        let item = quote!(#runtime::__private::definition::item_of(#items));
        match inputs.as_slice() {
            [index, pat] => quote!(let #index: usize = 0; let #pat = #item;),
            [pat] => quote!(let #pat = #item;),
            _ => TokenStream::new(),
        }
    }

    /// The items of a map, which are a list: asked before anything is known of an item.
    pub(super) fn items(&self, items: &Expr, tokens: &TokenStream) -> TokenStream {
        let runtime = at(items.span(), self.runtime.clone());
        quote_spanned!(items.span()=> #runtime::__private::items(#tokens))
    }

    /// The span of a call that stays short when the call does not: its handle or name.
    pub(super) fn call_span(&self, call: &Call) -> proc_macro2::Span {
        match call {
            Call::Task(call) | Call::Nested(call) => call.call.span(),
            Call::Parallel { call, .. } | Call::Map { call, .. } => call.span(),
        }
    }

    /// The names of the task branches and of the branch machines.
    pub(super) fn branch_name(&self, branch: &Branch) -> String {
        match branch {
            Branch::Task { name, .. } => name.clone(),
            Branch::Machine(call) => match call.target {
                Some(target) => self.module.states[target].name.clone(),
                None => plain(&call.ident),
            },
        }
    }
}

/// The locals that a call names, each once.
pub(super) fn locals_of(call: &Call, scope: &Scope) -> Vec<Ident> {
    let mut of_branch = |branch: &'_ Branch| match branch {
        Branch::Task { call, .. } => call.call.args.iter().cloned().collect::<Vec<Expr>>(),
        Branch::Machine(call) => call.call.args.iter().cloned().collect(),
    };
    let owned: Vec<Expr> = match call {
        Call::Task(call) | Call::Nested(call) => call.call.args.iter().cloned().collect(),
        Call::Parallel { branches, .. } => branches.iter().flat_map(&mut of_branch).collect(),
        Call::Map { items, branch, .. } => std::iter::once(items.clone()).chain(of_branch(branch)).collect(),
    };
    locals_in(&owned, scope)
}

/// The locals that expressions name, each once.
pub(super) fn locals_in<'a>(exprs: impl IntoIterator<Item = &'a Expr>, scope: &Scope) -> Vec<Ident> {
    let mut names: Vec<Ident> = Vec::new();
    for expr in exprs {
        for name in portable::locals(expr, scope) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    names
}
