"""Drives the load on dbos over PostgreSQL: `dbos_steps.py <executions at a time> <seconds>`, or `check`.

Prints the report as JSON on one line. PostgreSQL is the one that is installed, started on a new cluster in the working
directory, with its defaults: `fsync` and `synchronous_commit` are on. `check` says what is missing, if anything is.
"""

import asyncio
import glob
import json
import os
import pwd
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import time

STEPS = 10


def postgres(program):
    """A program of PostgreSQL: Debian keeps them outside the path."""
    found = sorted(glob.glob(f"/usr/lib/postgresql/*/bin/{program}"))
    return found[-1] if found else shutil.which(program)


def missing():
    try:
        import dbos  # noqa: F401
    except ImportError:
        return "the Python package `dbos` is not installed"
    return None if postgres("initdb") else "PostgreSQL is not installed"


class Cluster:
    """PostgreSQL in a directory of its own; as another user if this one is root, whom it refuses."""

    def __init__(self):
        self.directory = tempfile.mkdtemp(dir=".", prefix="postgres-")
        self.prefix = []
        if os.geteuid() == 0:
            user = pwd.getpwnam("postgres")
            os.chown(self.directory, user.pw_uid, user.pw_gid)
            self.prefix = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
        data = os.path.join(os.path.abspath(self.directory), "data")
        self.run("initdb", "--auth=trust", "--username=postgres", "--no-instructions", "-D", data)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        options = ["-p", str(self.port), "-c", "listen_addresses=127.0.0.1", "-c", f"unix_socket_directories={data}"]
        options += ["-c", "max_connections=200"]
        self.server = subprocess.Popen(
            [*self.prefix, postgres("postgres"), "-D", data, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        ready = [postgres("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        while subprocess.run(ready).returncode:
            assert self.server.poll() is None, "PostgreSQL has ended"
            time.sleep(0.1)

    def run(self, program, *arguments):
        subprocess.run([*self.prefix, postgres(program), *arguments], check=True, stdout=subprocess.DEVNULL)

    def close(self):
        self.server.terminate()
        self.server.wait()
        shutil.rmtree(self.directory)


async def drive(dbos, ten, at_a_time, seconds):
    global TICK
    last = {}
    micros = []

    async def worker(number):
        execution = 0
        while time.monotonic() - began < seconds:
            cargo = {"worker": number, "step": 0, "text": "0123456789" * 25}
            last[number] = time.perf_counter_ns()
            with dbos.SetWorkflowID(f"{number}-{execution}"):
                assert await ten(cargo) == STEPS
            tick(number)
            execution += 1

    def tick(number):
        now = time.perf_counter_ns()
        micros.append((now - last[number]) // 1000)
        last[number] = now

    TICK = tick
    began = time.monotonic()
    await asyncio.gather(*(worker(number) for number in range(at_a_time)))
    return time.monotonic() - began, sorted(micros)


# Tells of a step that begins.
TICK = None


def main(at_a_time, seconds):
    import dbos

    cluster = Cluster()
    url = f"postgresql://postgres@127.0.0.1:{cluster.port}/steps"
    dbos.DBOS(config={"name": "steps", "system_database_url": url, "run_admin_server": False, "log_level": "ERROR"})

    @dbos.DBOS.step()
    async def step(cargo):
        TICK(cargo["worker"])
        return {**cargo, "step": cargo["step"] + 1}

    @dbos.DBOS.workflow()
    async def ten(cargo):
        for _ in range(STEPS):
            cargo = await step(cargo)
        return cargo["step"]

    dbos.DBOS.launch()
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    own = time.process_time()
    lasted, micros = asyncio.run(drive(dbos, ten, at_a_time, seconds))
    cpu = time.process_time() - own
    dbos.DBOS.destroy()
    cluster.close()
    # The database's processes have ended, and this one has waited for their parent.
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu += ended.ru_utime + ended.ru_stime - children.ru_utime - children.ru_stime
    print(
        json.dumps(
            {
                "contender": "dbos (Python, PostgreSQL)",
                "at_a_time": at_a_time,
                "per_second": len(micros) / lasted,
                "p50_ms": micros[len(micros) // 2] / 1000,
                "p99_ms": micros[len(micros) * 99 // 100] / 1000,
                "cpu_us": cpu * 1e6 / len(micros),
                "bytes": 0,
            }
        )
    )


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["check"]:
            sys.exit(missing())
        case [at_a_time, seconds]:
            main(int(at_a_time), float(seconds))
        case _:
            sys.exit("usage: dbos_steps.py <executions at a time> <seconds>")
