//! What `#[workflow]` prints for three of the examples, for people to read, and what it prints of a mistake.

use expect_test::{ExpectFile, expect_file};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Item, ItemMod, Meta};

use super::expand;

/// The workflow module in the source of an example: the attribute's options, and the module without the attribute.
fn workflow_of(source: &str) -> (TokenStream, TokenStream) {
    let file = syn::parse_file(source).expect("an example is Rust");
    let is_workflow = |module: &ItemMod| module.attrs.iter().any(|attr| attr.path().is_ident("workflow"));
    let module = file.items.into_iter().find_map(|item| match item {
        Item::Mod(module) if is_workflow(&module) => Some(module),
        _ => None,
    });
    let mut module = module.expect("an example has a workflow");
    let options =
        module.attrs.iter().position(|attr| attr.path().is_ident("workflow")).expect("it was found");
    let options = match module.attrs.remove(options).meta {
        Meta::List(list) => list.tokens,
        _ => TokenStream::new(),
    };
    (options, module.into_token_stream())
}

fn check(source: &str, expected: &ExpectFile) {
    let (options, module) = workflow_of(source);
    let expansion = expand(options.clone(), &module);
    assert_eq!(
        expansion.to_string(),
        expand(options, &module).to_string(),
        "the same input gives the same bytes"
    );
    let file = syn::parse2(expansion).expect("an expansion is items");
    expected.assert_eq(&prettyplease::unparse(&file));
}

#[test]
fn account_processing() {
    check(include_str!("../../../examples/src/bank.rs"), &expect_file!["expanded/account_processing.rs"]);
}

#[test]
fn traffic_light() {
    check(include_str!("../../../examples/src/crossing.rs"), &expect_file!["expanded/traffic_light.rs"]);
}

#[test]
fn sales_report() {
    check(include_str!("../../../examples/src/head_office.rs"), &expect_file!["expanded/sales_report.rs"]);
}

#[test]
fn a_mistake_leaves_the_module_and_one_error() {
    let module = quote! {
        pub mod sale {
            use super::*;

            #[start]
            #[pass]
            fn begin(id: u32) -> Transition<u32> {
                end(id);
            }

            #[pass]
            fn end(id: u32) -> Transition<u32> {
                succeed(id)
            }
        }
    };
    let expansion = expand(TokenStream::new(), &module).to_string();
    assert_eq!(expansion.matches("compile_error").count(), 1, "{expansion}");
    for item in ["enum State", "fn begin", "fn end", "struct Workflow", "fn definition"] {
        assert!(expansion.contains(item), "no {item} in {expansion}");
    }
}

#[test]
fn a_text_longer_than_a_payload_is_refused() {
    let expanded = |length: usize| {
        let text = "x".repeat(length);
        let module = quote! {
            pub mod sale {
                use super::*;

                #[start]
                #[pass]
                fn begin(id: u32) -> Transition<Page> {
                    succeed(Page { id, head: "title", body: #text })
                }
            }
        };
        expand(TokenStream::new(), &module).to_string()
    };
    let message = "a payload has 262144 bytes at most, and its texts alone have 262145";
    assert_eq!(expanded(262_140).matches(message).count(), 1);
    assert!(!expanded(262_139).contains("compile_error"));
}
