use workflow_runtime::prelude::*;

#[derive(Serialize, Deserialize, TaskError)]
enum CardError {
    #[error_name = "CardDeclined"]
    Declined,
    #[error_name = "CardDeclined"]
    Refused,
    #[error_name = "CardError.Expired"]
    Old,
    Expired,
}

fn main() {}
