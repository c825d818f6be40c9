// docs/javascript.md does what it says: its blocks together are one module, and `//> ` is what they print.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const source = process.env.DESKQL_SOURCE ?? fileURLToPath(new URL("../../..", import.meta.url));

test("docs/javascript.md", () => {
  const text = readFileSync(join(source, "docs/javascript.md"), "utf8");
  const blocks = [...text.matchAll(/^```js\n(.*?)^```$/gms)].map(([, block]) => block);
  assert.ok(blocks.length > 5);
  const code = blocks.join("");
  const expected = [...code.matchAll(/^\/\/> ?(.*)$/gm)].map(([, line]) => `${line}\n`).join("");
  assert.ok(expected);
  // Beside this file, where the package is found.
  const script = fileURLToPath(new URL("document-blocks.mjs", import.meta.url));
  writeFileSync(script, code);
  try {
    assert.equal(execFileSync(process.execPath, [script], { encoding: "utf8" }), expected);
  } finally {
    rmSync(script);
  }
});
