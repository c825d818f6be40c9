// Memory: a million calls need no more of it than a few, and what is freed, or forgotten, is free.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import v8 from "node:v8";
import vm from "node:vm";

// The sources of the package, whose memory can be looked at.
const folder = dirname(createRequire(import.meta.url).resolve("deskql/deskql.wasm"));
const load = (name) => import(pathToFileURL(join(folder, name)).href);
const { DeskqlError, Schema, check, compile, decompile, fields, format, parse, prepare, init } = await load("index.js");
await init();
const { wasm } = await load("memory.js");
const size = () => wasm.memory.buffer.byteLength;

v8.setFlagsFromString("--expose-gc");
const collect = vm.runInNewContext("gc");

function fails(work) {
  try {
    work();
  } catch (error) {
    if (error instanceof DeskqlError) return;
    throw error;
  }
  assert.fail("this was to fail");
}

test("a million calls", () => {
  const prepared = prepare("status = :status and subject ~ :subject");
  const kinds = [
    [600_000, (i) => compile(`status = ${i}`)],
    [320_000, (i) => prepared.compile({ params: { status: i, subject: `number ${i}` } })],
    [30_000, (i) => check(`statu = ${i}`)],
    [10_000, (i) => format(`STATUS = ${i}`)],
    [10_000, (i) => decompile(`{"status":${i}}`)],
    [15_000, (i) => parse(`a: status = ${i}; b: status = 2`).free()],
    [10_000, (i) => prepare(`status in (${i}, :b)`).free()],
    [2_000, (i) => fails(() => compile(`status = `.repeat(i % 5) + "("))],
    [2_000, (i) => fails(() => prepared.compile({ params: { status: "x".repeat(i) } }))],
    [500, () => fields()],
    [500, (i) => new Schema().addValues({ status: { open: i } }).free()],
  ];
  assert.equal(kinds.reduce((sum, [count]) => sum + count, 0), 1_000_000);
  for (const [, call] of kinds) for (let i = 0; i < 100; i++) call(i);
  const before = size();
  for (const [count, call] of kinds) for (let i = 0; i < count; i++) call(i);
  assert.equal(size(), before);
  prepared.free();
});

test("one long text does not keep its memory", () => {
  const query = `status in (${Array.from({ length: 9_999 }, (_, i) => i)}) and id = 1`;
  const long = `${query} # ${"-".repeat(1 << 21)}`;
  for (let i = 0; i < 2; i++) compile(long);
  const before = size();
  for (let i = 0; i < 20; i++) {
    compile(long);
    // This takes the place of what the long text had.
    parse(long).free();
  }
  assert.equal(size(), before);
});

test("what is forgotten is freed", async () => {
  const text = `status = 1 # ${"-".repeat(100_000)}`;
  const round = async () => {
    for (let i = 0; i < 50; i++) parse(text).queries[0].compile();
    collect();
    // Finalizers run between two tasks.
    for (let i = 0; i < 3; i++) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  for (let i = 0; i < 5; i++) await round();
  const before = size();
  for (let i = 0; i < 30; i++) await round();
  assert.ok(size() <= before + 4_000_000, `${size() - before} bytes more`);
});

test("a query keeps its document, and a document its schema", async () => {
  const query = (() => {
    const schema = new Schema().addValues({ status: { open: 7 } });
    const document = parse("status = open", { schema });
    schema.free();
    return document.queries[0];
  })();
  for (let i = 0; i < 5; i++) {
    collect();
    await new Promise((resolve) => setTimeout(resolve, 5));
    // Takes the place of what was freed by mistake.
    parse("state = active").free();
  }
  assert.equal(query.compile().filter, '{"status":{"$eq":7}}');
});

test("what was freed says so, and may be freed again", () => {
  const schema = new Schema();
  const document = parse("status = 1", { schema });
  const [query] = document.queries;
  document.free();
  document.free();
  schema.free();
  schema.free();
  for (const use of [
    () => document.findings,
    () => query.compile(),
    () => query.name,
    () => schema.endpoints,
    () => compile("status = 1", { schema }),
  ]) {
    assert.throws(use, /this was freed/);
  }
});
