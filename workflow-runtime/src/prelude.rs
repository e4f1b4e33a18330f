//! What a module of states brings into scope: `use workflow_runtime::prelude::*;`.

pub use serde::{Deserialize, Serialize};

pub use crate::TaskFailure::{self, Crashed, Failed, TimedOut};
pub use crate::callback::{TaskToken, task_token};
pub use crate::clock::{days, hours, minutes, now, seconds};
pub use crate::data::{Data, TaskError};
pub use crate::execution::{
    execution_id, execution_name, execution_started_at, random, retry_count, state_entered_at, uuid,
};
pub use crate::{
    BranchFailure, Failure, Transition, Workflow, fail, map, parallel, succeed, wait, wait_until,
};
