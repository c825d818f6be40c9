// The package as Node, esbuild and a host with nothing of Node's take it.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import * as imported from "deskql";
import * as core from "deskql/core";

const require = createRequire(import.meta.url);
const folder = dirname(require.resolve("deskql"));
const { buildSync } = createRequire(join(process.env.DESKQL_TOOLS, "package.json"))("esbuild");
const filter = '{"status":{"$eq":1}}';
// No package is found from there.
const empty = mkdtempSync(join(tmpdir(), "deskql-"));
after(() => rmSync(empty, { recursive: true }));

const run = (file) => execFileSync(process.execPath, [file], { encoding: "utf8", cwd: empty });

test("import and require give the same, loaded", async () => {
  const required = require("deskql");
  assert.equal(required.compile("status = 1").filter, filter);
  assert.deepEqual(Object.keys(imported), Object.keys(required).sort());
  assert.equal(imported.DeskqlError, required.DeskqlError);
  assert.equal(require("deskql/core"), required);
  assert.equal(core.compile, imported.compile);
  await Promise.all([required.init(), imported.init(new URL("file:///nothing"))]);
  assert.throws(() => required.compile("statu = 1"), imported.DeskqlError);
});

test("the three other entries offer what Node's does", async () => {
  for (const entry of ["index.js", "core.js", "api.js"]) {
    const other = await import(pathToFileURL(join(folder, entry)).href);
    assert.deepEqual(Object.keys(other), Object.keys(imported), entry);
  }
});

const waits = `
  let before;
  try { compile("status = 1"); } catch (error) { before = error.message; }
  init().then(() => console.log(before + "\\n" + compile("status = 1").filter));`;
const early = `deskql: call \`await init()\` once before all else; in a Worker \`import module from "deskql/deskql.wasm"\` and \`await init(module)\``;

for (const format of ["iife", "esm", "cjs"]) {
  for (const load of ['import { compile, init } from "deskql";', 'const { compile, init } = require("deskql");']) {
    test(`esbuild for browsers, as ${format}: ${load}`, () => {
      const outfile = join(empty, format === "esm" ? "out.mjs" : "out.cjs");
      const stdin = { contents: load + waits, resolveDir: process.cwd() };
      const { warnings } = buildSync({ stdin, bundle: true, format, outfile, logLevel: "silent", minify: true });
      assert.deepEqual(warnings.map(({ text }) => text), []);
      assert.equal(run(outfile), `${early}\n${filter}\n`);
    });
    if (format === "iife") continue;
    test(`esbuild for Node, as ${format}: ${load}`, () => {
      const outfile = join(empty, format === "esm" ? "out.mjs" : "out.cjs");
      const stdin = { contents: `${load} console.log(compile("status = 1").filter, typeof init);`, resolveDir: process.cwd() };
      buildSync({ stdin, bundle: true, format, outfile, platform: "node", logLevel: "silent" });
      assert.equal(run(outfile), `${filter} function\n`);
    });
  }
}

test("a host without FinalizationRegistry and without files", () => {
  const script = join(empty, "bare.mjs");
  const index = JSON.stringify(pathToFileURL(join(folder, "index.js")).href);
  writeFileSync(
    script,
    `delete globalThis.FinalizationRegistry; delete globalThis.Buffer; delete globalThis.fetch;
    const { init, prepare } = await import(${index});
    await init();
    const prepared = prepare("status = 1");
    console.log(prepared.compile().filter);
    prepared.free();`,
  );
  assert.equal(run(script), `${filter}\n`);
});

test("without a module, where it has to be given", async () => {
  const { init } = await import(pathToFileURL(join(folder, "api.js")).href);
  await assert.rejects(init(), /^TypeError: deskql: init\(\) needs the module here: `import module from/);
});
