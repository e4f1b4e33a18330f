//! The machines as somebody would write them without a library: an enum, a loop, a `match`.

use crate::{Failed, ready, zero};

enum Ring {
    Add { left: u32, total: u32 },
    Decide { left: u32, total: u32 },
    Turn { left: u32, total: u32 },
}

pub(crate) async fn ring(left: u32) -> Result<u32, Failed> {
    let mut state = Ring::Add { left, total: 0 };
    loop {
        state = match state {
            Ring::Add { left, total } => {
                Ring::Decide { left, total: total.checked_add(left).ok_or(Failed::Overflow)? }
            }
            Ring::Decide { left, total } => {
                if left == zero() {
                    return Ok(total);
                }
                Ring::Turn { left, total }
            }
            Ring::Turn { left, total } => {
                Ring::Add { left: left.checked_sub(1).ok_or(Failed::Overflow)?, total }
            }
        }
    }
}

enum Tasks {
    Call { left: u32, total: u32 },
    Decide { left: u32, worked: u32, total: u32 },
}

pub(crate) async fn tasks(left: u32) -> Result<u32, Failed> {
    let mut state = Tasks::Call { left, total: 0 };
    loop {
        state = match state {
            Tasks::Call { left, total } => {
                let worked = ready(left).await?;
                Tasks::Decide { left, worked, total }
            }
            Tasks::Decide { left, worked, total } => {
                if worked == 0 {
                    return Ok(total);
                }
                Tasks::Call {
                    left: left.checked_sub(1).ok_or(Failed::Overflow)?,
                    total: total.checked_add(worked).ok_or(Failed::Overflow)?,
                }
            }
        }
    }
}
