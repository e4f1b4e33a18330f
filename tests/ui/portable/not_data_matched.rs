use workflow_runtime::portable;

#[derive(Clone)]
pub enum Status {
    New,
    Paid(u32),
}

#[portable]
pub fn amount(status: &Status) -> u32 {
    match status {
        Status::New => 0,
        Status::Paid(amount) => *amount,
    }
}

fn main() {}
