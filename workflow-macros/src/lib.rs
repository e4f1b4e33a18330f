//! The macros of `workflow-runtime`.

mod errors;
mod portable;

/// Makes a function callable from workflows: here it runs as it is, in a definition it is written out as JSONata.
#[proc_macro_attribute]
pub fn portable(attribute: proc_macro::TokenStream, item: proc_macro::TokenStream) -> proc_macro::TokenStream {
    portable::portable(attribute.into(), item.into()).into()
}
