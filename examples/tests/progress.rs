//! Progress bars: what whoever sits at a terminal sees, and that nothing of it is in what is piped.
//!
//! A terminal in memory says what is on it at a moment; the binary itself runs on a real one, of a pair. A bar is drawn so
//! often a second and no more, so what is looked at here is what has to be drawn whenever it is: the first that there is to
//! show, what follows something that was printed beside it, and the end.

mod common;

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::thread;

use common::run_with;
use indicatif::{InMemoryTerm, ProgressDrawTarget};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};
use tempfile::TempDir;
use workflow_examples::Stage;
use workflow_examples::commentary::{Commentary, Entered};
use workflow_examples::progress::Bar;
use workflow_examples::registry::data_migration::Workflow as DataMigration;
use workflow_examples::registry::{NewDatabase, OldDatabase, Plan, Target as _, drawn, seed};
use workflow_runtime::Execution;

/// A bar on a terminal of its own.
fn bar() -> (Bar, InMemoryTerm) {
    let terminal = InMemoryTerm::new(4, 100);
    let bar = Bar::on(ProgressDrawTarget::term_like(Box::new(terminal.clone())));
    assert!(bar.is_shown());
    (bar, terminal)
}

#[tokio::test(start_paused = true)]
async fn the_bar_of_a_migration_ends_at_the_rows_that_were_moved() {
    const ROWS: u32 = 45;
    let directory = TempDir::new().unwrap();
    let (old, new) = (directory.path().join("old.db"), directory.path().join("new.db"));
    seed(&old, ROWS).await.unwrap();
    let workflow = DataMigration { source: OldDatabase::at(&old), target: NewDatabase::at(&new) };
    let (bar, terminal) = bar();
    let (words, seen) = (drawn(bar.clone()), Mutex::new(Vec::new()));
    let looked_at = |entered: Entered<'_>| {
        let line = words(entered);
        if entered.state == "ReadPage" {
            bar.beside(|| assert_eq!(terminal.contents(), "", "what is printed does not meet the bar"));
            seen.lock().unwrap().push((bar.position(), terminal.contents()));
        }
        line.inspect(|line| panic!("a bar says it, and not {line:?}"))
    };
    let stage = Stage::new(false);
    let commentary = Commentary::new(&stage, looked_at);
    let plan = Plan { page_size: 10 };
    Execution::of(&workflow).observe(&commentary).run(plan).await.expect("all is moved");

    let seen = seen.into_inner().unwrap();
    let positions: Vec<u64> = seen.iter().map(|(position, _)| *position).collect();
    assert_eq!(positions, [0, 10, 20, 30, 40, 45]);
    for (position, contents) in &seen[..5] {
        assert!(contents.contains(&format!(" {position} of {ROWS}, ")), "{contents:?}");
    }
    assert_eq!(seen[5].1, "", "at its end the bar goes away");
    let moved = workflow.target.check_target().await.unwrap();
    assert_eq!(u64::from(moved.customers), bar.position());
}

#[test]
fn a_bar_is_there_again_when_there_is_more_to_do() {
    let (bar, terminal) = bar();
    assert_eq!(terminal.contents(), "");
    bar.show(1, 3);
    bar.show(3, 3);
    assert_eq!((bar.position(), terminal.contents()), (3, String::new()));
    bar.show(1, 4);
    bar.beside(|| ());
    assert_eq!(bar.position(), 1);
    assert!(terminal.contents().contains(" 1 of 4, "), "{:?}", terminal.contents());
    drop(bar);
    assert_eq!(terminal.contents(), "", "it goes away with its last owner");
}

#[test]
fn nothing_of_a_bar_is_in_what_is_piped() {
    let directory = TempDir::new().unwrap();
    let at = |name: &str| directory.path().join(name).to_str().unwrap().to_owned();
    for arguments in [vec!["--databases".to_owned(), at("databases")], vec!["--store".to_owned(), at("m.db")]]
    {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let ran = run_with(env!("CARGO_BIN_EXE_data_migration"), &arguments, "");
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{arguments:?}");
        assert!(ran.stdout.contains("\"customers\":10000"), "{}", ran.stdout);
        let drawn = |c: char| c == '\r' || c == '\u{1b}' || ('\u{2500}'..='\u{25ff}').contains(&c);
        assert!(!ran.stdout.contains(drawn), "{}", ran.stdout);
    }
}

const MIGRATION: &str = env!("CARGO_BIN_EXE_data_migration");

/// A terminal of 24 lines: the end that a program is given, and the end that sees what the program writes there.
fn terminal() -> (File, File) {
    let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("there are terminals");
    grantpt(&ours).expect("it is ours");
    unlockpt(&ours).expect("it is ours");
    let name = ptsname(&ours, Vec::new()).expect("it has a name");
    let path = Path::new(name.to_str().expect("it is ASCII"));
    let theirs = File::options().read(true).write(true).open(path).expect("it is unlocked");
    tcsetwinsize(&theirs, Winsize { ws_row: 24, ws_col: 120, ws_xpixel: 0, ws_ypixel: 0 })
        .expect("it is a terminal");
    (theirs, File::from(ours))
}

/// What a terminal was given until nobody had it any more.
fn seen(mut terminal: File) -> String {
    let (mut all, mut some) = (Vec::new(), [0; 4_096]);
    loop {
        match terminal.read(&mut some) {
            Ok(0) => break,
            Ok(length) => all.extend_from_slice(&some[..length]),
            // So Linux says that it is closed at the other end.
            Err(error) if error.raw_os_error() == Some(rustix::io::Errno::IO.raw_os_error()) => break,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => panic!("{error}"),
        }
    }
    String::from_utf8(all).expect("an example prints UTF-8")
}

/// Runs a migration of 10,000 rows by a terminal, which has its standard error; gives what is on the terminal, and what is
/// piped.
fn migrate(directory: &Path, piped: bool) -> (String, String) {
    let (theirs, ours) = terminal();
    let looking = thread::spawn(move || seen(ours));
    let to_terminal = || Stdio::from(theirs.try_clone().expect("there is room for a file"));
    let mut command = Command::new(MIGRATION);
    command.arg("--databases").arg(directory).env("TERM", "xterm");
    command.stdin(to_terminal()).stderr(to_terminal());
    command.stdout(if piped { Stdio::piped() } else { to_terminal() });
    let child = command.spawn().expect("the example starts");
    // Else the terminal is never closed.
    drop((command, theirs));
    let output = child.wait_with_output().expect("the example ends");
    assert!(output.status.success(), "{}", output.status);
    let on_terminal = looking.join().expect("the terminal can be read");
    (on_terminal, String::from_utf8(output.stdout).expect("an example prints UTF-8"))
}

#[test]
fn at_a_terminal_a_bar_is_drawn_and_goes_away() {
    let directory = TempDir::new().unwrap();
    let (on_terminal, _) = migrate(directory.path(), false);
    let last =
        on_terminal.rfind(" of 10,000, ").unwrap_or_else(|| panic!("there is no bar: {on_terminal:?}"));
    assert!(on_terminal[..last].contains('░'), "{on_terminal:?}");
    // What is printed last stands on a line that was cleared, and nothing of a bar comes after it.
    let (bar, rest) = on_terminal.split_at(last);
    assert!(rest.contains("\u{1b}[2K"), "{rest:?}");
    assert!(rest.contains("\"customers\":10000"), "{rest:?}");
    assert!(!rest.contains(['█', '░']), "{rest:?}");
    assert!(!bar.contains("\"customers\":10000"), "{bar:?}");
}

#[test]
fn by_a_terminal_nothing_of_a_bar_is_in_what_is_piped() {
    let (here, there) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let (on_terminal, piped) = migrate(here.path(), true);
    assert_eq!(on_terminal, "");
    let arguments = ["--databases", there.path().to_str().unwrap()];
    assert_eq!(piped, run_with(MIGRATION, &arguments, "").stdout);
    assert!(piped.contains("\"customers\":10000"), "{piped}");
}
