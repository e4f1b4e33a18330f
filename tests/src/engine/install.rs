//! Installs LocalStack into `oracles/engine` in Cargo's target directory, and starts it for as long as this process lives.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::services::Services;
use crate::oracles::{self, Error};

/// What pins the engine and starts it. A change of the first installs anew.
const REQUIREMENTS: &str = include_str!("../../engine/requirements.txt");
const FILES: [(&str, &str); 4] = [
    ("requirements.txt", REQUIREMENTS),
    ("launch.py", include_str!("../../engine/launch.py")),
    ("services.py", include_str!("../../engine/services.py")),
    ("jsonata.js", include_str!("../../engine/jsonata.js")),
];

/// How long it may take to come up: on a busy machine its imports alone take a while.
const PATIENCE: Duration = Duration::from_secs(120);

/// The running engine. It ends when its standard input is closed, which the system does when this process ends.
#[derive(Debug)]
pub(super) struct Server {
    url: String,
    backoffs: Arc<Mutex<BTreeMap<String, Vec<f64>>>>,
    child: Child,
    _stays_open: Option<ChildStdin>,
    files: tempfile::TempDir,
}

impl Server {
    /// Where it finds the configuration of mocked services, if a case is played. `launch.py` has the same.
    pub(super) fn mock_config(&self) -> PathBuf {
        self.files.path().join("mocks.json")
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// How long each back-off of an execution would have been, in seconds, in order.
    pub(super) fn backoffs(&self, execution: &str) -> Vec<f64> {
        self.backoffs.lock().unwrap_or_else(PoisonError::into_inner).remove(execution).unwrap_or_default()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Where it is dropped at all, it need not outlive that.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Starts the engine; it calls tasks at `tasks`, and other services there, if there are any.
pub(super) fn start(tasks: &str, services: Option<&Services>) -> Result<Server, Error> {
    let broken = |error: io::Error| Error::Broken(error.to_string());
    let home = install()?;
    let files = tempfile::tempdir().map_err(broken)?;
    let port =
        TcpListener::bind(("127.0.0.1", 0)).and_then(|socket| socket.local_addr()).map_err(broken)?.port();
    let log = files.path().join("log");
    let mut child = Command::new(python(&home))
        .arg(home.join("launch.py"))
        .args([port.to_string().as_str(), tasks])
        .arg(files.path())
        .args(services.map(Services::arguments).into_iter().flatten())
        .env("NODE_PATH", home.join("../node_modules"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(File::create(&log).map_err(broken)?)
        .spawn()
        .map_err(broken)?;
    let stdin = child.stdin.take();
    let backoffs = Arc::new(Mutex::new(BTreeMap::new()));
    let output = BufReader::new(child.stdout.take().expect("it is piped"));
    let noted = Arc::clone(&backoffs);
    std::thread::spawn(move || note_backoffs(output, &noted));
    let url = format!("http://127.0.0.1:{port}/");
    let server = Server { url, backoffs, child, _stays_open: stdin, files };
    await_health(server, &log)
}

/// Reads lines `backoff EXECUTION SECONDS`; all else that is printed is of no interest.
fn note_backoffs(output: impl io::BufRead, noted: &Mutex<BTreeMap<String, Vec<f64>>>) {
    for line in output.lines().map_while(Result::ok) {
        let mut words = line.split(' ');
        if let (Some("backoff"), Some(name), Some(Ok(seconds))) =
            (words.next(), words.next(), words.next().map(str::parse))
        {
            noted
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .entry(name.to_owned())
                .or_default()
                .push(seconds);
        }
    }
}

fn await_health(mut server: Server, log: &Path) -> Result<Server, Error> {
    let began = Instant::now();
    let health = format!("{}_localstack/health", server.url);
    loop {
        if ureq::get(&health).call().is_ok() {
            return Ok(server);
        }
        let ended = server.child.try_wait().is_ok_and(|status| status.is_some());
        if ended || began.elapsed() > PATIENCE {
            let words = fs::read_to_string(log).unwrap_or_default();
            return Err(Error::Broken(format!("LocalStack does not come up: {words}")));
        }
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// A Python that is new enough: LocalStack 4.14 asks for 3.13. It is looked for on the path and where pyenv keeps them.
fn interpreter() -> Result<PathBuf, Error> {
    let runs = |program: &PathBuf| {
        let asked = Command::new(program).arg("--version").stdin(Stdio::null()).output();
        asked.is_ok_and(|answer| answer.status.success())
    };
    let mut candidates = vec![PathBuf::from("python3.13")];
    if let Ok(answer) = Command::new("pyenv").arg("root").stdin(Stdio::null()).output() {
        let versions = Path::new(String::from_utf8_lossy(&answer.stdout).trim()).join("versions");
        let entries = fs::read_dir(versions).into_iter().flatten().flatten().map(|entry| entry.path());
        let name =
            |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("3.13."));
        candidates.extend(entries.filter(name).map(|version| version.join("bin/python3")));
    }
    let found = candidates.into_iter().find(runs);
    found.ok_or_else(|| Error::Unavailable("Python 3.13, which LocalStack asks for, is not here".to_owned()))
}

pub(super) fn python(home: &Path) -> PathBuf {
    home.join("venv/bin/python")
}

/// Where the engine lives, installed; beside the validators, whose installation has the JSONata that it uses.
pub(super) fn install() -> Result<PathBuf, Error> {
    let unavailable = |error: io::Error| Error::Unavailable(error.to_string());
    let home = oracles::install()?.join("engine");
    fs::create_dir_all(&home).map_err(unavailable)?;
    let lock = File::create(home.join("lock")).map_err(unavailable)?;
    lock.lock().map_err(unavailable)?;
    for (name, text) in FILES {
        // A test of another process may be reading the same words.
        if fs::read_to_string(home.join(name)).is_ok_and(|there| there == text) {
            continue;
        }
        fs::write(home.join(name), text).map_err(unavailable)?;
    }
    let stamped = home.join("installed");
    if fs::read_to_string(&stamped).is_ok_and(|installed| installed == REQUIREMENTS) {
        return Ok(home);
    }
    oracles::run(Command::new(interpreter()?).args(["-m", "venv", "--clear", "venv"]).current_dir(&home))?;
    let pip = [
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--retries=1",
        "--disable-pip-version-check",
        "-r",
        "requirements.txt",
    ];
    oracles::run(Command::new(python(&home)).args(pip).current_dir(&home))?;
    fs::write(&stamped, REQUIREMENTS).map_err(unavailable)?;
    Ok(home)
}
