//! A call without a connection.

use workflow_runtime::prelude::*;

#[workflow(tasks(http(Http)))]
pub mod working {
    use super::*;
    use workflow_aws::http::{Call, Http, HttpOptions, Method};
    use workflow_aws::Nothing;

    #[start]
    #[task]
    fn work(order: u64) -> Transition<String> {
        let answer = http.call::<_, String>(&Call {
            api_endpoint: "https://shop.example/orders",
            method: Method::Get,
            query_parameters: Nothing {},
            options: HttpOptions::default(),
        })?;
        succeed(answer.response_body)
    }
}

fn main() {}
