//! The service over real HTTP: what it has acknowledged is there after it was killed, and is done once.

mod common;

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use common::{exported, printed};
use expect_test::expect_file;
use rusqlite::Connection;
use serde_json::{Value, json};
use tempfile::TempDir;
use workflow_runtime::asl;

const EXE: &str = env!("CARGO_BIN_EXE_service");

/// A server that runs, until it is killed or this is dropped.
struct Server {
    process: Child,
    lines: std::io::Lines<BufReader<std::process::ChildStdout>>,
    url: String,
    http: ureq::Agent,
}

/// What was answered: the status and the body.
type Answer = (u16, Value);

impl Server {
    fn start(store: &Path) -> Self {
        let mut process = Command::new(EXE)
            .args(["--listen", "127.0.0.1:0", "--store"])
            .arg(store)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the service starts");
        let mut lines = BufReader::new(process.stdout.take().expect("it is piped")).lines();
        let said = lines.next().expect("it says where it listens").expect("in UTF-8");
        let url = said.strip_prefix("listening on ").expect("and nothing else").to_owned();
        let config = ureq::Agent::config_builder().http_status_as_error(false);
        Self { process, lines, url, http: config.build().into() }
    }

    fn get(&self, path: &str) -> Answer {
        let answer = self.http.get(format!("{}{path}", self.url)).call().expect("it answers");
        let (head, mut body) = answer.into_parts();
        (head.status.as_u16(), body.read_json().expect("in JSON"))
    }

    fn post(&self, path: &str, body: &Value) -> Answer {
        let request = self.http.post(format!("{}{path}", self.url));
        let answer = if body.is_null() { request.send_empty() } else { request.send_json(body) };
        let (head, mut body) = answer.expect("it answers").into_parts();
        (head.status.as_u16(), body.read_json().expect("in JSON"))
    }

    /// Waits for the end of a claim.
    fn ended(&self, number: &str) -> Value {
        loop {
            let (status, claim) = self.get(&format!("/claims/{number}?wait=20"));
            assert_eq!(status, 200, "{claim}");
            if claim["status"] != "RUNNING" {
                return claim;
            }
        }
    }

    /// Decides on a claim, as soon as it waits for the manager.
    fn decided(&self, number: &str, verb: &str, body: &Value) -> Answer {
        loop {
            let (status, answer) = self.post(&format!("/claims/{number}/{verb}"), body);
            if answer["error"] != "NotAsked" {
                return (status, answer);
            }
        }
    }

    /// As `kill -9` does.
    fn kill(mut self) {
        self.process.kill().expect("it runs");
        self.process.wait().expect("it is over");
    }

    /// As a supervisor does; gives what it said last, and whether it ended well.
    #[cfg(unix)]
    fn terminate(mut self) -> (String, bool) {
        let pid = self.process.id().to_string();
        let sent = Command::new("kill").args(["-TERM", &pid]).status().expect("there is a `kill`");
        assert!(sent.success());
        let last = self.lines.by_ref().map(|line| line.expect("in UTF-8")).last().unwrap_or_default();
        (last, self.process.wait().expect("it is over").success())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn claim(number: &str, cents: u64) -> Value {
    json!({ "number": number, "employee": "ann", "purpose": "a train to Ghent", "cents": cents })
}

/// The payments in the ledger, by who was paid and how much.
fn payments(store: &Path) -> Vec<(String, u64)> {
    let ledger = Connection::open(format!("{}.ledger.db", store.display())).expect("there is a ledger");
    let mut query = ledger.prepare("SELECT key, cents FROM payments ORDER BY number").expect("with a table");
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs())));
    rows.expect("it can be read").map(|row| row.expect("of payments")).collect()
}

#[test]
fn a_small_claim_is_paid_at_once_and_a_large_one_when_it_is_approved() {
    let directory = TempDir::new().unwrap();
    let server = Server::start(&directory.path().join("claims.db"));

    let (status, begun) = server.post("/claims", &claim("1", 4_200));
    assert_eq!((status, &begun["number"]), (201, &json!("1")));
    let paid = server.ended("1");
    assert_eq!(paid["output"], json!({ "number": 1, "employee": "ann", "cents": 4_200 }));

    assert_eq!(server.post("/claims", &claim("2", 90_000)).0, 201);
    let (_, waiting) = server.get("/claims/2");
    assert_eq!(waiting["status"], "RUNNING");
    assert_eq!(server.decided("2", "approve", &json!(null)).0, 200);
    assert_eq!(server.ended("2")["output"]["number"], 2);

    assert_eq!(server.post("/claims", &claim("3", 90_000)).0, 201);
    assert_eq!(server.decided("3", "deny", &json!({ "reason": "walk" })).0, 200);
    let denied = server.ended("3");
    assert_eq!((&denied["status"], &denied["error"]), (&json!("FAILED"), &json!("NotPaid.Denied")));

    let (_, list) = server.get("/claims");
    let numbers: Vec<&str> = list.as_array().unwrap().iter().map(|c| c["number"].as_str().unwrap()).collect();
    assert_eq!(numbers, ["3", "2", "1"]);

    let (_, history) = server.get("/claims/2/history");
    let types: Vec<&str> = history.as_array().unwrap().iter().map(|e| e["type"].as_str().unwrap()).collect();
    assert_eq!(types.first(), Some(&"ExecutionStarted"));
    assert!(types.contains(&"TaskSubmitted"), "{types:?}");
    assert_eq!(types.last(), Some(&"ExecutionSucceeded"));
}

#[test]
fn what_cannot_be_done_is_said_with_its_status() {
    let directory = TempDir::new().unwrap();
    let server = Server::start(&directory.path().join("claims.db"));
    let refused = |(status, body): Answer| (status, body["error"].as_str().unwrap_or_default().to_owned());
    assert_eq!(refused(server.get("/claims/7")), (404, "ExecutionDoesNotExist".into()));
    assert_eq!(refused(server.get("/claims/7/history")), (404, "ExecutionDoesNotExist".into()));
    assert_eq!(
        refused(server.post("/claims/7/approve", &json!(null))),
        (404, "ExecutionDoesNotExist".into())
    );
    assert_eq!(refused(server.post("/claims", &json!({ "number": "7" }))), (422, "InvalidRequest".into()));
    assert_eq!(refused(server.post("/claims", &claim("a/b", 1))), (422, "InvalidName".into()));

    assert_eq!(server.post("/claims", &claim("1", 100)).0, 201);
    assert_eq!(server.post("/claims", &claim("1", 100)).0, 200, "the same claim again is the one there is");
    assert_eq!(refused(server.post("/claims", &claim("1", 200))), (409, "ExecutionAlreadyExists".into()));
    server.ended("1");
    assert_eq!(refused(server.post("/claims/1/approve", &json!(null))), (409, "NotAsked".into()));

    assert_eq!(server.post("/claims", &claim("2", 90_000)).0, 201);
    assert_eq!(server.decided("2", "approve", &json!(null)).0, 200);
    let again = server.post("/claims/2/deny", &json!({ "reason": "too late" }));
    assert_eq!(refused(again), (409, "NotAsked".into()));
}

#[test]
fn what_was_acknowledged_before_a_kill_is_there_after_it_and_is_done_once() {
    let directory = TempDir::new().unwrap();
    let store = directory.path().join("claims.db");

    // Killed as soon as a claim is acknowledged: some small, which it pays meanwhile, some that wait for a manager.
    for number in 1..=12_u64 {
        let server = Server::start(&store);
        let cents = if number % 2 == 0 { 1_000 + number } else { 100_000 + number };
        assert_eq!(server.post("/claims", &claim(&number.to_string(), cents)).0, 201);
        server.kill();
    }
    // Killed as soon as an approval is acknowledged.
    for number in (1..=12_u64).step_by(2) {
        let server = Server::start(&store);
        // It goes on after the kill, and has to come to the manager first.
        let (status, answer) = server.decided(&number.to_string(), "approve", &json!(null));
        assert_eq!(status, 200, "{answer}");
        server.kill();
    }

    let server = Server::start(&store);
    for number in 1..=12_u64 {
        assert_eq!(server.ended(&number.to_string())["status"], "SUCCEEDED");
    }
    let mut paid: Vec<u64> = payments(&store).into_iter().map(|(_, cents)| cents).collect();
    paid.sort_unstable();
    let claimed = (1..=12).map(|n| if n % 2 == 0 { 1_000 + n } else { 100_000 + n });
    let mut claimed: Vec<u64> = claimed.collect();
    claimed.sort_unstable();
    assert_eq!(paid, claimed, "every claim is paid once");
}

#[cfg(unix)]
#[test]
fn asked_to_end_it_ends_and_the_next_start_goes_on() {
    let directory = TempDir::new().unwrap();
    let store = directory.path().join("claims.db");
    let server = Server::start(&store);
    assert_eq!(server.post("/claims", &claim("1", 90_000)).0, 201);
    let (last, well) = server.terminate();
    assert_eq!((last.as_str(), well), ("ended; what is left goes on with the next start", true));

    // While nobody serves, the shared verbs read the store and leave word.
    let kept = ["--store", store.to_str().unwrap()];
    let list = printed(EXE, &["list", kept[0], kept[1]]);
    assert!(list.lines().any(|line| line.starts_with("1 ") && line.contains("RUNNING")), "{list}");
    let noted = printed(EXE, &["stop", "1", kept[0], kept[1]]);
    assert!(noted.starts_with("noted: nobody runs "), "{noted}");

    let server = Server::start(&store);
    let stopped = server.ended("1");
    assert_eq!((&stopped["status"], &stopped["error"]), (&json!("ABORTED"), &json!("Stopped")));
}

#[test]
fn the_shared_verbs_steer_a_server_that_runs() {
    let directory = TempDir::new().unwrap();
    let store = directory.path().join("claims.db");
    let server = Server::start(&store);
    let kept = ["--store", store.to_str().unwrap()];
    for number in ["1", "2"] {
        assert_eq!(server.post("/claims", &claim(number, 90_000)).0, 201);
        while !printed(EXE, &["show", number, kept[0], kept[1]]).contains(" for durable.") {}
    }
    assert_eq!(printed(EXE, &["approve", "1", kept[0], kept[1]]), "approved\n");
    assert_eq!(server.ended("1")["status"], "SUCCEEDED");
    assert_eq!(printed(EXE, &["deny", "2", "--reason", "walk", kept[0], kept[1]]), "denied\n");
    assert_eq!(server.ended("2")["cause"], r#"{"Denied":{"number":"2","reason":"walk"}}"#);
    assert_eq!(printed(EXE, &["list", "--status", "running", kept[0], kept[1]]).lines().count(), 1);
}

#[test]
fn exports_a_valid_definition() {
    let (export, _) = exported(EXE);
    expect_file!["golden/service.asl.json"].assert_eq(&export);
    assert_eq!(asl::validate_json(&export), []);
}
