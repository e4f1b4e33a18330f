//! The machines as somebody would write them without a library: an enum, a loop, a `match`.

use crate::{Failed, exact, ready, zero};

enum Ring {
    Add { left: u64, total: u64 },
    Decide { left: u64, total: u64 },
    Turn { left: u64, total: u64 },
}

pub(crate) async fn ring(left: u64) -> Result<u64, Failed> {
    let mut state = Ring::Add { left, total: 0 };
    loop {
        state = match state {
            Ring::Add { left, total } => Ring::Decide { left, total: exact(total.checked_add(left))? },
            Ring::Decide { left, total } => {
                if left == zero() {
                    return Ok(total);
                }
                Ring::Turn { left, total }
            }
            Ring::Turn { left, total } => Ring::Add { left: exact(left.checked_sub(1))?, total },
        }
    }
}

enum Tasks {
    Call { left: u64, total: u64 },
    Decide { left: u64, worked: u64, total: u64 },
}

pub(crate) async fn tasks(left: u64) -> Result<u64, Failed> {
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
                Tasks::Call { left: exact(left.checked_sub(1))?, total: exact(total.checked_add(worked))? }
            }
        }
    }
}
