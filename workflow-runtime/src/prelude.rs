//! What a file that declares workflows, tasks or their data wants in scope: `use workflow_runtime::prelude::*;`.
//!
//! Traits come with the derives of the same name.

pub use serde::{Deserialize, Serialize};

pub use crate::{Data, TaskError};
