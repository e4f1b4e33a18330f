//! Executions in a store, by real processes that are really killed. The commands are README's, word for word.

#![cfg(unix)]

mod common;

use std::fs;
use std::io::{BufRead as _, BufReader, Lines};
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use rusqlite::Connection;
use tempfile::TempDir;
use tokio::runtime::Runtime;
use workflow_examples::registry::{NewDatabase, Target as _};
use workflow_runtime::store::{Commit, FrameChange, FrameRow, SqliteStore, Store as _, Wake};

/// The arguments of README's commands in the fence behind `<!-- walk: … -->`, each with its binary.
fn readme(walk: &str) -> Vec<(&'static str, Vec<String>)> {
    let text = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../README.md")).unwrap();
    let marker = format!("<!-- walk: {walk} -->\n```sh\n");
    let (_, behind) = text.split_once(&marker).unwrap_or_else(|| panic!("README.md has no {marker}"));
    let (commands, _) = behind.split_once("```").unwrap();
    commands.lines().map(command).collect()
}

fn command(line: &str) -> (&'static str, Vec<String>) {
    let line = line.strip_prefix("cargo run --bin ").expect("README runs examples");
    let (binary, arguments) = line.split_once(" -- ").expect("with arguments");
    let binary = match binary {
        "data_migration" => env!("CARGO_BIN_EXE_data_migration"),
        "sign_up" => env!("CARGO_BIN_EXE_sign_up"),
        other => panic!("README runs {other}, which this test does not know"),
    };
    // Every second part stands in quotes.
    let parts = arguments.split('"').enumerate();
    let words = parts.flat_map(|(index, part)| match index % 2 {
        0 => part.split_whitespace().map(str::to_owned).collect(),
        _ => vec![part.to_owned()],
    });
    (binary, words.collect())
}

/// A directory in which commands are run, as a user's shell does.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn command(&self, (binary, arguments): &(&str, Vec<String>)) -> Command {
        let mut command = Command::new(binary);
        command.args(arguments).current_dir(self.path()).stdin(Stdio::null());
        command
    }

    fn start(&self, command: &(&str, Vec<String>)) -> Running {
        let mut child = self.command(command).stdout(Stdio::piped()).spawn().expect("the example starts");
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Running { child, lines }
    }

    /// What a command prints that does its work without a complaint.
    fn printed(&self, command: &(&str, Vec<String>)) -> String {
        let output = self.command(command).output().expect("the example runs");
        let (said, complained) =
            (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
        assert_eq!((output.status.code(), complained.as_str()), (Some(0), ""), "{command:?} printed {said}");
        said
    }

    /// The one line with which a command is refused.
    fn refused(&self, binary: &str, arguments: &str) -> String {
        let words = arguments.split_whitespace().map(str::to_owned).collect();
        let output = self.command(&(binary, words)).output().expect("the example runs");
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(1), &b""[..]), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
        said.replace(self.path().canonicalize().unwrap().to_str().unwrap(), "…")
    }
}

/// An example that runs; it ends with the test at the latest.
struct Running {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Running {
    /// Reads on to a line that begins like this.
    fn until(&mut self, beginning: &str) -> String {
        let lines = self.lines.by_ref().map(|line| line.expect("in UTF-8"));
        let mut before = Vec::new();
        for line in lines {
            if line.starts_with(beginning) {
                return line;
            }
            before.push(line);
        }
        panic!("`{beginning}` is not in\n{}", before.join("\n"))
    }

    fn kill(mut self) {
        self.child.kill().unwrap();
        assert_eq!(self.child.wait().unwrap().signal(), Some(9), "it was over before it was killed");
    }

    /// Waits for its end, and gives what it printed meanwhile.
    fn ended(mut self) -> String {
        let rest: Vec<String> = self.lines.by_ref().map(|line| line.expect("in UTF-8")).collect();
        assert!(self.child.wait().unwrap().success());
        rest.join("\n")
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A new database in which no page ends that would go beyond a number of customers: its transaction never comes to its
/// end, so that whoever writes it can be killed in it, however fast it is.
struct Gate(Connection);

impl Gate {
    /// Makes the database before the migration does.
    fn build(new: &Path) -> Self {
        fs::create_dir_all(new.parent().unwrap()).unwrap();
        let tables = NewDatabase::at(new);
        Runtime::new().unwrap().block_on(tables.find_cursor()).unwrap();
        let new = Connection::open(new).unwrap();
        new.busy_timeout(Duration::from_secs(60)).unwrap();
        new.execute_batch(
            "CREATE TABLE gate (at INTEGER NOT NULL);
             CREATE VIEW endless AS WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT 1 FROM n) SELECT n FROM n;
             CREATE TRIGGER wait AFTER UPDATE ON progress WHEN NEW.copied > (SELECT min(at) FROM gate)
                 BEGIN SELECT count(*) FROM endless; END;",
        )
        .unwrap();
        Self(new)
    }

    fn close(&self, at: u32) {
        self.open();
        self.0.execute("INSERT INTO gate VALUES (?1)", [at]).unwrap();
    }

    fn open(&self) {
        self.0.execute("DELETE FROM gate", []).unwrap();
    }

    /// How many customers have arrived; none before the migration has begun.
    fn arrived(&self) -> u32 {
        self.0.query_row("SELECT max(copied) FROM progress", [], |row| row.get(0)).unwrap_or(0)
    }

    /// Waits for so many, and for the page behind them to be written.
    fn reached(&self, at: u32, migration: &mut Running) {
        self.0.busy_timeout(Duration::ZERO).unwrap();
        while self.arrived() < at || self.0.execute_batch("BEGIN IMMEDIATE; ROLLBACK").is_ok() {
            assert_eq!(migration.child.try_wait().unwrap(), None, "the migration is over");
            thread::sleep(Duration::from_millis(1));
        }
        self.0.busy_timeout(Duration::from_secs(60)).unwrap();
    }
}

/// How many rows there are, how many of them are different ones, and how many are in one database only.
fn rows(databases: &Path) -> (u32, u32, u32) {
    let both = Connection::open(databases.join("new.db")).unwrap();
    both.execute("ATTACH ?1 AS old", [databases.join("old.db").to_str().unwrap()]).unwrap();
    let old = "SELECT id, first_name || ' ' || last_name, email, balance_cents FROM old.clients";
    let new = "SELECT id, name, email, balance_cents FROM customers";
    let query = format!(
        "SELECT (SELECT count(*) FROM customers), (SELECT count(DISTINCT email) FROM customers),
                (SELECT count(*) FROM ({old} EXCEPT {new})) + (SELECT count(*) FROM ({new} EXCEPT {old}))"
    );
    both.query_row(&query, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap()
}

#[test]
fn a_migration_that_is_killed_again_and_again_moves_every_row_once() {
    let desk = Desk::new();
    let [migrate] = &readme("kill")[..] else { panic!("README starts one migration") };
    let new = desk.path().join("m.db.databases/new.db");
    let gate = Gate::build(&new);
    for at in [0, 1_000, 2_020, 5_000, 9_980] {
        gate.close(at);
        let mut running = desk.start(migrate);
        gate.reached(at, &mut running);
        running.kill();
        assert_eq!(gate.arrived(), at);
    }
    gate.open();

    let ended = desk.start(migrate).ended();
    assert!(ended.starts_with("migration goes on in "), "{ended}");
    assert!(ended.contains(r#": {"customers":10000,"checksum":"f9bb89b0dc4257c7"}"#), "{ended}");
    assert_eq!(rows(&desk.path().join("m.db.databases")), (10_000, 10_000, 0));

    let again = desk.printed(migrate);
    assert!(again.contains("\n  already succeeded after "), "{again}");

    let [list, show] = &readme("look")[..] else { panic!("README looks twice") };
    let listed = desk.printed(list);
    assert!(listed.lines().any(|line| line.starts_with("migration  SUCCEEDED")), "{listed}");
    // One history over all the kills: each page was read and written in one visit of its states.
    let shown = desk.printed(show);
    let path = "path:     CheckPlan → Prepare (CountCustomers | FindCursor) → 500 × (ReadPage → AnyLeft → WritePage \
                → Advance) → ReadPage → AnyLeft → Compare (CheckSource | CheckTarget) → Judge → JudgeSucceeds\n";
    assert!(shown.contains(path), "{}", &shown[..2_000]);
    assert_eq!(shown.matches(" ExecutionStarted ").count(), 1);
    assert_eq!(shown.matches(" TaskStateEntered WritePage ").count(), 500);
    assert!(shown.trim_end().lines().last().is_some_and(|line| line.contains("ExecutionSucceeded")));
}

#[test]
fn a_sign_up_is_decided_from_another_process_and_outlives_a_kill() {
    let desk = Desk::new();
    let [sign_up] = &readme("ask")[..] else { panic!("README starts one sign-up") };
    let [approve, deny] = &readme("decide")[..] else { panic!("README decides twice") };
    let (binary, kept) = (sign_up.0, ["--store".to_owned(), "s.db".to_owned()]);

    let mut running = desk.start(sign_up);
    for name in ["ann", "bob", "cleo", "eve"] {
        running.until(&format!("{name} asks to join"));
        running.until("  approve durable.");
    }
    // Whoever is asked before the others may be answered before they are.
    running.until("dan");
    assert_eq!(decided(&desk, approve), "approved\n");
    for name in ["bob", "cleo", "eve"] {
        let show = ["show".to_owned(), name.to_owned()].into_iter().chain(kept.clone()).collect();
        let waits = "AskCommittee  1         waits until ";
        while !desk.printed(&(binary, Vec::clone(&show))).contains(waits) {
            assert_eq!(running.child.try_wait().unwrap(), None, "the committee is gone");
        }
    }
    running.kill();

    // Nobody runs the store: it can be read, and what is said is kept.
    let list = desk.printed(&(binary, ["list".into()].into_iter().chain(kept.clone()).collect()));
    assert!(list.lines().any(|line| line.starts_with("bob   RUNNING")), "{list}");
    let noted = desk.printed(deny);
    assert_eq!(noted, "noted: nobody runs s.db at the moment; the next `run --store s.db` does it first\n");

    let mut running = desk.start(sign_up);
    running.until("what was asked for meanwhile is done");
    running.until("cleo goes on in AskCommittee");
    let asked = running.until("  approve durable.");
    let token = asked.split_whitespace().nth(1).unwrap().to_owned();
    running.until("eve goes on in AskCommittee");
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).chain(kept.clone()).collect();
    assert_eq!(desk.printed(&(binary, words(&["approve", &token]))), "approved\n");
    assert_eq!(desk.printed(&(binary, words(&["deny", "eve"]))), "denied\n");
    running.ended();

    let report = desk.printed(sign_up);
    let refused = |name: &str, reason: &str| {
        format!(r#"Refused.Denied: {{"Denied":{{"name":"{name}","reason":"{reason}"}}}}"#)
    };
    let ends = [
        ("ann", r#"{"number":1,"name":"ann"}"#.to_owned()),
        ("bob", refused("bob", "too loud")),
        ("cleo", r#"{"number":2,"name":"cleo"}"#.to_owned()),
        ("eve", refused("eve", "no reason was given")),
    ];
    for (name, end) in ends {
        let of = report.lines().skip_while(|line| *line != name).nth(2).unwrap_or_default();
        assert!(of.starts_with("  already ") && of.ends_with(&end), "{name}: {of}\n{report}");
    }
    let members = fs::read_to_string(desk.path().join("s.db.members.json")).unwrap();
    assert_eq!(serde_json::from_str::<Vec<String>>(&members).unwrap(), ["ann", "cleo"]);
}

/// Decides, as soon as the one who is named waits for it.
fn decided(desk: &Desk, command: &(&str, Vec<String>)) -> String {
    loop {
        let output = desk.command(command).output().expect("the example runs");
        if output.status.success() {
            return String::from_utf8(output.stdout).unwrap();
        }
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains("does not wait for anybody (RUNNING)"), "{said}");
    }
}

#[test]
fn a_run_ends_with_what_waits_for_long_and_the_next_one_goes_on() {
    let desk = Desk::new();
    let address = r#"{"street": "5 Place Vendome", "town": "Paris"}"#;
    let applicant = |name: &str| format!(r#"{{"name": "{name}", "address": {address}, "deposit": 10}}"#);
    let names = ["Ada Lovelace", "F. Chopin", "Donatello", "F. Chopin"];
    let input = format!("[{}]", names.map(applicant).join(", "));
    fs::write(desk.path().join("applications.json"), input).unwrap();
    let arguments = "--input applications.json --store a.db".split(' ').map(str::to_owned).collect();
    let run = (env!("CARGO_BIN_EXE_account_processing"), arguments);

    let first = desk.printed(&run);
    assert!(
        first.contains("Ada-Lovelace\n  CheckApplicant (CheckName | CheckAddress) → Decide → OpenAccount\n")
    );
    // The second of a name is asked about later, and is surer then.
    let waits: Vec<&str> = first.lines().filter(|line| line.contains(" waits until ")).collect();
    assert!(!waits.is_empty() && waits.iter().all(|line| line.starts_with("F.-Chopin")), "{first}");
    let all =
        "All that is left waits; nothing has to run meanwhile. `run --store a.db` goes on when it is due.";
    assert_eq!(first.lines().last(), Some(all));

    let second = desk.printed(&run);
    assert!(second.contains("Ada-Lovelace\n  CheckApplicant (CheckName | CheckAddress) → Decide → OpenAccount\n  already succeeded"));
    assert!(second.contains(
        "Donatello\n  CheckApplicant (CheckName | CheckAddress) → Decide → Rejected\n  already failed"
    ));
    assert!(second.contains(" goes on in CoolingOff\n"), "{second}");
    let again: Vec<&str> = second.lines().filter(|line| line.contains(" waits until ")).collect();
    assert_eq!(again, waits, "they wait until the same time");
}

/// Makes of what an execution stands in a state of some other version of its workflow, in which it is due.
async fn put_elsewhere(store: &Path, workflow: &str, name: &str) {
    let store = SqliteStore::open(store).unwrap();
    let id = store.find(workflow, name).await.unwrap().expect("it began").start.id;
    let frames = store.load(id).await.unwrap().expect("it is there").frames;
    let [FrameRow { id, data, head, .. }] = &frames[..] else { panic!("{frames:?} is not one machine") };
    let elsewhere = std::str::from_utf8(data).unwrap().replace("CoolingOff", "Meditating");
    let (id, head, wake) = (*id, *head, Some(Wake::Now));
    let change = FrameChange::Update { id, data: elsewhere.into_bytes(), head, wake };
    store.commit(Arc::new(Commit { frames: vec![change], ..Commit::default() })).await.unwrap();
    store.close().await.unwrap();
}

#[test]
fn a_run_ends_with_what_cannot_go_on_and_leaves_it_as_it_is() {
    let desk = Desk::new();
    let applicant = r#"[{"name": "F. Chopin", "address": {"street": "5 Place Vendome", "town": "Paris"}, "deposit": 10}]"#;
    fs::write(desk.path().join("applications.json"), applicant).unwrap();
    let arguments = "--input applications.json --store a.db";
    let run = (env!("CARGO_BIN_EXE_account_processing"), arguments.split(' ').map(str::to_owned).collect());
    assert!(desk.printed(&run).contains("F.-Chopin waits until "));
    let store = desk.path().join("a.db");
    Runtime::new().unwrap().block_on(put_elsewhere(&store, "AccountProcessing", "F.-Chopin"));

    for _ in 0..2 {
        let output = desk.command(&run).output().expect("the example runs");
        let said = String::from_utf8(output.stdout).unwrap();
        let complained = String::from_utf8(output.stderr).unwrap();
        let reason =
            "F.-Chopin cannot go on in this program: state `Meditating` cannot be read: unknown variant";
        assert!(said.contains(reason) && !said.contains("failed"), "{said}");
        assert_eq!(output.status.code(), Some(1));
        assert!(complained.contains("they were left as they are"), "{complained}");
    }
}

#[test]
fn the_other_examples_are_kept_too() {
    let desk = Desk::new();
    let shift = r#"{ "cycles": 1, "greenSeconds": 0, "amberSeconds": 0, "clearanceSeconds": 0 }"#;
    fs::write(desk.path().join("shift.json"), shift).unwrap();
    let order = r#"[{"number": "S-1", "customer": {"name": "Ann", "email": "ann@post.example"}, "product": "Plan",
                     "euros": 30, "card": "4000-0000-0000-0004"}]"#;
    fs::write(desk.path().join("orders.json"), order).unwrap();
    let runs = [
        (env!("CARGO_BIN_EXE_traffic_light"), "--store t.db --input shift.json", "succeeded after"),
        (env!("CARGO_BIN_EXE_sales_report"), "--store r.db", "succeeded after"),
        (env!("CARGO_BIN_EXE_sale"), "--store o.db --input orders.json", "failed after"),
    ];
    for (binary, arguments, end) in runs {
        let run = (binary, arguments.split(' ').map(str::to_owned).collect());
        let first = desk.printed(&run);
        assert!(first.contains(&format!("\n  {end}")), "{first}");
        let second = desk.printed(&run);
        assert_eq!(second, first.replace(&format!("\n  {end}"), &format!("\n  already {end}")));
    }
    // What has failed goes on when it is told to, even if nobody was there to hear it.
    let sale = env!("CARGO_BIN_EXE_sale");
    let words = |line: &str| line.split(' ').map(str::to_owned).collect::<Vec<_>>();
    assert!(desk.printed(&(sale, words("redrive S-1 --store o.db"))).starts_with("noted: "));
    let redriven = desk.printed(&(sale, words("--store o.db --input orders.json")));
    assert!(redriven.starts_with("what was asked for meanwhile is done\n"), "{redriven}");
    let shown = desk.printed(&(sale, words("show S-1 --store o.db")));
    assert!(shown.contains("\nredrives: 1\n") && shown.contains(" ExecutionRedriven "), "{shown}");
}

#[test]
fn what_cannot_be_done_is_said_in_one_line() {
    let desk = Desk::new();
    let (sign_up, traffic_light) = (env!("CARGO_BIN_EXE_sign_up"), env!("CARGO_BIN_EXE_traffic_light"));
    let shift = r#"{ "cycles": 1, "greenSeconds": 900, "amberSeconds": 0, "clearanceSeconds": 0 }"#;
    fs::write(desk.path().join("shift.json"), shift).unwrap();
    fs::write(desk.path().join("letter.db"), "this is a letter, and certainly no database. ".repeat(20))
        .unwrap();
    let other = Connection::open(desk.path().join("other.db")).unwrap();
    other.execute_batch("CREATE TABLE songs (title TEXT)").unwrap();
    desk.printed(&(traffic_light, ["--store", "t.db", "--input", "shift.json"].map(str::to_owned).to_vec()));

    let cases = [
        (
            sign_up,
            "list --store none.db",
            "error: there is no store none.db; `run --store none.db` makes one\n",
        ),
        (
            sign_up,
            "show ann --store none.db",
            "error: there is no store none.db; `run --store none.db` makes one\n",
        ),
        (
            sign_up,
            "list --store letter.db",
            "error: `…/letter.db` is not a store of workflows (it does not begin like a SQLite database), or its \
             beginning is damaged; give another path, or restore it from a copy\n",
        ),
        (
            sign_up,
            "--store other.db",
            "error: `…/other.db` is a SQLite database, but not a store of workflows; give another path\n",
        ),
        (
            traffic_light,
            "show night --store t.db",
            "error: t.db has no execution `night` of TrafficLight; `list --store t.db` shows what there is\n",
        ),
        (
            traffic_light,
            "approve shift --store t.db",
            "error: nothing in TrafficLight waits for a person: there is nothing to approve or deny\n",
        ),
        (
            traffic_light,
            "redrive shift --store t.db",
            "error: shift is running; only what failed can be redriven\n",
        ),
        (
            traffic_light,
            "--store t.db",
            "error: shift began in t.db with another input; run it with that one, or with another --store\n",
        ),
    ];
    for (binary, arguments, words) in cases {
        assert_eq!(desk.refused(binary, arguments), words, "{arguments}");
    }

    let newer = Connection::open(desk.path().join("t.db")).unwrap();
    newer.pragma_update(None, "user_version", 9_999).unwrap();
    drop(newer);
    let refused = desk.refused(traffic_light, "list --store t.db");
    assert!(refused.contains("was written by a newer version of workflow-runtime"), "{refused}");
}

#[test]
fn a_store_is_run_by_one_process_and_may_be_steered_by_others() {
    let desk = Desk::new();
    let traffic_light = env!("CARGO_BIN_EXE_traffic_light");
    let words = |line: &str| line.split(' ').map(str::to_owned).collect::<Vec<_>>();
    // Every light is red for three minutes, and somebody waits for that.
    let shift = r#"{ "cycles": 1, "greenSeconds": 1, "amberSeconds": 1, "clearanceSeconds": 180 }"#;
    fs::write(desk.path().join("shift.json"), shift).unwrap();
    let run = (traffic_light, words("--store t.db --input shift.json --patience 600"));
    let mut running = desk.start(&run);
    let listed = || desk.command(&(traffic_light, words("list --store t.db"))).output().unwrap().stdout;
    while !String::from_utf8(listed()).unwrap().contains("shift  RUNNING") {
        assert_eq!(running.child.try_wait().unwrap(), None, "the crossing is closed");
        thread::sleep(Duration::from_millis(5));
    }
    let refused = desk.refused(traffic_light, "--store t.db --input shift.json");
    assert_eq!(
        refused,
        "error: t.db is run by another process already; `list`, `show`, `stop`, `redrive`, `approve` and `deny` \
         with `--store t.db` work meanwhile\n"
    );
    let stop = (traffic_light, words("stop shift --store t.db --cause a-parade"));
    assert_eq!(desk.printed(&stop), "shift is stopped\n");
    let ended = running.ended();
    assert!(ended.contains("shift\n  Begin → Clear\n  failed after "), "{ended}");
    assert!(ended.ends_with("Stopped: a-parade"), "{ended}");
}

#[test]
fn a_run_that_is_interrupted_lets_go_of_the_store() {
    let desk = Desk::new();
    let [sign_up] = &readme("ask")[..] else { panic!("README starts one sign-up") };
    let mut running = desk.start(sign_up);
    running.until("dan");
    let pid = running.child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
    let said = running.ended();
    assert_eq!(said.lines().last(), Some("stopped; `run --store s.db` goes on"), "{said}");
    let mut running = desk.start(sign_up);
    running.until("ann goes on in AskCommittee");
    running.kill();
}
