//! What the derives print, for people to read. Whether it is right is tested in `workflow-runtime/tests/data_*`.

use expect_test::{ExpectFile, expect_file};
use proc_macro2::TokenStream;
use quote::quote;

use super::{data, task_error};

fn check(expansion: TokenStream, expected: &ExpectFile) {
    let file = syn::parse2(expansion).expect("an expansion is items");
    expected.assert_eq(&prettyplease::unparse(&file));
}

#[test]
fn data_of_a_generic_struct() {
    let expansion = data::expand(quote! {
        #[serde(rename_all = "camelCase")]
        struct Page<T> {
            page_number: u32,
            items: Vec<T>,
            token: Vec<u8>,
        }
    });
    check(expansion, &expect_file!["expanded/data_of_a_generic_struct.rs"]);
}

#[test]
fn task_error_with_text() {
    let expansion = task_error::expand(quote! {
        enum ReadError {
            Disk(#[from] #[as_text] io::Error),
            #[error("line {line}")]
            #[error_name = "BadNumber"]
            Number { #[serde(rename = "lineNumber")] line: u32, #[as_text(read(parse))] source: ParseIntError },
        }
    });
    check(expansion, &expect_file!["expanded/task_error_with_text.rs"]);
}

#[test]
fn mistakes_leave_quiet_implementations() {
    let expansion = task_error::expand(quote! {
        #[error_name = "E"]
        enum ReadError {
            Disk(#[as_text] io::Error),
        }
    });
    check(expansion, &expect_file!["expanded/mistakes_leave_quiet_implementations.rs"]);
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let item = quote! {
        enum Many { A { a: u8, b: u8 }, B(A, B), #[error_name = "c"] C }
    };
    let once = task_error::expand(item.clone()).to_string();
    assert_eq!(once, task_error::expand(item).to_string());
}
