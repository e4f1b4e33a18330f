use workflow_runtime::prelude::*;

#[derive(Serialize, Deserialize, TaskError)]
enum CardError {
    #[error_name = ""]
    Declined,
    #[error_name = "States.Timeout"]
    Late,
    #[error_name = "LongLongLongLongLongLongLongLongLongLongLongLongLongLongLongLongLongLongLongLongLongLongLongLongLongLongLongLongLongLongLongLongLongLongLongLongLongLongLongLongLongLongLongLongLongLongLongLongLongLongLongLongLongLongLongLongLongLongLongLongLongLongLongLongLong"]
    Long,
}

#[derive(Serialize, Deserialize, TaskError)]
enum States {
    Texas,
    #[error_name = "Utah"]
    Utah,
}

fn main() {}
