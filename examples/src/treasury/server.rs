//! The server: HTTP requests on one side, the engine on the other.
//!
//! | request | what it does |
//! | --- | --- |
//! | `POST /claims` | begins a claim; with the same number and the same content it is the one that there is |
//! | `GET /claims` | lists claims, the newest first |
//! | `GET /claims/{number}` | says how one stands; with `?wait=SECONDS` it waits that long for its end |
//! | `GET /claims/{number}/history` | its history |
//! | `POST /claims/{number}/approve`, `…/deny` | what the manager decides |
//!
//! What is answered with 2xx is durable: it is there, whatever happens to the process in the next moment.

use std::future::IntoFuture as _;
use std::net::SocketAddr;
use std::time::Duration;

use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use clap::Args;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use workflow_runtime::engine::{Engine, ExecutionHandle};
use workflow_runtime::prelude::*;
use workflow_runtime::store::{ExecutionStatus, ListFilter, MemoryStore, Store, Summary};
use workflow_runtime::{Error, MachineState as _};

use super::{Claim, Decision, Ledger, expense_claim};
use crate::durable::{self, Verdict};
use crate::{Example, Place, Problem, Stage};

type Claims = expense_claim::Workflow<Ledger>;

/// How many claims a list has at most.
const LISTED: usize = 100;

/// How long requests and tasks that are under way may take when the server ends.
const GRACE: Duration = Duration::from_secs(10);

fn routes(engine: Engine) -> Router {
    Router::new()
        .route("/claims", post(begin).get(list))
        .route("/claims/{number}", get(follow))
        .route("/claims/{number}/history", get(history))
        .route("/claims/{number}/approve", post(approve))
        .route("/claims/{number}/deny", post(deny))
        .with_state(engine)
}

async fn begin(
    State(engine): State<Engine>,
    claim: Result<Json<Claim>, JsonRejection>,
) -> Result<Response, Refusal> {
    let Json(claim) = claim?;
    let number = claim.number.clone();
    let known = engine.execution::<Claims>(&number).await;
    let execution = engine.execute::<Claims>(&number, claim).await?;
    let status = if known.is_ok() { StatusCode::OK } else { StatusCode::CREATED };
    let place = [(header::LOCATION, format!("/claims/{number}"))];
    Ok((status, place, Json(told(&execution).await?)).into_response())
}

async fn list(State(engine): State<Engine>) -> Result<Json<Value>, Refusal> {
    let filter = ListFilter { workflow: Some(Claims::NAME.to_owned()), ..ListFilter::default() };
    let claims = engine.list(&filter, None, LISTED).await?;
    let claims = claims.iter().map(|Summary { name, status, started_at, .. }| {
        json!({ "number": name, "status": status.as_str(), "startedAt": started_at.to_string() })
    });
    Ok(Json(claims.collect()))
}

/// What may stand behind the `?`.
#[derive(Debug, Deserialize)]
struct Patience {
    #[serde(default)]
    wait: u64,
}

async fn follow(
    State(engine): State<Engine>,
    Path(number): Path<String>,
    Query(Patience { wait }): Query<Patience>,
) -> Result<Json<Value>, Refusal> {
    let execution = engine.execution::<Claims>(&number).await?;
    let _ = tokio::time::timeout(Duration::from_secs(wait), execution.output()).await;
    Ok(Json(told(&execution).await?))
}

/// How a claim stands, as JSON.
async fn told(execution: &ExecutionHandle<Claims>) -> Result<Value, Error> {
    let status = execution.status().await?;
    let mut told = json!({ "number": execution.name(), "status": status.as_str() });
    match status {
        ExecutionStatus::Running => {
            if let Some(state) = execution.state().await? {
                told["state"] = state.name().into();
            }
        }
        ExecutionStatus::Succeeded => told["output"] = json!(execution.output().await?),
        ExecutionStatus::Failed | ExecutionStatus::TimedOut | ExecutionStatus::Aborted => {
            if let Err(error) = execution.output().await {
                told["error"] = error.error().into();
                told["cause"] = error.cause().into();
            }
        }
    }
    Ok(told)
}

async fn history(State(engine): State<Engine>, Path(number): Path<String>) -> Result<Json<Value>, Refusal> {
    let events = engine.execution::<Claims>(&number).await?.history().await?;
    let events = events.iter().map(|event| {
        json!({
            "id": event.id,
            "previousEventId": event.previous_event_id,
            "timestamp": event.timestamp.to_string(),
            "type": event.details.event_type(),
            "text": event.details.to_string(),
        })
    });
    Ok(Json(events.collect()))
}

async fn approve(State(engine): State<Engine>, Path(number): Path<String>) -> Result<Json<Value>, Refusal> {
    decide(&engine, &number, Decision::Approved).await
}

/// Why a claim is denied.
#[derive(Debug, Deserialize)]
struct Denial {
    reason: String,
}

async fn deny(
    State(engine): State<Engine>,
    Path(number): Path<String>,
    denial: Result<Json<Denial>, JsonRejection>,
) -> Result<Json<Value>, Refusal> {
    let Json(Denial { reason }) = denial?;
    decide(&engine, &number, Decision::Denied { reason }).await
}

/// Gives the manager's decision to the claim that waits for it; it is durable when this returns.
async fn decide(engine: &Engine, number: &str, decision: Decision) -> Result<Json<Value>, Refusal> {
    let execution = engine.execution::<Claims>(number).await?;
    let shown = execution.show().await?;
    let Some(token) = shown.tokens().next() else {
        return Err(Refusal::new(StatusCode::CONFLICT, "NotAsked", "this claim does not wait for a manager"));
    };
    engine.complete(&token.parse()?, decision).await?;
    Ok(Json(told(&execution).await?))
}

/// Why a request was not done.
#[derive(Debug)]
struct Refusal {
    status: StatusCode,
    body: Value,
}

impl Refusal {
    fn new(status: StatusCode, error: &str, cause: &str) -> Self {
        Self { status, body: json!({ "error": error, "cause": cause }) }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.status, Json(self.body)).into_response()
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        let status = if error.is_not_found() {
            StatusCode::NOT_FOUND
        } else if error.is_already_exists() || error.is_closed_token() || error.is_unknown_token() {
            StatusCode::CONFLICT
        } else if error.is_invalid_name() || error.is_data_limit_exceeded() {
            StatusCode::UNPROCESSABLE_ENTITY
        } else if error.is_engine_closed() || error.is_store_failure() {
            StatusCode::SERVICE_UNAVAILABLE
        } else {
            StatusCode::INTERNAL_SERVER_ERROR
        };
        Self::new(status, error.error(), error.cause().unwrap_or_default())
    }
}

impl From<JsonRejection> for Refusal {
    fn from(rejection: JsonRejection) -> Self {
        Self::new(rejection.status(), "InvalidRequest", &rejection.body_text())
    }
}

/// `cargo run --bin service`
#[derive(Clone, Copy, Debug)]
pub struct Service;

/// The options of `service`.
#[derive(Clone, Debug, Args)]
pub struct Options {
    /// Where requests are taken; port 0 is any that is free
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
}

impl Example for Service {
    type Workflow = expense_claim::Workflow;
    type Live = Claims;
    type Input = Vec<Claim>;
    type Options = Options;
    type Decision = Decision;

    const INPUT: &'static str = "[]";
    const IN_REAL_TIME: bool = true;

    async fn run(claims: Vec<Claim>, options: Options, stage: &Stage) -> Result<(), Problem> {
        stage.say("Claims are forgotten when the server ends; with --store FILE they are kept.")?;
        let ledger = Ledger::in_memory().map_err(Problem::new)?;
        serve(MemoryStore::new(), ledger, claims, options.listen, stage).await
    }

    fn executions(claims: Vec<Claim>, _: &Options) -> Vec<(String, Claim)> {
        claims.into_iter().map(|claim| (claim.number.clone(), claim)).collect()
    }

    async fn live(_: Options, place: &Place) -> Result<Claims, Problem> {
        Ok(expense_claim::Workflow { treasury: ledger_beside(place)? })
    }

    async fn run_in_store(
        claims: Vec<Claim>,
        options: Options,
        place: &Place,
        _: Duration,
        stage: &Stage,
    ) -> Result<(), Problem> {
        serve(place.own()?, ledger_beside(place)?, claims, options.listen, stage).await
    }
}

fn ledger_beside(place: &Place) -> Result<Ledger, Problem> {
    Ledger::at(&place.beside("ledger.db")).map_err(Problem::new)
}

/// Takes requests until somebody ends the server: then those that are under way are answered, tasks come to their end,
/// and the rest goes on with the next start.
async fn serve(
    store: impl Store,
    ledger: Ledger,
    claims: Vec<Claim>,
    listen: SocketAddr,
    stage: &Stage,
) -> Result<(), Problem> {
    let cannot = |error: std::io::Error| Problem::new(format_args!("cannot listen on {listen}: {error}"));
    let listener = TcpListener::bind(listen).await.map_err(cannot)?;
    let workflow = expense_claim::Workflow { treasury: ledger };
    let engine = Engine::open(store).register(workflow).start().await.map_err(Problem::new)?;
    for claim in claims {
        engine.execute::<Claims>(&claim.number.clone(), claim).await.map_err(Problem::new)?;
    }
    stage.say(format_args!("listening on http://{}", listener.local_addr().map_err(cannot)?))?;
    let (ends, mut ending) = tokio::sync::watch::channel(());
    let server = axum::serve(listener, routes(engine.clone())).with_graceful_shutdown(async move {
        asked_to_end().await;
        drop(ends);
    });
    // Whoever waits for the end of a claim is not waited for longer than everybody else.
    let served = tokio::select! {
        served = server.into_future() => served,
        () = async { let _ = ending.changed().await; tokio::time::sleep(GRACE).await } => Ok(()),
    };
    engine.shutdown(GRACE).await.map_err(Problem::new)?;
    served.map_err(cannot)?;
    stage.say("ended; what is left goes on with the next start")
}

/// Resolves when the server is asked to end: by ctrl-c, or by the signal of whoever supervises it.
async fn asked_to_end() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}

impl durable::Decision for Decision {
    fn of(verdict: Verdict) -> Option<Self> {
        Some(match verdict {
            Verdict::Approved => Self::Approved,
            Verdict::Denied { reason } => Self::Denied { reason },
        })
    }
}
