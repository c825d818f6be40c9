// The WebAssembly module itself, and the ways to load it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";

const require = createRequire(import.meta.url);
const wasm = readFileSync(require.resolve("deskql/deskql.wasm"));
const folder = dirname(require.resolve("deskql/deskql.wasm"));

test("the module imports nothing, and is small", async () => {
  const module = await WebAssembly.compile(wasm);
  assert.deepEqual(WebAssembly.Module.imports(module), []);
  const names = WebAssembly.Module.exports(module).map(({ name }) => name);
  assert.ok(names.includes("memory") && names.includes("_initialize"));
  assert.ok(wasm.length < 494_000, `${wasm.length} bytes`);
});

test("the version is the library's", async () => {
  const { version } = await import("deskql");
  assert.equal(version(), require("deskql/package.json").version);
});

/** What a script posts that has another instance of the package, which is not loaded yet. */
async function inWorker(script, workerData) {
  const core = JSON.stringify(pathToFileURL(join(folder, "core.js")).href);
  const begin = `import * as deskql from ${core}; import { parentPort, workerData } from "node:worker_threads";`;
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(begin + script)}`), { workerData });
  return new Promise((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
  });
}

const compileOne = `
  let before;
  try { deskql.compile("status = 1"); } catch (error) { before = error.message; }
  await Promise.all([deskql.init(workerData), deskql.init()]);
  parentPort.postMessage([before, deskql.compile("status = 1").filter]);
`;
const expected = [
  'deskql: call `await init()` once before all else; in a Worker `import module from "deskql/deskql.wasm"` and `await init(module)`',
  '{"status":{"$eq":1}}',
];

test("loads from bytes and a compiled module", async () => {
  assert.deepEqual(await inWorker(compileOne, new Uint8Array(wasm)), expected);
  assert.deepEqual(await inWorker(compileOne, await WebAssembly.compile(wasm)), expected);
});

test("loads with fetch, as in browsers; after a failure it can be loaded again", async () => {
  const server = createServer((request, response) => {
    response.writeHead(request.url === "/deskql.wasm" ? 200 : 404).end(wasm);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  const script = `
    const missing = await deskql.init(new URL("http://127.0.0.1:${port}/other.wasm")).catch((error) => error.message);
    await deskql.init("http://127.0.0.1:${port}/deskql.wasm");
    parentPort.postMessage([missing, deskql.compile("status = 1").filter]);
  `;
  try {
    const answer = await inWorker(script);
    assert.deepEqual(answer, [`deskql: http://127.0.0.1:${port}/other.wasm answered 404`, expected[1]]);
  } finally {
    server.close();
  }
});
