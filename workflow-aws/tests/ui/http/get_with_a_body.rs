//! A `GET` with a body.

use workflow_runtime::prelude::*;

#[workflow(tasks(http(Http)))]
pub mod working {
    use super::*;
    use workflow_aws::http::{CallWithBody, Http, HttpOptions, InvocationConfig, Method};

    #[start]
    #[task]
    fn work(order: u64) -> Transition<String> {
        let answer = http.call_with_body::<_, String>(&CallWithBody {
            api_endpoint: "https://shop.example/orders",
            method: Method::Get,
            invocation_config: InvocationConfig { connection_arn: "${Connection}" },
            request_body: order,
            options: HttpOptions::default(),
        })?;
        succeed(answer.response_body)
    }
}

fn main() {}
