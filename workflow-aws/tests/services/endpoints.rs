//! HTTP endpoints, called as their connection says. No server of these tests knows `http:invoke`: of the definition the
//! validators speak.

use std::collections::HashMap;

use axum::Router;
use axum::body::Bytes;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::{Value, json};
use workflow_aws::Local;
use workflow_aws::http::{
    ArrayFormat, BodyMethod, Call, CallWithBody, CallWithForm, Client, Connection, EncodingOptions,
    FormHeaders, FormType, Http, HttpError, HttpOptions, InvocationConfig, Method, Transform,
};
use workflow_runtime::prelude::*;

use crate::stage::here;

/// What is asked for.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub(crate) struct Wanted {
    item: String,
    count: u32,
}

/// What is left of it.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub(crate) struct Stock {
    left: u32,
}

/// An order that was taken.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub(crate) struct Placed {
    number: u32,
}

/// What is paid.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub(crate) struct Payment {
    order: u32,
    tags: Vec<String>,
}

/// Orders something at a shop elsewhere.
#[workflow(tasks(http(Http)))]
pub(crate) mod order {
    use super::*;

    /// Is there enough?
    #[start]
    #[task]
    fn look(wanted: Wanted) -> Transition<String> {
        match http.call::<_, Stock>(&Call {
            api_endpoint: "${ShopUrl}/stock",
            method: Method::Get,
            invocation_config: InvocationConfig { connection_arn: "${ShopConnection}" },
            query_parameters: wanted,
            options: HttpOptions::default(),
        }) {
            Ok(answer) => place(wanted, answer.response_body.left),
            Err(Failed(HttpError::NotFound)) => succeed("there is no such thing"),
            Err(Crashed(name)) => succeed(name),
            Err(error) => fail(error),
        }
    }

    /// Orders it.
    #[task]
    fn place(wanted: Wanted, left: u32) -> Transition<String> {
        let placed = http.call_with_body::<_, Placed>(&CallWithBody {
            api_endpoint: "${ShopUrl}/orders",
            method: BodyMethod::Post,
            invocation_config: InvocationConfig { connection_arn: "${ShopConnection}" },
            request_body: wanted,
            options: HttpOptions::default(),
        })?;
        pay(placed.response_body.number, placed.status_code, left)
    }

    /// Pays.
    #[task]
    fn pay(order: u32, status: u16, left: u32) -> Transition<String> {
        let paid = http.call_with_form::<_, String>(&CallWithForm {
            api_endpoint: "${ShopUrl}/payments",
            method: BodyMethod::Post,
            invocation_config: InvocationConfig { connection_arn: "${ShopConnection}" },
            headers: FormHeaders { content_type: FormType::UrlEncoded },
            request_body: Payment { order, tags: vec!["a".to_owned(), "b c".to_owned()] },
            transform: Transform::UrlEncoded {
                request_encoding_options: EncodingOptions { array_format: ArrayFormat::Repeat },
            },
        })?;
        succeed(format!("{status} {left} {}", paid.response_body))
    }
}

/// Whether the connection says who calls.
fn is_known(request: &Request) -> bool {
    let key = request.headers().get("x-api-key").map(axum::http::HeaderValue::as_bytes);
    let query = request.uri().query().unwrap_or_default();
    key == Some(b"secret") && query.contains("shop=7")
}

fn as_json(body: &Value) -> impl IntoResponse + use<> {
    ([("content-type", "application/json")], body.to_string())
}

async fn stock(request: Request) -> Response {
    let query = form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes());
    let query: HashMap<_, _> = query.into_owned().collect();
    match query["item"].as_str() {
        _ if !is_known(&request) => StatusCode::UNAUTHORIZED.into_response(),
        "tea & milk" => {
            let count: u32 = query["count"].parse().expect("a number");
            as_json(&json!({ "left": count + 1 })).into_response()
        }
        "coffee" => StatusCode::IM_A_TEAPOT.into_response(),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn orders(body: Bytes) -> Response {
    let wanted: Value = serde_json::from_slice(&body).expect("it is JSON");
    assert_eq!(wanted, json!({ "item": "tea & milk", "count": 2 }));
    (StatusCode::CREATED, as_json(&json!({ "number": 12 }))).into_response()
}

async fn payments(request: Request) -> String {
    assert_eq!(request.headers()["content-type"], "application/x-www-form-urlencoded");
    let body = axum::body::to_bytes(request.into_body(), 1024).await.expect("it is short");
    String::from_utf8_lossy(&body).into_owned()
}

async fn shop() -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    let url = format!("http://{}", listener.local_addr().expect("it is bound"));
    let router = Router::new().route("/stock", get(stock));
    let router = router.route("/orders", post(orders)).route("/payments", post(payments));
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

fn client(connection: Connection) -> Client {
    let client = aws_smithy_http_client::Builder::new().build_http();
    Client::new(client).connection("${ShopConnection}", connection)
}

fn known() -> Connection {
    Connection::api_key("X-Api-Key", "secret").query_parameter("shop", "7")
}

fn wanted(item: &str) -> Wanted {
    Wanted { item: item.to_owned(), count: 2 }
}

#[tokio::test]
async fn an_endpoint_is_called_with_its_connection() {
    let url = shop().await;
    let order = |connection| {
        let http = Local::new(client(connection)).name("ShopUrl", &url);
        order::Workflow { http }
    };
    let ordered = here(&order(known()), wanted("tea & milk")).await;
    assert_eq!(ordered, Ok(json!("201 3 order=12&tags=a&tags=b+c")));
    let unknown = here(&order(known()), wanted("sand")).await;
    assert_eq!(unknown, Ok(json!("there is no such thing")));
    let of_no_variant = here(&order(known()), wanted("coffee")).await;
    assert_eq!(of_no_variant, Ok(json!("States.Http.StatusCode.418")));
    let nobody = here(&order(Connection::basic("user", "wrong")), wanted("tea & milk")).await;
    assert_eq!(nobody, Err("States.Http.StatusCode.401".to_owned()));
}

#[tokio::test]
async fn without_an_answer_it_is_the_socket() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let url = format!("http://{}", listener.local_addr().expect("it is bound"));
    drop(listener);
    let http = Local::new(client(known())).name("ShopUrl", url);
    let ended = here(&order::Workflow { http }, wanted("tea & milk")).await;
    assert_eq!(ended, Err("States.Http.Socket".to_owned()));
}

/// Says who calls in a way that AWS does not let a task.
#[workflow(tasks(http(Http)))]
pub(crate) mod forge {
    use super::*;

    /// Calls.
    #[start]
    #[task]
    fn call(_nothing: ()) -> Transition<u16> {
        let answer = http.call::<_, String>(&Call {
            api_endpoint: "${ShopUrl}/stock",
            method: Method::Delete,
            invocation_config: InvocationConfig { connection_arn: "${ShopConnection}" },
            query_parameters: workflow_aws::Nothing {},
            options: HttpOptions {
                headers: std::collections::BTreeMap::from([(
                    "Authorization".to_owned(),
                    "Basic none".to_owned(),
                )]),
                ..HttpOptions::default()
            },
        })?;
        succeed(answer.status_code)
    }
}

#[tokio::test]
async fn what_says_who_calls_is_in_the_connection_alone() {
    let http = Local::new(client(known())).name("ShopUrl", "http://127.0.0.1:9");
    assert_eq!(here(&forge::Workflow { http }, ()).await, Err("States.Runtime".to_owned()));
    let http = Local::new(client(known())).name("ShopUrl", "nowhere");
    assert_eq!(here(&forge::Workflow { http }, ()).await, Err("States.Runtime".to_owned()));
}
