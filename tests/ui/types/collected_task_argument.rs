//! A task argument of the wrong type, which is collected where it stands.

use workflow_runtime::prelude::*;

#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
#[error("unreachable")]
pub struct Unreachable;

#[tasks]
pub trait Post {
    async fn send(&self, address: &str) -> Result<(), Unreachable>;
}

#[workflow(tasks(post(Post)))]
pub mod newsletter {
    use super::*;

    #[start]
    #[task]
    fn send(addresses: Vec<String>) -> Transition<()> {
        post.send(&addresses.iter().take(1).cloned().collect::<Vec<_>>())?;
        succeed(())
    }
}

fn main() {}
