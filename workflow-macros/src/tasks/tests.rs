//! What `#[tasks]` prints of a service's task trait, for people to read.

use expect_test::expect_file;
use quote::quote;

use super::expand;

#[test]
fn a_trait_of_services() {
    let item = quote! {
        /// Keeps and asks.
        pub trait Desk {
            /// Reads an item.
            #[resource(
                "arn:aws:states:::dynamodb:getItem",
                attributes_at("Key", "ExpressionAttributeValues"),
                attributes_from("Item")
            )]
            async fn get<K: Serialize + Sync>(&self, item: &Get<K>) -> Result<Item, Refused>;

            /// Asks somebody.
            #[resource("arn:aws:states:::sqs:sendMessage.waitForTaskToken", token_at = "MessageBody.TaskToken")]
            async fn ask(&self, message: &Message, token: TaskToken<bool>) -> Result<(), Refused>;
        }
    };
    let expansion = expand(&quote!(), &item);
    assert_eq!(
        expansion.to_string(),
        expand(&quote!(), &item).to_string(),
        "the same input gives the same bytes"
    );
    let file = syn::parse2(expansion).expect("an expansion is items");
    expect_file!["expanded/services.rs"].assert_eq(&prettyplease::unparse(&file));
}
