// docs/examples/page.html in Chromium, as its reader has it beside an installed package: whatever was typed, a click on "fix" changes
// what the finding names and nothing else.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { extname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { applyFixes } from "deskql";

const { DESKQL_SOURCE, DESKQL_TOOLS, DESKQL_CHROMIUM } = process.env;
const skip = !DESKQL_TOOLS && "the test javascript/browser says what drives the browser";
const project = fileURLToPath(new URL(".", import.meta.url));
const types = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm" };
// As docs/javascript.md says; the page's own script stands in the page.
const policy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval' 'unsafe-inline'";

function serve(request, response) {
  const { pathname } = new URL(request.url, "http://localhost");
  if (pathname === "/favicon.ico") return response.writeHead(204).end();
  const file = pathname === "/" ? join(DESKQL_SOURCE, "docs/examples/page.html") : join(project, pathname);
  try {
    const bytes = readFileSync(file);
    response.writeHead(200, { "content-type": types[extname(file)], "content-security-policy": policy }).end(bytes);
  } catch {
    response.writeHead(404).end();
  }
}

const server = createServer(serve);
const problems = [];
let browser;
let page;

before(async () => {
  if (skip) return;
  const { chromium } = createRequire(join(DESKQL_TOOLS, "package.json"))("playwright-core");
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  // As root, as in a container, Chromium's sandbox does not start.
  browser = await chromium.launch({ executablePath: DESKQL_CHROMIUM, chromiumSandbox: process.getuid() !== 0 });
  page = await browser.newPage();
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (message) => problems.push(`${message.type()}: ${message.text()}`));
  page.on("requestfailed", (request) => problems.push(`not loaded: ${request.url()}`));
});

after(async () => {
  await browser?.close();
  server.close();
});

/** A fresh page with the text in it, letter by letter. */
async function type(text) {
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  await page.locator("[data-ready]").waitFor({ state: "attached" });
  await page.locator("#query").pressSequentially(text);
  assert.equal(await page.locator("#query").inputValue(), text);
}

// What is typed; what each finding's place selects; and what is there when every "fix" was clicked.
const texts = [
  ['subject = "größe 😀" and status == 1', ["=="], 'subject = "größe 😀" and status = 1'],
  ['status == 1 and subject = "größe 😀"', ["=="], 'status = 1 and subject = "größe 😀"'],
  [
    'subject == "größe 😀" && statsu == 1 && previewText == "ä🎉ö"',
    ["==", "&&", "statsu", "==", "&&", "=="],
    'subject = "größe 😀" and status = 1 and previewText = "ä🎉ö"',
  ],
  // Letters with combining marks, and joined emoji: several units of UTF-16 and code points in what is seen as one.
  [
    'subject contains "cafe\u0301 n\u0303" and status nin (1, 2) # e\u0301\norder by createdAt:desc',
    ["nin", ":"],
    'subject contains "cafe\u0301 n\u0303" and status not in (1, 2) # e\u0301\norder by createdAt desc',
  ],
  [
    'subject == "👩\u200D👩\u200D👧" && originalRecipient = 0049123 && previewText = größe:timeout',
    ["==", "&&", "0049123", "&&", "größe:timeout"],
    'subject = "👩\u200D👩\u200D👧" and originalRecipient = "0049123" and previewText = "größe:timeout"',
  ],
  [
    '# 😀😀 ö\na: subject = "ö😀"\nb: status == 1\n# e\u0301 😀',
    ["", "=="],
    '# 😀😀 ö\na: subject = "ö😀";\nb: status = 1\n# e\u0301 😀',
  ],
  ['subject = "𝒳" and status = 1 limit 20', ["limit"], 'subject = "𝒳" and status = 1 pagesize 20'],
];

for (const [typed, selected, fixed] of texts) {
  for (const which of ["first", "last"]) {
    test(`${typed}: the ${which} fix at a time`, { skip }, async () => {
      await type(typed);
      const items = page.locator("#findings li");
      assert.equal(await items.count(), selected.length);
      for (const [index, words] of selected.entries()) {
        await items.nth(index).locator("button").first().click();
        const picked = await page.evaluate("query.value.slice(query.selectionStart, query.selectionEnd)");
        assert.equal(picked, words);
      }
      const fixes = page.getByRole("button", { name: "fix", exact: true });
      for (let left = selected.length; left > 0; left--) {
        assert.equal(await fixes.count(), left);
        await fixes[which]().click();
      }
      assert.equal(await page.locator("#query").inputValue(), fixed);
      assert.equal(await items.count(), 0);
      assert.deepEqual(applyFixes(typed), { text: fixed, applied: selected.length });
    });
  }
}

test("nothing was reported by the browser", () => assert.deepEqual(problems, []));
