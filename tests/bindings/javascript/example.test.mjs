// The example client, against the stand-in for the API that the other examples have.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

const source = process.env.DESKQL_SOURCE ?? fileURLToPath(new URL("../../..", import.meta.url));
const work = mkdtempSync(join(tmpdir(), "deskql-"));
// Beside this file, where the package is found.
const example = fileURLToPath(new URL("example-tickets.mjs", import.meta.url));
let server;
let base;

before(async () => {
  copyFileSync(join(source, "docs/examples/tickets.mjs"), example);
  const port = join(work, "port");
  server = spawn("python3", [join(source, "tests/docs/examples/server.py"), port], { stdio: "inherit" });
  for (let i = 0; i < 300 && !existsSync(port); i++) await new Promise((resolve) => setTimeout(resolve, 50));
  base = `http://127.0.0.1:${readFileSync(port, "ascii")}`;
});

after(() => {
  server.kill();
  rmSync(work, { recursive: true });
  rmSync(example);
});

/** What the example prints, and its exit status where that is not 0. */
function run(...words) {
  const child = spawn(process.execPath, [example, ...words], { env: { ...process.env, DESK_TOKEN: "secret" } });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (piece) => (printed += piece));
  return new Promise((resolve) => child.on("close", (status) => resolve(status ? [printed, status] : printed)));
}

test("tickets, in the order of the query", async () => {
  assert.equal(await run(base, "id in (7, 8, 9) order by id desc"), '8\tWhere is "it"?\n7\tRefund, please\n');
  assert.equal(await run(base, ""), '7\tRefund, please\n8\tWhere is "it"?\n');
});

test("values from outside", async () => {
  assert.equal(await run(base, "id in :ids", "ids=8,9"), '8\tWhere is "it"?\n');
  const [printed, status] = await run(base, "id = :id", "id=7 or id = 8");
  assert.match(printed, /^error\[DQL309\]/);
  assert.equal(status, 1);
});

test("mistakes of the query", async () => {
  const [printed, status] = await run(base, "statu = 1");
  assert.match(printed, /^error\[DQL201\]: unknown filter field `statu`\n {2}--> <query>:1:1\n/);
  assert.equal(status, 1);
});

test("what the server says leads back into the query", async () => {
  assert.deepEqual(await run(base, "id = 7 and priority = 9"), [
    "the server answered 400\n1:12: the server says of `filter.priority`: must be one of ‘1, 2, 3, 4’\n",
    1,
  ]);
  assert.deepEqual(await run(base, "from users id = 1"), ["the server answered 404\n1:1: the server says: no such page\n", 1]);
});

test("wrong calls", async () => {
  assert.deepEqual(await run(base), ["usage: tickets.mjs URL QUERY [NAME=VALUE…]\n", 2]);
});
