//! The machines as somebody would write them without a library: an enum, a loop, a `match`.

use std::hint::black_box;

enum Ring {
    Add { left: u64, total: u64 },
    Decide { left: u64, total: u64 },
    Turn { left: u64, total: u64 },
}

pub(crate) async fn ring(left: u64) -> u64 {
    let mut state = Ring::Add { left, total: 0 };
    loop {
        state = match state {
            Ring::Add { left, total } => Ring::Decide { left, total: total.wrapping_add(left) },
            Ring::Decide { left, total } => {
                if black_box(left) == 0 {
                    return total;
                }
                Ring::Turn { left, total }
            }
            Ring::Turn { left, total } => Ring::Add { left: left - 1, total },
        }
    }
}

enum Tasks {
    Work { left: u64, total: u64 },
}

pub(crate) async fn tasks(left: u64) -> u64 {
    let mut state = Tasks::Work { left, total: 0 };
    loop {
        let Tasks::Work { left, total } = state;
        state = match ready(left).await {
            Ok(0) => return total,
            Ok(worked) => Tasks::Work { left: left - 1, total: total.wrapping_add(worked) },
            Err(Unready) => return total,
        }
    }
}

#[derive(Debug)]
struct Unready;

async fn ready(left: u64) -> Result<u64, Unready> {
    Ok(black_box(left))
}
