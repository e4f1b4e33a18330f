//! What stores say about a commit that does not fit what they keep: one wording for all of them.

use super::{CommandId, ExecutionId, FrameId, HistoryId, NewExecution, StoreError};

pub(super) fn name_taken(start: &NewExecution) -> StoreError {
    StoreError::duplicate(format!(
        "an execution `{}` of workflow `{}` exists already",
        start.name, start.workflow
    ))
}

pub(super) fn execution_there(id: ExecutionId) -> StoreError {
    StoreError::misfit(format!("execution {id} is to begin, but its id was given before"))
}

pub(super) fn history_there(id: HistoryId) -> StoreError {
    StoreError::misfit(format!("row {} of the history is to be added, but is there already", id.0))
}

pub(super) fn frame_there(id: FrameId) -> StoreError {
    let (execution, number) = (id.execution(), id.number());
    StoreError::misfit(format!("frame {number} of execution {execution} is to come, but is there already"))
}

pub(super) fn no_frame(id: FrameId) -> StoreError {
    let (execution, number) = (id.execution(), id.number());
    StoreError::misfit(format!("frame {number} of execution {execution} is to change, but is not there"))
}

pub(super) fn no_execution(id: ExecutionId) -> StoreError {
    StoreError::misfit(format!("execution {id} is to change, but is not there"))
}

pub(super) fn no_open_command(id: CommandId) -> StoreError {
    StoreError::misfit(format!("command {} is to be answered, but is not there or has its answer", id.0))
}
