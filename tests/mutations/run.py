#!/usr/bin/env python3
"""Breaks the lowering on purpose, one place at a time, and demands that a test fails.

A mutation is a file, a text in it and another text for its place, in `*.toml` beside this file: an expression, marked by
`«…»` where the text needs something around it to be found once. In a copy of the workspace, in Cargo's target directory,
each such expression becomes `if crate::mutant("name") { other } else { itself }`, so that everything is compiled once and
a variable of the environment chooses the mutation. What the macros print differs at compile time: for them the generated
expressions of `tests/portable_law` are compiled again.

    tests/mutations/run.py                      all mutations
    tests/mutations/run.py --sample 12 --seed 7 twelve of them, and a check that each still applies
    tests/mutations/run.py --check              only that
    tests/mutations/run.py --only NAME …        these
    tests/mutations/run.py --report FILE        and a table of what became of each

It needs Python 3.11, node and cargo, and knows nothing of what the expressions mean.
"""

import argparse
import contextlib
import datetime
import json
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SWITCH = "WORKFLOW_MUTANT"
# The same, for what is decided while the cases are compiled: rustc compiles them again when it changes.
COMPILED = "WORKFLOW_MUTANT_OF_MACROS"
SEED = "7"
# A mutation may make an endless loop.
PATIENCE = 240
# What the test harness says of a test when it is over, and not when all are.
FAILED = re.compile(rb"test .* \.\.\. FAILED$")

LIBRARIES = subprocess.run(
    ["rustc", "--print", "target-libdir"], cwd=ROOT, capture_output=True, text=True, check=True
).stdout.strip()

FUNCTION = '''
/// Whether this is the mutation that is looked for.
pub(crate) fn mutant(name: &str) -> bool {
    static CHOSEN: std::sync::OnceLock<Option<String>> = std::sync::OnceLock::new();
    CHOSEN.get_or_init(|| std::env::var("%s").ok()).as_deref() == Some(name)
}
''' % SWITCH


class Suite:
    """Tests, by the program that they are compiled into, and what they are run with."""

    def __init__(self, name, package, program, arguments=(), environment=()):
        self.name, self.package, self.program = name, package, program
        self.arguments, self.environment = list(arguments), dict(environment)


def law(name, expressions, values):
    environment = {
        "WORKFLOW_SEED": SEED,
        "LAW_NAME": name,
        "LAW_EXPRESSIONS": str(expressions),
        "LAW_VALUES": str(values),
        "LAW_TOLD": "0",
    }
    return Suite("portable_law", "workflow-tests", "portable_law", (), environment)


# The narrowest first.
UNIT = Suite("unit tests of the macros", "workflow-macros", "workflow_macros")
# Its values are the same in each run, so that what one run notices the next one does too.
VALUES = {"PROPTEST_CASES": "48", "PROPTEST_RNG_SEED": SEED}
FUNCTIONS = Suite("portable_expressions", "workflow-runtime", "portable_expressions", (), VALUES)
GOLDEN = Suite("workflows", "workflow-tests", "workflows")
HYGIENE = Suite("hygiene", "workflow-tests", "hygiene", ["--skip", "the_runtime_by_another_name"])
SUITES = {
    "macros": [UNIT, law("macro-mutants", 40, 16)],
    "expr": [FUNCTIONS, law("mutants", 150, 24), GOLDEN],
    "definition": [GOLDEN, HYGIENE],
}


def fail(words):
    sys.exit(f"mutations: {words}")


class Mutation:
    def __init__(self, area, entry):
        self.area = area
        self.name, self.file, self.new = entry["name"], entry["file"], entry["new"].strip("\n")
        self.survives = entry.get("survives")
        marked = entry["text"].strip("\n")
        before, opening, rest = marked.partition("«")
        if opening:
            self.old, _, after = rest.partition("»")
        else:
            before, self.old, after = "", marked, ""
        self.offset, self.found = len(before), before + self.old + after

    def span(self, source):
        """Where the expression stands; a text that is not found once is no mutation any more."""
        count = source.count(self.found)
        if count != 1:
            fail(f"`{self.name}`: its text is found {count} times in {self.file}\n{self.found}")
        start = source.index(self.found) + self.offset
        return start, start + len(self.old)


def mutations():
    found = []
    for area in SUITES:
        entries = tomllib.loads((HERE / f"{area}.toml").read_text())["mutation"]
        found += [Mutation(area, entry) for entry in entries]
    names = [mutation.name for mutation in found]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        fail(f"names are used twice: {twice}")
    return found


def switched(file, source, all_):
    """The source with a switch at each place of a mutation."""
    places = {}
    for mutation in all_:
        places.setdefault(mutation.span(source), []).append(mutation)
    end = len(source)
    for (start, stop), there in sorted(places.items(), reverse=True):
        if stop > end:
            fail(f"`{there[0].name}` overlaps another mutation of {file}")
        cases = "".join(f'if crate::mutant("{one.name}") {{ {one.new} }} else ' for one in there)
        source = f"{source[:start]}({cases}{{ {source[start:stop]} }}){source[stop:]}"
        end = start
    return source


def sources():
    """What git knows of the workspace, and what is new in it."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True
    )
    if listed.returncode == 0:
        return [name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]
    return [str(path.relative_to(ROOT)) for path in ROOT.rglob("*") if path.is_file() and "target" not in path.parts]


def put(path, content):
    """An unchanged file keeps its time, so that nothing is compiled for it."""
    if path.is_file() and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def copy(home, all_):
    by_file = {}
    for mutation in all_:
        by_file.setdefault(mutation.file, []).append(mutation)
    wanted = sources()
    for name in wanted:
        content = (ROOT / name).read_bytes()
        if name in by_file:
            content = switched(name, content.decode(), by_file[name]).encode()
        if name == "Cargo.toml":
            # Cargo tells packages apart by their versions, not by the folder that their workspace is in.
            content = content.replace(b'\nversion = "0.1.0"\n', b'\nversion = "0.1.999"\n')
            if b'"0.1.999"' not in content:
                fail("the version of the workspace is not where it was")
        if name in ("workflow-macros/src/lib.rs", "workflow-runtime/src/lib.rs"):
            content += FUNCTION.encode()
        put(home / name, content)
    for path in home.rglob("*.rs"):
        # What Cargo has made there is its own.
        if str(path.relative_to(home)) not in wanted and "target" not in path.relative_to(home).parts:
            path.unlink()


def compiled(home, suites):
    """The programs of the suites."""
    environment = dict(os.environ, CARGO_INCREMENTAL="0")
    programs = {}
    for package in sorted({suite.package for suite in suites}):
        names = sorted({suite.program for suite in suites if suite.package == package})
        which = ["--lib"] if package == "workflow-macros" else [word for name in names for word in ("--test", name)]
        command = ["cargo", "test", "--no-run", "--offline", "--message-format=json-render-diagnostics", "-p", package]
        # What is said of the switches' parentheses is nobody's.
        built = subprocess.run(command + which, cwd=home, env=environment, capture_output=True, text=True)
        if built.returncode != 0:
            fail(f"the mutated {package} does not compile:\n{built.stderr[-6000:]}")
        for line in built.stdout.splitlines():
            message = json.loads(line)
            if message.get("executable") and message["target"]["name"] in names:
                programs[package, message["target"]["name"]] = message["executable"]
    return programs


def passes(home, programs, suite, mutation):
    environment = dict(os.environ, **suite.environment, RUST_BACKTRACE="0", CARGO_INCREMENTAL="0")
    # A test of a crate of macros is linked with the compiler's own libraries.
    environment["LD_LIBRARY_PATH"] = ":".join([LIBRARIES, *filter(None, [os.environ.get("LD_LIBRARY_PATH")])])
    environment["CARGO_MANIFEST_DIR"] = str(home / suite.package.removeprefix("workflow-"))
    if suite.package != "workflow-tests":
        environment["CARGO_MANIFEST_DIR"] = str(home / suite.package)
    environment.pop("UPDATE_EXPECT", None)
    if mutation:
        environment[SWITCH] = mutation.name
        if mutation.area == "macros":
            environment[COMPILED] = mutation.name
    run = subprocess.Popen(
        [programs[suite.package, suite.program], *suite.arguments],
        cwd=environment["CARGO_MANIFEST_DIR"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    alarm = threading.Timer(PATIENCE, end, [run])
    if mutation:
        alarm.start()
    output = b""
    try:
        for line in run.stdout:
            output += line
            # One test is enough: the others need not end.
            if mutation and FAILED.match(line):
                return False, output
        return run.wait() == 0, output
    finally:
        alarm.cancel()
        if run.poll() is None:
            end(run)


def end(run):
    """Ends a program, and what it has started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(run.pid, signal.SIGKILL)
    run.wait()


def killer(home, programs, mutation):
    """The first suite that fails."""
    for suite in SUITES[mutation.area]:
        if not passes(home, programs, suite, mutation)[0]:
            return suite.name
    return None


def chosen(all_, options):
    if options.only:
        unknown = set(options.only) - {mutation.name for mutation in all_}
        if unknown:
            fail(f"there is no {sorted(unknown)}")
        return [mutation for mutation in all_ if mutation.name in options.only]
    if options.sample is None:
        return all_
    return random.Random(options.seed).sample(all_, min(options.sample, len(all_)))


def table(results, seconds):
    """What became of each mutation: a row for each file and suite, and a row for each survivor."""
    killed = sum(suite is not None for _, suite in results)
    lines = [
        f"{datetime.date.today()}: {len(results)} mutations, {killed} killed, {len(results) - killed} survived, "
        f"in {seconds / 60:.0f} minutes.",
        "",
        "| file | killed by | mutations |",
        "| --- | --- | --- |",
    ]
    rows = {}
    for mutation, suite in results:
        rows.setdefault((mutation.file, suite or "nothing"), []).append(mutation)
    for (file, suite), there in rows.items():
        names = ", ".join(f"`{one.name}`" + (f": {one.survives}" if one.survives else "") for one in there)
        lines.append(f"| `{file}` | {suite} | {names} |")
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description="Breaks the lowering on purpose and demands that a test fails.")
    parser.add_argument("--check", action="store_true", help="only whether each mutation still applies")
    parser.add_argument("--sample", type=int, help="how many mutations, chosen by the seed")
    parser.add_argument("--seed", default=str(random.randrange(1 << 32)), help="of the sample")
    parser.add_argument("--only", nargs="+", help="these mutations")
    parser.add_argument("--report", type=Path, help="where a table of the results goes")
    options = parser.parse_args()

    all_ = mutations()
    for mutation in all_:
        mutation.span((ROOT / mutation.file).read_text())
    print(f"mutations: each of {len(all_)} applies", flush=True)
    if options.check:
        return
    if options.sample is not None:
        print(f"mutations: --sample {options.sample} --seed {options.seed}", flush=True)
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    os.environ["CARGO_TARGET_DIR"] = str(target)
    home = target / "mutations"
    selected = chosen(all_, options)
    began = time.monotonic()
    copy(home, all_)
    suites = [suite for area in sorted({one.area for one in selected}) for suite in SUITES[area]]
    programs = compiled(home, suites)
    for suite in suites:
        good, output = passes(home, programs, suite, None)
        if not good:
            fail(f"without a mutation `{suite.name}` fails:\n{output.decode(errors='replace')[-4000:]}")
    print(f"mutations: compiled, and all pass, after {time.monotonic() - began:.0f} seconds", flush=True)

    results, wrong = [], []
    for mutation in selected:
        at = time.monotonic()
        suite = killer(home, programs, mutation)
        results.append((mutation, suite))
        state = f"killed by {suite}" if suite else "survived"
        print(f"{mutation.name}: {state} ({time.monotonic() - at:.0f} s)", flush=True)
        if suite is None and not mutation.survives:
            wrong.append(f"`{mutation.name}` survived: write a test that fails, or a reason")
        if suite is not None and mutation.survives:
            wrong.append(f"`{mutation.name}` is killed by {suite}, and listed as a survivor")
    seconds = time.monotonic() - began
    print(table(results, seconds).splitlines()[0])
    if options.report:
        options.report.write_text(table(results, seconds))
    if wrong:
        fail("\n".join(wrong))


if __name__ == "__main__":
    main()
