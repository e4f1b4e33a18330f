//! An executable that is killed: it runs executions of all shapes on a store, and says what it does.
//!
//! `killed DIRECTORY LIFE NEW` goes on with what is in `DIRECTORY/store.db` and begins `NEW` executions of its own. Every
//! task appends a line to `DIRECTORY/ledger` before it does anything (`begin KEY`) and after (`done KEY`); every token
//! that is handed over goes into `DIRECTORY/tokens`; every execution that was acknowledged into `DIRECTORY/acks`. Each
//! such line is also printed. Every token is answered, also those of earlier lives: whoever was asked is not part of this
//! process. When nothing runs any more it prints `idle`, and when it is then told anything, it ends gently.
//!
//! The lines are in the system's hands before a task goes on, so killing the process loses none.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use workflow_runtime::engine::Engine;
use workflow_runtime::store::{ExecutionStatus, ListFilter, SqliteStore};
use workflow_runtime::{TaskContext, TaskToken};
use workflow_tests::durable::shapes::{self, SHAPES, Work, WorkError, attempt, done};

/// Work that leaves a trail.
#[derive(Clone, Debug)]
struct Trail(Arc<Files>);

#[derive(Debug)]
struct Files {
    ledger: Mutex<File>,
    tokens: Mutex<File>,
    acks: Mutex<File>,
}

impl Files {
    fn open(directory: &Path) -> io::Result<Self> {
        let open = |name| {
            let file = OpenOptions::new().create(true).append(true).open(directory.join(name));
            file.map(Mutex::new)
        };
        Ok(Self { ledger: open("ledger")?, tokens: open("tokens")?, acks: open("acks")? })
    }
}

/// Appends a line, whole, and prints it.
fn note(file: &Mutex<File>, line: &str) {
    let mut file = file.lock().expect("no panic");
    file.write_all(format!("{line}\n").as_bytes()).expect("the file can be written");
    println!("{line}");
}

impl Trail {
    async fn work(&self, result: Result<String, WorkError>) -> Result<String, WorkError> {
        let key = TaskContext::current().expect("a workflow calls it").idempotency_key();
        note(&self.0.ledger, &format!("begin {key}"));
        tokio::time::sleep(Duration::from_millis(fastrand::u64(0..4))).await;
        note(&self.0.ledger, &format!("done {key}"));
        result
    }
}

impl Work for Trail {
    async fn work(&self, item: &str) -> Result<String, WorkError> {
        self.work(Ok(done(item))).await
    }

    async fn try_hard(&self, item: &str) -> Result<String, WorkError> {
        self.work(if attempt() < 2 { Err(WorkError::NotYet) } else { Ok(done(item)) }).await
    }

    async fn ask(&self, item: &str, token: TaskToken<String>) -> Result<(), WorkError> {
        let asked = self.work(Ok(done(item))).await?;
        note(&self.0.tokens, &format!("token {token} {asked}"));
        Ok(())
    }
}

/// Answers every token in the file, once in each life.
async fn answer(engine: Engine, tokens: PathBuf) {
    let mut answered = 0;
    loop {
        let text = std::fs::read_to_string(&tokens).expect("the file can be read");
        // The last line may be on its way.
        let whole = text.rfind('\n').map_or("", |end| &text[..end]);
        for line in whole.lines().skip(answered) {
            answered += 1;
            let (engine, line) = (engine.clone(), line.to_owned());
            tokio::spawn(async move {
                let mut words = line.split(' ').skip(1);
                let (token, answer) = (words.next().expect("a token"), words.next().expect("an answer"));
                let told = engine.complete_json(token, format!("{answer:?}")).await;
                match told {
                    Err(error) if !error.is_closed_token() && !error.is_engine_closed() => {
                        panic!("{line}: {error}")
                    }
                    Ok(()) | Err(_) => {}
                }
            });
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

async fn idle(engine: &Engine) {
    let running = ListFilter { status: Some(ExecutionStatus::Running), ..ListFilter::default() };
    while !engine.list(&running, None, 1).await.expect("the store can be read").is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

async fn live(directory: &Path, life: &str, new: usize) -> Result<(), Box<dyn std::error::Error>> {
    let store = SqliteStore::open(directory.join("store.db"))?;
    let trail = Trail(Arc::new(Files::open(directory)?));
    let builder = Engine::open(store).passivate_after(Duration::from_millis(3)).max_running(8);
    let engine = shapes::register(builder, &trail).start().await?;
    println!("owner {}", std::process::id());
    let answering = tokio::spawn(answer(engine.clone(), directory.join("tokens")));
    for number in 0..new {
        let shape = SHAPES[fastrand::usize(..SHAPES.len())];
        let name = format!("life-{life}-{number}");
        shapes::begin(&engine, shape, &name).await?;
        note(&trail.0.acks, &format!("ack {shape}:{name}"));
    }
    idle(&engine).await;
    println!("idle");
    tokio::task::spawn_blocking(|| io::stdin().read(&mut [0])).await??;
    answering.abort();
    engine.shutdown(Duration::from_secs(60)).await?;
    Ok(())
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [directory, life, new] = arguments.as_slice() else {
        eprintln!("usage: killed DIRECTORY LIFE NEW");
        return ExitCode::from(2);
    };
    tracing_subscriber::fmt()
        .with_writer(io::stderr)
        .with_max_level(tracing_subscriber::filter::LevelFilter::ERROR)
        .init();
    let new = new.parse().expect("a number of executions");
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    match runtime.expect("threads can be started").block_on(live(Path::new(directory), life, new)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
