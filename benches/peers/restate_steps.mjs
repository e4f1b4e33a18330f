// Drives the load on Restate: `restate_steps.mjs <executions at a time> <seconds>`, or `check`.
//
// Prints the report as JSON on one line. The server is that of the npm package, started in the working directory with its
// defaults but for its ports; the service and the load are this process. `check` says what is missing, if anything is.

import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { createRequire } from "node:module";
import { setTimeout as sleep } from "node:timers/promises";

const STEPS = 10;

// The SDK wants it, and Node.js has it from version 22 on.
Promise.withResolvers ??= () => {
  const made = {};
  made.promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }));
  return made;
};

const server = () => {
  const require = createRequire(import.meta.url);
  const { platform, arch } = process;
  return require.resolve(`@restatedev/restate-server-${platform}-${arch}/bin/restate-server`);
};

const missing = async () => {
  try {
    server();
    await import("@restatedev/restate-sdk");
    return undefined;
  } catch {
    return "`npm install` was not run in benches/peers, or has no Restate for this machine";
  }
};

const freePort = () =>
  new Promise((resolve) => {
    const socket = createServer().listen(0, "127.0.0.1", () => {
      const { port } = socket.address();
      socket.close(() => resolve(port));
    });
  });

// Processor time of another process in microseconds, and the bytes it caused to be written; Linux only.
const usage = (pid) => {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").pop().split(" ");
  const bytes = readFileSync(`/proc/${pid}/io`, "utf8").match(/^write_bytes: (\d+)/m)[1];
  return { cpu: (Number(stat[11]) + Number(stat[12])) * 10_000, bytes: Number(bytes) };
};

const until = async (what, probe) => {
  for (let tries = 0; tries < 600; tries += 1) {
    try {
      if ((await probe()).ok) return;
    } catch {
      // Not yet.
    }
    await sleep(100);
  }
  throw new Error(`${what} does not answer`);
};

const main = async (atATime, seconds) => {
  const restate = await import("@restatedev/restate-sdk");
  const directory = mkdtempSync("restate-");
  const [node, ingress, admin, service] = await Promise.all([freePort(), freePort(), freePort(), freePort()]);
  const child = spawn(server(), ["--base-dir", directory], {
    stdio: "ignore",
    env: {
      ...process.env,
      RESTATE_BIND_ADDRESS: `127.0.0.1:${node}`,
      RESTATE_ADVERTISED_ADDRESS: `http://127.0.0.1:${node}`,
      RESTATE_INGRESS__BIND_ADDRESS: `127.0.0.1:${ingress}`,
      RESTATE_ADMIN__BIND_ADDRESS: `127.0.0.1:${admin}`,
      RESTATE_DISABLE_TELEMETRY: "true",
      DO_NOT_TRACK: "1",
    },
  });

  process.once("exit", () => child.kill("SIGKILL"));

  const last = [];
  const micros = [];
  const tick = (worker) => {
    const now = process.hrtime.bigint();
    micros.push(Number((now - last[worker]) / 1000n));
    last[worker] = now;
  };
  const steps = restate.service({
    name: "steps",
    handlers: {
      ten: async (context, cargo) => {
        let taken = cargo;
        for (let step = 0; step < STEPS; step += 1) {
          taken = await context.run("step", () => {
            tick(taken.worker);
            return { ...taken, step: taken.step + 1 };
          });
        }
        return taken.step;
      },
    },
  });
  const endpoint = restate.endpoint().bind(steps);
  // The report is all that is printed.
  endpoint.setLogger(() => {});
  await endpoint.listen(service);
  const json = { "content-type": "application/json" };
  await until("the server's admin interface", () => fetch(`http://127.0.0.1:${admin}/health`));
  await until("the server", () =>
    fetch(`http://127.0.0.1:${admin}/deployments`, {
      method: "POST",
      headers: json,
      body: JSON.stringify({ uri: `http://127.0.0.1:${service}`, force: true }),
    }),
  );

  const execution = async (worker) => {
    last[worker] = process.hrtime.bigint();
    const body = JSON.stringify({ worker, step: 0, text: "0123456789".repeat(25) });
    const answer = await fetch(`http://127.0.0.1:${ingress}/steps/ten`, { method: "POST", headers: json, body });
    const output = await answer.json();
    if (output !== STEPS) throw new Error(`an execution gave ${JSON.stringify(output)}`);
    tick(worker);
  };
  await until("the service", () => execution(0).then(() => ({ ok: true })));
  micros.length = 0;
  const own = process.cpuUsage();
  const before = usage(child.pid);
  const began = Date.now();
  await Promise.all(
    Array.from({ length: atATime }, async (_, worker) => {
      while (Date.now() - began < seconds * 1000) await execution(worker);
    }),
  );
  const lasted = (Date.now() - began) / 1000;
  const after = usage(child.pid);
  const { user, system } = process.cpuUsage(own);
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await gone;
  rmSync(directory, { recursive: true });
  micros.sort((one, other) => one - other);
  const at = (quantile) => micros[Math.floor(micros.length * quantile)] / 1000;
  console.log(
    JSON.stringify({
      contender: "Restate (Node.js service)",
      at_a_time: atATime,
      per_second: micros.length / lasted,
      p50_ms: at(0.5),
      p99_ms: at(0.99),
      cpu_us: (user + system + after.cpu - before.cpu) / micros.length,
      bytes: (after.bytes - before.bytes) / micros.length,
    }),
  );
  process.exit(0);
};

const [first, second] = process.argv.slice(2);
if (first === "check") {
  const needs = await missing();
  if (needs) console.error(needs);
  process.exit(needs ? 1 : 0);
} else if (second) {
  await main(Number(first), Number(second));
} else {
  console.error("usage: restate_steps.mjs <executions at a time> <seconds>");
  process.exit(2);
}
