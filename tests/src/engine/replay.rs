//! Plays a mock configuration: the cases of a test-suite, with the answers that tasks gave here.
//!
//! Unlike the other runs, nothing of this process stands behind the tasks: the file is all that the engine knows.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use serde_json::Value;
use workflow_runtime::testing::{MockConfig, Run};
use workflow_runtime::{Error, Workflow};

use super::judge::{compared, native_run};
use super::{Engine, PATIENCE, api, deploy, engine, trace};
use crate::oracles::{self, or_skip};

/// Plays each run as the case of its name, and panics where the engine passes other states or ends in another way.
///
/// # Panics
///
/// Where the two part, and where the engine is broken, or unavailable although `CI` is set.
pub fn replay<W: Workflow>(config: &MockConfig, cases: &[(&str, &Run<W>)]) {
    let test = std::thread::current().name().unwrap_or_default().to_owned();
    let definition = serde_json::to_value(W::definition()).expect("a definition is JSON");
    for (case, run) in cases {
        let end: Result<Value, Error> = match run.result() {
            Ok(output) => Ok(serde_json::to_value(output).expect("an output is JSON")),
            Err(error) => Err(error.clone()),
        };
        let native = native_run(run.history(), &end);
        let input = config.input::<W>(case).expect("it is a case");
        let played = Played { machine: W::NAME, definition: &definition, case, input, id: &native.id };
        let ran = engine().and_then(|engine| engine.play(&config.to_string(), &played));
        let Some(foreign) = or_skip(&test, ran) else { return };
        compared(&native.run, &foreign);
    }
}

/// A case to be played.
struct Played<'a> {
    machine: &'a str,
    definition: &'a Value,
    case: &'a str,
    input: &'a Value,
    /// The execution's id in the native run.
    id: &'a str,
}

impl Engine {
    fn play(&self, config: &str, played: &Played<'_>) -> Result<trace::Run, oracles::Error> {
        // The functions of the copy are never called.
        let copy = deploy::copy(played.definition, "mocked", &BTreeMap::new(), (false, false));
        let api = api::Api::new(self.server.url());
        let machine = api.create(played.machine, &copy, super::ROLE)?;
        let execution = self.start_case(config, &api, &machine, played)?;
        let api = api.renaming(&execution, played.id);
        let end = api.await_end(&execution, PATIENCE)?;
        Ok(trace::Run::of(&api.history(&execution)?, end, Vec::new()))
    }

    /// Starts the case by the configuration, which is read when an execution starts.
    fn start_case(
        &self,
        config: &str,
        api: &api::Api,
        machine: &str,
        played: &Played<'_>,
    ) -> Result<String, oracles::Error> {
        /// What the file is written with takes turns. It is read anew when its time changes by a second at least.
        static WRITTEN: Mutex<u64> = Mutex::new(0);
        let broken = |error: std::io::Error| oracles::Error::Broken(error.to_string());
        let mut written = WRITTEN.lock().unwrap_or_else(PoisonError::into_inner);
        *written += 1;
        let file = self.server.mock_config();
        fs::write(&file, config).map_err(broken)?;
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(*written);
        File::options().write(true).open(&file).and_then(|file| file.set_modified(time)).map_err(broken)?;
        api.start(&format!("{machine}#{}", played.case), played.case, played.input)
    }
}
