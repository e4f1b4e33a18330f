//! What `cold_start` measures: a function as it is deployed, one of several tasks of two traits.

use workflow_runtime::prelude::*;

/// An e-mail that was handed over.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct Sent {
    /// How much it is.
    pub bytes: usize,
}

/// What the post could not do.
#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
pub enum PostError {
    /// Nobody has this address.
    #[error("there is no address {address}")]
    NoSuchAddress {
        /// The address.
        address: String,
    },
}

/// The post.
#[tasks]
pub trait Post {
    /// Sends an e-mail.
    async fn send_email(&self, to: &str, subject: &str, text: &str) -> Result<Sent, PostError>;
    /// Sends a letter.
    async fn send_letter(&self, to: &str, text: &str) -> Result<Sent, PostError>;
    /// Asks whether somebody can be reached.
    async fn knows(&self, address: &str) -> Result<bool, PostError>;
}

/// The archive.
#[tasks]
pub trait Archive {
    /// Keeps a document.
    async fn keep(&self, document: &str) -> Result<u32, PostError>;
    /// Finds a document.
    async fn find(&self, number: u32) -> Result<String, PostError>;
}

struct Clerk;

impl Post for Clerk {
    async fn send_email(&self, to: &str, subject: &str, text: &str) -> Result<Sent, PostError> {
        Ok(Sent { bytes: to.len() + subject.len() + text.len() })
    }

    async fn send_letter(&self, to: &str, text: &str) -> Result<Sent, PostError> {
        Ok(Sent { bytes: to.len() + text.len() })
    }

    async fn knows(&self, address: &str) -> Result<bool, PostError> {
        Ok(address.contains('@'))
    }
}

impl Archive for Clerk {
    async fn keep(&self, document: &str) -> Result<u32, PostError> {
        u32::try_from(document.len()).map_err(|_| PostError::NoSuchAddress { address: String::new() })
    }

    async fn find(&self, number: u32) -> Result<String, PostError> {
        Ok(number.to_string())
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), workflow_aws::lambda::Error> {
    workflow_aws::lambda::serve(Post(Clerk).and(Archive(Clerk))).await
}
