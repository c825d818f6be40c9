// The same case files as the C tests', byte for byte.

import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { DeskqlError, Document, Schema, text, validatorBody } from "deskql";
import { readCases } from "./case-file.mjs";

const source = process.env.DESKQL_SOURCE ?? fileURLToPath(new URL("../../..", import.meta.url));
const folder = join(source, "tests/cases");

function bytesOf(percent) {
  const bytes = [];
  for (let at = 0; at < percent.length; at++) {
    const escaped = /^%[0-9A-Fa-f]{2}/.test(percent.slice(at, at + 3));
    bytes.push(escaped ? parseInt(percent.slice(at + 1, at + 3), 16) : percent.charCodeAt(at));
    if (escaped) at += 2;
  }
  return Uint8Array.from(bytes);
}

// The sections that give the text; a case has one of them.
const sources = ["query", "query-percent", "raw"];

const options = {
  endpoint: (run, value) => (run.parse.endpoint = value),
  now: (run, value) => (run.compile.now = new Date(value)),
  "utc-offset": (run, value) => (run.compile.utcOffset = value),
  param: (run, value) => {
    const equal = value.indexOf("=");
    run.compile.params[value.slice(0, equal)] = text(value.slice(equal + 1));
  },
  values: (run, value) => run.schema.addValues(value),
  schema: (run, value) => run.schema.add(value),
  "limit-depth": (run, value) => (run.parse.maximumDepth = Number(value)),
  "limit-bytes": (run, value) => (run.parse.maximumBytes = Number(value)),
  "limit-list": (run, value) => (run.parse.maximumList = Number(value)),
  "limit-findings": (run, value) => (run.parse.maximumFindings = Number(value)),
  notes: (run) => (run.parse.notes = true),
};

/** What work() gives, or the findings of what it throws. */
function attempt(work) {
  try {
    return { value: work(), findings: [] };
  } catch (error) {
    if (!(error instanceof DeskqlError)) throw error;
    return { value: null, findings: error.findings };
  }
}

function begin(sections) {
  const run = { schema: new Schema(), parse: {}, compile: { params: {} }, queries: [], parsed: [], compiled: [], omitted: 0 };
  for (const { name, value } of sections) {
    const { findings } = attempt(() => options[name]?.(run, value));
    // Of a schema with mistakes no query is read.
    if (findings.length) return Object.assign(run, { parsed: findings });
  }
  const { name, value, body } = sections.find(({ name }) => sources.includes(name));
  run.document = new Document(name === "query-percent" ? bytesOf(value) : body, { ...run.parse, schema: run.schema, raw: name === "raw" });
  const { document } = run;
  run.parsed = document.findings;
  run.omitted = document.omitted;
  run.queries = document.queries;
  run.compiled = run.queries.map((of) => {
    const { value, findings } = attempt(() => of.compile({ ...run.compile, outputs: ["curl", "plan"] }));
    // A query that is not valid is not compiled: what it throws is what parsing found.
    return { value, findings: value ? value.findings : of.valid ? findings : [] };
  });
  return run;
}

function end(run) {
  run.document?.free();
  run.schema.free();
}

function rangeText({ start, end }) {
  return `${start.line}:${start.column}-${end.line}:${end.column}`;
}

// JSON.stringify's escapes, but for DEL, are those of the cases.
function findingText(finding) {
  const lines = [`${rangeText(finding.range)} ${finding.severity} ${finding.code} ${finding.message}`];
  for (const help of finding.help) lines.push(`  help: ${help}`);
  if (finding.fix) lines.push(`  fix: ${rangeText(finding.fix.range)} ${JSON.stringify(finding.fix.replacement)}`);
  for (const note of finding.notes) lines.push(`  note: ${rangeText(note.range)} ${note.message}`);
  return lines.join("\n");
}

function allFindings(run) {
  return [...run.parsed, ...run.compiled.flatMap(({ findings }) => findings)];
}

function outputs(run, key) {
  return run.compiled.map(({ value }) => (value ? value[key].replace(/\n$/, "") : "invalid")).join("\n");
}

function asGoWrites(json) {
  return json.replace(/[<>&\u2028\u2029]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

const sections = {
  filter: (run) => outputs(run, "filter"),
  output: (run) => outputs(run, "query"),
  url: (run) => outputs(run, "url"),
  curl: (run) => outputs(run, "curl"),
  plan: (run) => outputs(run, "plan"),
  params: (run) => run.compiled.map(({ value }) => (value ? JSON.stringify(value.params) : "invalid")).join("\n"),
  english: (run) => run.queries.map((query) => query.describe()).join("\n"),
  tree: (run) => run.queries.map((query) => query.describe("tree")).join("\n"),
  findings: (run) => [...allFindings(run).map(findingText), ...(run.omitted ? [`omitted: ${run.omitted}`] : [])].join("\n"),
  validator: (run) =>
    run.compiled
      .map(({ findings }, index) => [...run.parsed.filter(({ queryIndex }) => queryIndex === index), ...findings])
      .map((findings) => asGoWrites(JSON.stringify(validatorBody(findings))))
      .join("\n"),
};

const files = readdirSync(folder).filter((name) => name.endsWith(".case"));
assert.ok(files.length > 10);

for (const file of files) {
  test(file, () => {
    const cases = readCases(join(folder, file));
    assert.ok(cases.length > 0);
    for (const { title, line, sections: given } of cases) {
      const run = begin(given);
      for (const { name, body, expected } of given) {
        if (expected) assert.equal(sections[name](run).replace(/\n+$/, ""), body, `${file}:${line}: ${title}: ${name}`);
      }
      if (!given.some(({ name }) => name === "findings")) {
        const errors = allFindings(run).filter(({ severity }) => severity === "error");
        assert.deepEqual(errors, [], `${file}:${line}: ${title}`);
      }
      end(run);
    }
  });
}
