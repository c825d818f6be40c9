// The package as other bundlers and hosts take it, each with nothing set but what goes in and what comes out.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";

const tools = process.env.DESKQL_TOOLS;
const require = createRequire(join(tools, "package.json"));
const load = (name) => import(pathToFileURL(require.resolve(name)).href);
const project = process.cwd();
const filter = '{"status":{"$eq":1}}';
const out = join(project, "bundled");
after(() => rmSync(out, { recursive: true, force: true }));

function write(name, text) {
  writeFileSync(join(project, name), text);
  return join(project, name);
}

const imports = 'import { compile, init } from "deskql";';
const requires = 'const { compile, init } = require("deskql");';
const print = 'console.log(compile("status = 1").filter);';
const entry = write("entry.mjs", `${imports} init().then(() => { ${print} });`);
const entryCommon = write("entry.cjs", `${requires} init().then(() => { ${print} });`);

function empty() {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out);
}

function run(program, ...words) {
  return execFileSync(program, words, { encoding: "utf8", cwd: project, env: { ...process.env, NO_COLOR: "1" } });
}

/** Runs the one script that was made, which has all that it needs inside. */
function runsAlone(extension) {
  const made = readdirSync(out);
  assert.equal(made.length, 1, made.join(" "));
  const script = join(out, `out.${extension}`);
  writeFileSync(script, readFileSync(join(out, made[0])));
  assert.equal(run(process.execPath, script), `${filter}\n`);
}

for (const name of ["vite", "vite6"]) {
  test(`${name}, built and while developing`, async () => {
    empty();
    const { build, createServer, version } = await load(name);
    const settings = { configFile: false, root: project, logLevel: "silent", cacheDir: join(out, "cache") };
    const input = { input: entry, output: { entryFileNames: "out.mjs" } };
    await build({ ...settings, build: { outDir: out, rollupOptions: input } });
    runsAlone("mjs");
    empty();
    const server = await createServer({ ...settings, server: { middlewareMode: true, ws: false, watch: null }, optimizeDeps: { entries: ["entry.mjs"] } });
    try {
      // What the browser gets for `from "deskql"`.
      const { code } = await server.transformRequest("/entry.mjs");
      const [, url] = /from "([^"]*deskql[^"]*)"/.exec(code);
      const [path] = url.split("?");
      await server.environments.client.depsOptimizer?.scanProcessing;
      const { code: dependency } = await server.transformRequest(url);
      assert.match(path, /cache\/deps\/deskql\.js$/, version);
      const script = write("bundled/deskql.mjs", dependency);
      const { init, compile } = await import(pathToFileURL(script).href);
      await init();
      assert.equal(compile("status = 1").filter, filter);
    } finally {
      await server.close();
    }
  });
}

for (const [from, target] of [[entry, "web"], [entryCommon, "web"], [entryCommon, "node"]]) {
  test(`webpack for ${target}: ${from}`, async () => {
    empty();
    const { default: webpack } = await load("webpack");
    const options = { mode: "production", target, entry: from, output: { path: out, filename: "out.js" }, performance: { hints: false } };
    const stats = await new Promise((resolve, reject) => webpack(options, (error, made) => (error ? reject(error) : resolve(made))));
    const { errors, warnings } = stats.compilation;
    assert.deepEqual([...errors, ...warnings].map(({ message }) => message), []);
    runsAlone("cjs");
  });
}

for (const [format, extension] of [["es", "mjs"], ["cjs", "cjs"], ["iife", "cjs"]]) {
  test(`rollup, as ${format}`, async () => {
    empty();
    const [{ rollup }, { nodeResolve }] = [await load("rollup"), await load("@rollup/plugin-node-resolve")];
    const warnings = [];
    const bundle = await rollup({ input: entry, plugins: [nodeResolve()], onwarn: ({ message }) => warnings.push(message) });
    await bundle.write({ file: join(out, "out.js"), format });
    assert.deepEqual(warnings, []);
    runsAlone(extension);
  });
}

test("Bun: build, import and require", () => {
  const bun = join(tools, "node_modules/.bin/bun");
  // Puts the program of this platform, which was installed beside it, in its place.
  execFileSync(process.execPath, ["install.js"], { cwd: join(tools, "node_modules/bun") });
  for (const [target, format] of [["browser", "esm"], ["browser", "iife"], ["node", "esm"], ["bun", "esm"]]) {
    empty();
    run(bun, "build", entry, `--target=${target}`, `--format=${format}`, `--outfile=${join(out, "out.mjs")}`);
    if (target !== "bun") runsAlone("mjs");
    assert.equal(run(bun, join(out, "out.mjs")), `${filter}\n`);
  }
  assert.equal(run(bun, write("at-once.mjs", `${imports} ${print}`)), `${filter}\n`);
  assert.equal(run(bun, write("at-once.cjs", `${requires} ${print}`)), `${filter}\n`);
});

test("Deno, without any permission but to read the package", () => {
  const deno = join(tools, "node_modules/.bin/deno");
  const words = ["run", "--no-prompt", "--cached-only", "--node-modules-dir=manual", `--allow-read=${project}`];
  assert.equal(run(deno, ...words, write("at-once.mjs", `${imports} ${print}`)), `${filter}\n`);
});

test("a Worker of Cloudflare's, as their tool bundles it", async () => {
  empty();
  const { buildSync } = require("esbuild");
  const { Miniflare } = await load("miniflare");
  const worker = write(
    "worker.mjs",
    `import { compile, init, prepare } from "deskql";
    import module from "deskql/deskql.wasm";
    export default { async fetch(request) {
      const before = await init().catch((error) => error.message);
      await init(module);
      const query = new URL(request.url).searchParams.get("q");
      const prepared = prepare(query);
      prepared.free();
      return Response.json([before, compile(query).filter]);
    } };`,
  );
  buildSync({ entryPoints: [worker], bundle: true, format: "esm", conditions: ["workerd", "worker", "browser"], loader: { ".wasm": "copy" }, assetNames: "[name]", outfile: join(out, "out.mjs") });
  assert.deepEqual(readdirSync(out).sort(), ["deskql.wasm", "out.mjs"]);
  assert.ok(readFileSync(join(out, "out.mjs")).length < 50_000);
  const modules = [
    { type: "ESModule", path: join(out, "out.mjs") },
    { type: "CompiledWasm", path: join(out, "deskql.wasm") },
  ];
  const miniflare = new Miniflare({ modules, modulesRoot: out, compatibilityDate: "2024-01-01" });
  try {
    const response = await miniflare.dispatchFetch("http://localhost/?q=status%20%3D%201");
    const [before, compiled] = await response.json();
    assert.match(before, /^deskql: init\(\) needs the module here/);
    assert.equal(compiled, filter);
  } finally {
    await miniflare.dispose();
  }
});
