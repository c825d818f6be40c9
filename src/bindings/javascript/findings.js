// What is found in a text, and what its codes mean.

import { expect, result, wasm, withFrame } from "./memory.js";

const ALL_QUERIES = 0xffffffff;

/** Thrown where a text, a schema or the values of parameters have errors. */
export class DeskqlError extends Error {
  constructor(message, findings) {
    super(message);
    this.findings = findings;
  }
}
DeskqlError.prototype.name = "DeskqlError";

export function findingsOf(list, { query = ALL_QUERIES, file } = {}) {
  if (wasm.deskql_findings_count(list) === 0) return [];
  return withFrame((frame) => {
    expect(wasm.findings(list, query, frame.name(file)));
    return JSON.parse(result());
  });
}

export function reportOf(list, { document = 0, source = "", query = ALL_QUERIES, file, form = "human", color = false }) {
  return withFrame((frame) => {
    const bytes = frame.text(source);
    const { length } = frame;
    expect(wasm.report(list, query, document, bytes, length, frame.name(file), frame.name(form), color));
    return result();
  });
}

/** Errors, as a person reads them and as objects. */
export function errorOf(list, where) {
  return new DeskqlError(reportOf(list, where).trimEnd(), findingsOf(list, where));
}

export function errorOfDocument(document, query) {
  return errorOf(wasm.deskql_document_findings(document), { document, query });
}

/** The text that a finding is about, with its exact fix. */
export function applyFix(text, finding) {
  if (typeof text !== "string") throw new TypeError("deskql: the text of a fix is a string");
  const { fix } = finding;
  if (!fix) throw new TypeError(`deskql: this ${finding.code} has no exact fix`);
  const { start, end } = fix.range;
  if (end.index > text.length) throw new RangeError("deskql: the finding is about another text");
  return text.slice(0, start.index) + fix.replacement + text.slice(end.index);
}

/** The body of the API's own answer to a wrong request. */
export function validatorBody(findings) {
  const messages = new Map();
  for (const { severity, parameter, field, phrase } of findings) {
    if (severity !== "error") continue;
    const key = field === null ? (parameter ?? "filter") : `${parameter ?? "filter"}.${field}`;
    messages.set(key, [...(messages.get(key) ?? []), phrase]);
  }
  const keys = [...messages.keys()].sort(compareBytes);
  return { errors: Object.fromEntries(keys.map((key) => [key, messages.get(key)])) };
}

// UTF-8 orders as code points do, while strings compare by UTF-16's units.
function compareBytes(one, other) {
  const left = Array.from(one, (character) => character.codePointAt(0));
  const right = Array.from(other, (character) => character.codePointAt(0));
  const at = left.findIndex((character, index) => character !== right[index]);
  return at < 0 ? left.length - right.length : left[at] - (right[at] ?? -1);
}

// ---- Codes ----------------------------------------------------------------------------------------------------------

/** Every code, with its slug, severity and summary. */
export function codes() {
  return withFrame(() => {
    expect(wasm.codes());
    return JSON.parse(result());
  });
}

/** What is to know of a code: `DQL201`, `201` or `unknown-filter-field`. Null where there is none such. */
export function explain(code) {
  const name = String(code);
  return withFrame((frame) => {
    expect(wasm.explain(frame.name(name)));
    return JSON.parse(result());
  });
}
