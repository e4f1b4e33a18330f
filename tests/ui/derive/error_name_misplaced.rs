use workflow_runtime::prelude::*;

#[derive(Serialize, Deserialize, TaskError)]
#[error_name = "CardError"]
enum CardError {
    #[error_name("CardDeclined")]
    Declined,
    #[error_name = "Late"]
    #[error_name = "TooLate"]
    Late,
    Expired {
        #[error_name = "Year"]
        year: u16,
    },
}

fn main() {}
