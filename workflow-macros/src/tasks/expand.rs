//! Prints a task trait and the implementations that come with it. It cannot fail.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote, quote_spanned};
use syn::{
    FnArg, GenericArgument, GenericParam, Ident, PathArguments, Signature, Type, spanned::Spanned as _,
};

use super::{
    parse::{Task, Tasks},
    resource::Resource,
    set,
};
use crate::{
    names::{generated, pascal},
    policy::{ErrorsOf, Failures, constant},
    tokens::{located, option, respanned, text as literal},
    workflow::docs,
};

pub(crate) fn expand(tasks: &Tasks, runtime: &TokenStream) -> TokenStream {
    let declaration = declaration(tasks, runtime);
    let checks = tasks.methods.iter().flat_map(|task| &task.policy.checks);
    // Of a generic trait's types only those who know them could ask.
    let asked = tasks.methods.iter().filter(|_| tasks.item.generics.params.is_empty());
    let heartbeats = asked.clone().filter_map(|task| heartbeat_check(task, runtime));
    let tokens = asked.clone().filter_map(|task| token_check(task, runtime));
    let stub = stub(tasks, runtime);
    let scripted = scripted(tasks, runtime);
    let wrappers = wrappers(tasks, runtime);
    let set = set::expand(tasks, runtime);
    quote! {
        #declaration
        #stub
        #scripted
        #wrappers
        #set
        #(#checks)*
        #(#heartbeats)*
        #(#tokens)*
    }
}

/// What a state goes on with comes through the token that the task hands over, and not from the task. What is taken by
/// reference is no token, and what returns `Result<(), _>` need not be asked.
fn token_check(task: &Task, runtime: &TokenStream) -> Option<TokenStream> {
    let returns_nothing = |output: &Type| {
        let Type::Path(path) = output else { return false };
        let arguments = path.path.segments.last().map(|last| &last.arguments);
        matches!(arguments, Some(PathArguments::AngleBracketed(arguments))
            if matches!(arguments.args.first(), Some(GenericArgument::Type(Type::Tuple(unit))) if unit.elems.is_empty()))
    };
    if !task.item.sig.generics.params.is_empty() || returns_nothing(&task.output) {
        return None;
    }
    let types: Vec<&Type> = taken(task).filter(|ty| matches!(ty, Type::Path(_))).collect();
    if types.is_empty() {
        return None;
    }
    let output = &task.output;
    let message = literal(
        "a task that hands a token over returns `Result<(), _>`\nhelp: what the state goes on with comes through the token: `TaskToken<T>` has its type",
    );
    let assertion = quote_spanned! {output.span()=>
        ::core::assert!(
            #runtime::__private::Returned::<#output>::IS_UNIT
                || !(false #(|| #runtime::__private::Argument::<#types>::IS_TOKEN)*),
            #message
        )
    };
    Some(quote! {
        const _: () = {
            #[allow(unused_imports)]
            use #runtime::__private::{OtherArgument as _, OtherReturned as _};
            #assertion;
        };
    })
}

/// The types of a task's parameters.
fn taken(task: &Task) -> impl Iterator<Item = &Type> {
    task.item.sig.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(typed) => Some(&*typed.ty),
        FnArg::Receiver(_) => None,
    })
}

/// Only who holds a token can send a heartbeat, and who does an activity's work. What a token is, its type says and not
/// its name: rustc is asked.
fn heartbeat_check(task: &Task, runtime: &TokenStream) -> Option<TokenStream> {
    let heartbeat = task.policy.heartbeat.as_ref()?;
    let is_activity = task.resource.as_ref().is_some_and(Resource::is_activity);
    if is_activity || !task.item.sig.generics.params.is_empty() {
        return None;
    }
    let types = taken(task);
    let message = literal(
        "`heartbeat` cannot stand on a plain task: a heartbeat is for a callback, which is given a `TaskToken`, \
         and for an activity",
    );
    let assertion = quote_spanned! {heartbeat.key.span()=>
        ::core::assert!(false #(|| #runtime::__private::Argument::<#types>::IS_TOKEN)*, #message)
    };
    Some(quote! {
        const _: () = {
            #[allow(unused_imports)]
            use #runtime::__private::OtherArgument as _;
            #assertion;
        };
    })
}

/// The function of a task trait that knows its tasks; rustc says its name where a trait is none.
pub(crate) const KNOWN: &str = "__the_attribute_tasks_above_the_trait";

/// The signature without `async`, returning a future that can be sent.
///
/// Which error a generic task has, its caller says: there rustc asks whether it is one.
fn signature(task: &Task, runtime: &TokenStream) -> Signature {
    let mut signature = task.item.sig.clone();
    if task.is_generic() {
        let output = &task.output;
        let is_outcome = syn::parse_quote!(#output: #runtime::__private::definition::Outcome);
        signature.generics.make_where_clause().predicates.push(is_outcome);
    }
    signature.asyncness = None;
    let output = &task.output;
    signature.output =
        syn::parse_quote!(-> impl ::core::future::Future<Output = #output> + ::core::marker::Send);
    signature
}

fn declaration(tasks: &Tasks, runtime: &TokenStream) -> TokenStream {
    let syn::ItemTrait { attrs, vis, ident, generics, supertraits, .. } = &tasks.item;
    let (parameters, bounds) = (&generics.params, &generics.where_clause);
    let supertraits = supertraits.iter();
    let methods = tasks.methods.iter().map(|task| {
        let (attrs, signature) = (&task.item.attrs, signature(task, runtime));
        match &task.item.default {
            Some(body) => quote!(#(#attrs)* #signature { async move #body }),
            None => quote!(#(#attrs)* #signature;),
        }
    });
    let policies = policies(tasks, runtime);
    let descriptions = descriptions(tasks, runtime);
    let memories = memories(tasks, runtime);
    let known = generated(KNOWN);
    quote! {
        #(#attrs)*
        #vis trait #ident <#parameters>: #(#supertraits +)* ::core::marker::Send + ::core::marker::Sync + 'static #bounds {
            #(#methods)*
            #policies
            #descriptions

            // One name for both, which rustc misses once where a trait is without `#[tasks]`.
            #[doc(hidden)]
            #[must_use]
            fn #known() -> #runtime::__private::Tasks
            where
                Self: ::core::marker::Sized,
            {
                #runtime::__private::Tasks { policy: Self::__policy, describe: Self::__task, memories: #memories }
            }
        }
    }
}

/// `__policy("open_account")`: the policy of a task, whose error type the caller knows.
fn policies(tasks: &Tasks, runtime: &TokenStream) -> TokenStream {
    let arms =
        tasks.methods.iter().filter(|task| !task.is_generic() && !task.policy.is_empty()).map(|task| {
            let (name, output) = (literal(&task.name()), &task.output);
            let at = located(runtime, output.span());
            // A `static` cannot name what a generic trait leaves open, and its output may.
            let error = match written_error(output) {
                Some((_, error)) if !tasks.item.generics.params.is_empty() => error.to_token_stream(),
                _ => quote_spanned!(output.span()=> <#output as #at::__private::TaskOutcome>::Error),
            };
            let policy = task.policy.native(runtime, ErrorsOf::Type(&error));
            quote! {
                #name => {
                    static POLICY: #runtime::TaskPolicy<'static, #error> = #policy;
                    ::core::option::Option::Some(&POLICY)
                }
            }
        });
    quote! {
        #[doc(hidden)]
        #[must_use]
        fn __policy(task: &str) -> ::core::option::Option<&'static (dyn ::core::any::Any + ::core::marker::Sync)>
        where
            Self: ::core::marker::Sized,
        {
            match task {
                #(#arms)*
                _ => ::core::option::Option::None,
            }
        }
    }
}

/// `__task("open_account")`: what the definition has to know of a task.
fn descriptions(tasks: &Tasks, runtime: &TokenStream) -> TokenStream {
    let definition = quote!(#runtime::__private::definition);
    let arms = tasks.methods.iter().map(|task| {
        let name = literal(&task.name());
        let function = literal(&function_name(tasks, task));
        let params = task.params.iter().map(|param| literal(&crate::names::plain(param)));
        let resource = option(task.resource.as_ref().map(|resource| &resource.arn));
        let token_at = option(task.resource.as_ref().and_then(|resource| resource.token_at.as_ref()));
        let attributes_at = task.resource.iter().flat_map(|resource| &resource.attributes_at);
        let attributes_from = task.resource.iter().flat_map(|resource| &resource.attributes_from);
        // The first paragraph: what follows is for those who implement the task.
        let docs = docs(&task.item.attrs);
        let comment = option(docs.as_deref().and_then(|docs| docs.lines().next()));
        let names = generated("__names");
        let policy = if task.is_generic() {
            quote!(#definition::Policy::new())
        } else {
            let policy = task.policy.twin(runtime, &quote!(#names), Failures::Task);
            let output = &first_with_its_error(task, tasks).output;
            // What may be no `Result` is told of once, by the driver's policy if there is one.
            let names_of = if task.policy.is_empty() || written_error(output).is_some() {
                names_of(output, runtime)
            } else {
                let at = respanned(definition.clone(), output.span());
                let names = quote_spanned!(output.span()=> #at::returned::<#output>().result_names());
                quote!({ use #definition::Fallback as _; #names })
            };
            quote!({ let #names = #names_of; #policy })
        };
        quote! {
            #name => ::core::option::Option::Some(#definition::TaskMeta {
                function: #function,
                comment: #comment,
                params: &[#(#params),*],
                resource: #resource,
                token_at: #token_at,
                attributes_at: &[#(#attributes_at),*],
                attributes_from: &[#(#attributes_from),*],
                policy: #policy,
            })
        }
    });
    quote! {
        #[doc(hidden)]
        #[must_use]
        #[allow(unused_variables)]
        fn __task(task: &str) -> ::core::option::Option<#definition::TaskMeta>
        where
            Self: ::core::marker::Sized,
        {
            match task {
                #(#arms,)*
                _ => ::core::option::Option::None,
            }
        }
    }
}

/// The error names of what a task returns, so that rustc speaks of the error where it is written, and else of the whole.
fn names_of(output: &Type, runtime: &TokenStream) -> TokenStream {
    let definition = quote!(#runtime::__private::definition);
    let named =
        written_error(output).filter(|(result, _)| result.last().is_some_and(|name| name == "Result"));
    let (asked, ability) = match named {
        Some((_, error)) => (error, quote!(as #definition::OwnError>::ERROR_NAMES)),
        None => (output.clone(), quote!(as #definition::Outcome>::ERROR_NAMES)),
    };
    let ability = respanned(ability, asked.span());
    let asking = quote_spanned!(asked.span()=> <);
    quote!(#definition::Names::of_error(#asking #asked #ability))
}

/// The first task whose error is written as this one's: whether it is an error is told of there.
fn first_with_its_error<'t>(task: &'t Task, tasks: &'t Tasks) -> &'t Task {
    let Some(error) = written_error(&task.output) else { return task };
    let mut others = tasks.methods.iter().filter(|other| !other.is_generic());
    others.find(|other| written_error(&other.output).as_ref() == Some(&error)).unwrap_or(task)
}

/// The path to `Result` and the error in it, of `Result<Account, OpenError>`.
fn written_error(output: &Type) -> Option<(Vec<String>, Type)> {
    let Type::Path(path) = output else { return None };
    let PathArguments::AngleBracketed(arguments) = &path.path.segments.last()?.arguments else { return None };
    let [_, GenericArgument::Type(error)] = arguments.args.iter().collect::<Vec<_>>()[..] else {
        return None;
    };
    let result = path.path.segments.iter().map(|segment| segment.ident.to_string());
    Some((result.collect(), error.clone()))
}

/// What memory the tasks ask for their functions; who asks for none has what the deployment says.
fn memories(tasks: &Tasks, runtime: &TokenStream) -> TokenStream {
    let memories = tasks.methods.iter().filter_map(|task| {
        let megabytes = constant(task.memory_mb.as_ref()?, &quote!(u32));
        let function = literal(&function_name(tasks, task));
        Some(quote!(#runtime::FunctionMemory { function: #function, memory_mb: #megabytes }))
    });
    quote!(&[#(#memories),*])
}

/// What a definition calls a task's Lambda function: `BankCheckName`.
pub(super) fn function_name(tasks: &Tasks, task: &Task) -> String {
    format!("{}{}", pascal(&tasks.item.ident), pascal(&task.item.sig.ident))
}

/// `impl Bank for Stub`: it is named by a definition and never called.
fn stub(tasks: &Tasks, runtime: &TokenStream) -> TokenStream {
    let syn::ItemTrait { ident, generics, .. } = &tasks.item;
    let (parameters, arguments, bounds) = generics.split_for_impl();
    let methods = tasks.methods.iter().filter(|task| task.item.default.is_none()).map(|task| {
        let signature = signature(task, runtime);
        let output = &task.output;
        quote! {
            #[allow(unused_variables)]
            #signature {
                async move { #runtime::__private::stub::<#output>() }
            }
        }
    });
    quote! {
        #[automatically_derived]
        #[allow(clippy::all, clippy::pedantic, clippy::nursery)]
        impl #parameters #ident #arguments for #runtime::Stub #bounds {
            #(#methods)*
        }
    }
}

/// `impl Bank for Scripted`: a test's, which answers as its scripts say.
///
/// It is there if the runtime can test.
fn scripted(tasks: &Tasks, runtime: &TokenStream) -> TokenStream {
    let syn::ItemTrait { ident, generics, .. } = &tasks.item;
    let (parameters, arguments, bounds) = generics.split_for_impl();
    let testing = quote!(#runtime::testing);
    let tasks_name = literal(&crate::names::plain(ident));
    let methods = tasks.methods.iter().map(|task| {
        let (signature, output, name) = (signature(task, runtime), &task.output, literal(&task.name()));
        let given = task.params.iter().map(|param| quote!(#testing::Given(&#param).json()));
        quote! {
            #signature {
                #[allow(unused_imports)]
                use #testing::{OtherGiven as _, OtherReads as _};
                let __given = #runtime::__private::vec([#(#given),*]);
                async move {
                    let __reply = #testing::Scripted::answer(self, #tasks_name, #name, __given).await;
                    #testing::Reads::<#output>(::core::marker::PhantomData).read(__reply)
                }
            }
        }
    });
    quote! {
        #runtime::__when_testing! {
            #[automatically_derived]
            #[allow(clippy::all, clippy::pedantic, clippy::nursery)]
            impl #parameters #ident #arguments for #testing::Scripted #bounds {
                #(#methods)*
            }
        }
    }
}

/// `Arc<T>`, `Box<T>` and `&'static T` do the tasks that `T` does.
fn wrappers(tasks: &Tasks, runtime: &TokenStream) -> TokenStream {
    let shared = [quote!(::std::sync::Arc<__T>), quote!(::std::boxed::Box<__T>), quote!(&'static __T)];
    shared.iter().map(|wrapper| passing_on(tasks, wrapper, runtime)).collect()
}

fn passing_on(tasks: &Tasks, wrapper: &TokenStream, runtime: &TokenStream) -> TokenStream {
    let syn::ItemTrait { ident, generics, .. } = &tasks.item;
    let (_, arguments, bounds) = generics.split_for_impl();
    let bounds = bounds.map_or_else(|| quote!(where), |bounds| quote!(#bounds,));
    let parameters = generics.params.iter();
    let methods = tasks.methods.iter().map(|task| {
        let signature = signature(task, runtime);
        let (name, params) = (&task.item.sig.ident, &task.params);
        let turbofish = turbofish(task);
        quote! {
            #signature {
                <__T as #ident #arguments>::#name #turbofish (&**self, #(#params),*)
            }
        }
    });
    let any = quote!(::core::any::Any + ::core::marker::Sync);
    quote! {
        #[automatically_derived]
        #[allow(clippy::all, clippy::pedantic, clippy::nursery)]
        // The bound stands apart: of a type that there is not rustc says in each implementation the same.
        impl<#(#parameters,)* __T> #ident #arguments for #wrapper #bounds __T: #ident #arguments {
            #(#methods)*

            fn __policy(task: &str) -> ::core::option::Option<&'static (dyn #any)> {
                <__T as #ident #arguments>::__policy(task)
            }
        }
    }
}

/// `::<T>` of a task's own type parameters; lifetimes are found by rustc.
fn turbofish(task: &Task) -> Option<TokenStream> {
    let types: Vec<&Ident> = task
        .item
        .sig
        .generics
        .params
        .iter()
        .filter_map(|param| match param {
            GenericParam::Type(param) => Some(&param.ident),
            GenericParam::Const(param) => Some(&param.ident),
            GenericParam::Lifetime(_) => None,
        })
        .collect();
    (!types.is_empty()).then(|| quote!(::<#(#types),*>))
}
