//! What a module of states brings into scope: `use workflow_runtime::prelude::*;`.
//!
//! Traits come with the derives of the same name.

pub use serde::{Deserialize, Serialize};

pub use crate::TaskFailure::{self, Crashed, Failed, TimedOut};
pub use crate::callback::{TaskToken, task_token};
pub use crate::clock::{days, hours, minutes, now, seconds};
pub use crate::execution::{
    execution_id, execution_name, execution_started_at, random, retry_count, state_entered_at, uuid,
};
pub use crate::{
    BranchFailure, Data, Failure, TaskError, Transition, Workflow, fail, map, parallel, portable, succeed,
    tasks, wait, wait_until, workflow,
};
