//! The macros of `workflow-runtime`.
//!
//! Depend on `workflow-runtime`, which re-exports them and holds their documentation.

mod derive;
mod errors;
mod names;
mod options;
mod policy;
mod portable;
mod runtime_path;
mod tasks;
mod tokens;
mod workflow;

use proc_macro::TokenStream;

#[allow(missing_docs, reason = "documented where `workflow-runtime` re-exports it")]
#[proc_macro_derive(Data, attributes(serde))]
pub fn derive_data(input: TokenStream) -> TokenStream {
    derive::data::expand(input.into()).into()
}

#[allow(missing_docs, reason = "documented where `workflow-runtime` re-exports it")]
#[proc_macro_derive(TaskError, attributes(serde, error_name, as_text))]
pub fn derive_task_error(input: TokenStream) -> TokenStream {
    derive::task_error::expand(input.into()).into()
}

#[allow(missing_docs, reason = "documented where `workflow-runtime` re-exports it")]
#[proc_macro_attribute]
pub fn portable(attribute: TokenStream, item: TokenStream) -> TokenStream {
    portable::portable(&attribute.into(), &item.into()).into()
}

#[allow(missing_docs, reason = "documented where `workflow-runtime` re-exports it")]
#[proc_macro_attribute]
pub fn workflow(attribute: TokenStream, item: TokenStream) -> TokenStream {
    workflow::expand(attribute.into(), &item.into()).into()
}

#[allow(missing_docs, reason = "documented where `workflow-runtime` re-exports it")]
#[proc_macro_attribute]
pub fn tasks(attribute: TokenStream, item: TokenStream) -> TokenStream {
    tasks::expand(&attribute.into(), &item.into()).into()
}
