//! Prints the function that makes a `TaskSet` of an implementation: `Bank(CoreBanking::connect())`.
//!
//! It has the trait's name, in the namespace of values. What it demands of the arguments' types stands in its `where`
//! clause, behind a lifetime of its own, so that rustc asks for it only where the function is called: a task that is
//! never served may take what it likes.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote};
use syn::{FnArg, Lifetime, Type, TypeImplTrait, TypeReference, visit::Visit};

use super::{
    expand::function_name,
    parse::{Task, Tasks},
};
use crate::{names::plain, tokens::text as literal};

pub(crate) fn expand(tasks: &Tasks, runtime: &TokenStream) -> TokenStream {
    let syn::ItemTrait { vis, ident, generics, .. } = &tasks.item;
    let (_, arguments, bounds) = generics.split_for_impl();
    let parameters = generics.params.iter();
    // What a service does needs no server; an activity does, and its resource is no integration's ARN.
    let is_integration = |task: &&Task| {
        task.resource.as_ref().is_some_and(|resource| resource.arn.value().contains(":states:::"))
    };
    let served = tasks.methods.iter().filter(|task| !is_integration(task));
    let entries: Vec<Entry<'_>> = served.map(|task| Entry::of(tasks, task)).collect();
    let demands = entries.iter().flat_map(|entry| entry.demands(runtime));
    let bounds = bounds.map(|bounds| &bounds.predicates);
    // By the trait's own name: a task may be called as a method of `Arc` is.
    let done = quote!(<__T as #ident #arguments>);
    let calls = entries.iter().map(|entry| entry.print(&done, runtime));
    let docs = literal(&format!(
        "The tasks of [`trait@{}`] by name, for a server of them: a Lambda function, a worker of an activity.",
        plain(ident)
    ));
    quote! {
        #[doc = #docs]
        #[allow(non_snake_case, dead_code, unreachable_pub, unused_variables, clippy::all, clippy::pedantic, clippy::nursery)]
        #[must_use]
        #vis fn #ident<#(#parameters,)* __T>(tasks: __T) -> #runtime::TaskSet
        where
            __T: #ident #arguments,
            #(#demands,)*
            #bounds
        {
            let tasks = #runtime::__private::Arc::new(tasks);
            #runtime::TaskSet::new() #(#calls)*
        }
    }
}

/// A task as the set has it.
struct Entry<'a> {
    function: String,
    task: &'a Task,
    /// The types of its parameters; or why it cannot be served.
    types: Result<Vec<&'a Type>, &'static str>,
}

impl<'a> Entry<'a> {
    fn of(tasks: &Tasks, task: &'a Task) -> Self {
        let types: Vec<&Type> = task
            .item
            .sig
            .inputs
            .iter()
            .filter_map(|input| match input {
                FnArg::Typed(typed) => Some(&*typed.ty),
                FnArg::Receiver(_) => None,
            })
            .collect();
        let mut borrows = Borrows::default();
        types.iter().for_each(|ty| borrows.visit_type(inner(ty)));
        let types = if task.item.sig.generics.type_params().next().is_some()
            || task.item.sig.generics.const_params().next().is_some()
            || borrows.is_generic
        {
            Err("it is generic")
        } else if borrows.is_borrowed {
            Err("it takes an argument with a borrow in it")
        } else {
            Ok(types)
        };
        Self { function: function_name(tasks, task), task, types }
    }

    /// The bounds that calling it needs. The unused lifetime keeps rustc from checking them at the definition; it stands
    /// behind the type, where nobody who forgets a lifetime is told of it.
    fn demands(&self, runtime: &TokenStream) -> Vec<TokenStream> {
        let Ok(types) = &self.types else { return Vec::new() };
        let later = Lifetime::new("'__served", Span::mixed_site());
        let output = &self.task.output;
        let arguments = types.iter().map(|ty| match ty {
            Type::Reference(reference) => {
                let elem = &reference.elem;
                quote!(#elem: for<#later> #runtime::__private::Lent)
            }
            ty => quote!(#ty: for<#later> #runtime::__private::Given),
        });
        arguments.chain([quote!(#output: for<#later> #runtime::__private::Answer)]).collect()
    }

    fn print(&self, done: &TokenStream, runtime: &TokenStream) -> TokenStream {
        let function = literal(&self.function);
        let types = match &self.types {
            Ok(types) => types,
            Err(reason) => {
                let reason = literal(reason);
                return quote!(.left_out(#function, #reason));
            }
        };
        let names: Vec<_> = self.task.params.iter().map(|param| literal(&plain(param))).collect();
        let locals: Vec<_> = (0..types.len()).map(|index| format_ident!("__argument_{index}")).collect();
        let private = quote!(#runtime::__private);
        let owned = types.iter().map(|ty| match ty {
            Type::Reference(TypeReference { elem, .. }) => quote!(<#elem as #private::Lent>::Owned),
            ty => quote!(#ty),
        });
        let passed = types.iter().zip(&locals).map(|(ty, local)| match ty {
            Type::Reference(TypeReference { elem, .. }) => quote!(<#elem as #private::Lent>::lend(&#local)),
            _ => quote!(#local),
        });
        let (method, output) = (&self.task.item.sig.ident, &self.task.output);
        quote! {
            .task(#function, &[#(#names),*], {
                let tasks = ::core::clone::Clone::clone(&tasks);
                move |mut arguments: #private::Arguments| {
                    let tasks = ::core::clone::Clone::clone(&tasks);
                    async move {
                        #(let #locals: #owned = arguments.take(#names)?;)*
                        <#output as #private::Answer>::answer(#done::#method(&*tasks, #(#passed),*).await)
                    }
                }
            })
        }
    }
}

/// What a parameter's type is without the borrow around the whole of it.
fn inner(ty: &Type) -> &Type {
    match ty {
        Type::Reference(TypeReference { elem, mutability: None, .. }) => elem,
        ty => ty,
    }
}

/// Whether a type borrows, or stands for any type.
#[derive(Default)]
struct Borrows {
    is_borrowed: bool,
    is_generic: bool,
}

impl<'ast> Visit<'ast> for Borrows {
    fn visit_lifetime(&mut self, lifetime: &'ast Lifetime) {
        self.is_borrowed |= lifetime.ident != "static";
    }

    fn visit_type_reference(&mut self, _reference: &'ast TypeReference) {
        self.is_borrowed = true;
    }

    fn visit_type_impl_trait(&mut self, _any: &'ast TypeImplTrait) {
        self.is_generic = true;
    }
}
