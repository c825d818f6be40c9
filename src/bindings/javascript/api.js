// What the package offers, whichever way it is loaded. docs/javascript.md describes it, index.d.ts has the types.

import { Handle, decoder, encoder, expect, init, result, wasm, withFrame } from "./memory.js";
import { bindingsOf, day, text, writeBindings } from "./values.js";
import { DeskqlError, errorOf, errorOfDocument, findingsOf, reportOf } from "./findings.js";
import { Schema, schemaHandle } from "./schema.js";

export { day, init, text };
export { DeskqlError, applyFix, codes, explain, validatorBody } from "./findings.js";
export { Schema, endpoints, fields } from "./schema.js";

// How a text is read: as deskql_parse and its two brothers do.
const QUERIES = 0;
const RAW = 1;
const RAW_LINES = 2;

// The outputs of deskql/plan.h.
const OUTPUT_URL = 4;
const OUTPUT_CURL = 5;
const OUTPUT_PLAN = 7;
const DESCRIPTIONS = { english: 1, tree: 2 };

// ---- Options --------------------------------------------------------------------------------------------------------

function limit(options, name) {
  const value = options[name] ?? 0;
  if (!Number.isInteger(value) || value < 0 || value > 0xffffffff) throw new RangeError(`deskql: \`${name}\` cannot be ${value}`);
  return value;
}

function minutesOf(offset) {
  const parts = typeof offset === "string" ? /^([+-])(\d\d):(\d\d)$/.exec(offset) : null;
  const minutes = parts ? (parts[1] === "-" ? -1 : 1) * (Number(parts[2]) * 60 + Number(parts[3])) : offset === "Z" ? 0 : offset;
  if (!Number.isInteger(minutes) || Math.abs(minutes) > 1439 || (parts && Number(parts[3]) > 59)) {
    throw new RangeError(`deskql: \`utcOffset\` is minutes, or text as +02:00; not ${offset}`);
  }
  return minutes;
}

function secondsOf(now) {
  const seconds = Math.floor(Number(now) / 1000);
  if (!Number.isSafeInteger(seconds)) throw new RangeError("deskql: `now` is to be a Date, or milliseconds as of Date.now()");
  return BigInt(seconds);
}

// The map is written by a call of its own.
const OUTPUTS = Object.entries({ curl: OUTPUT_CURL, plan: OUTPUT_PLAN, map: undefined });

/** Those that are asked for, in the order of their numbers. */
function outputsOf(outputs) {
  const unknown = outputs.find((name) => !OUTPUTS.some(([known]) => known === name));
  if (unknown !== undefined) throw new TypeError(`deskql: no output \`${unknown}\`; there are curl, plan and map`);
  return OUTPUTS.filter(([name]) => outputs.includes(name));
}

/** All that is read of a caller's objects is read before the first call into the module, lest a getter of theirs calls it too. */
function compileOptions({ params, now = Date.now(), utcOffset = 0, baseUrl, outputs = [] }) {
  return {
    bindings: bindingsOf(params),
    now: secondsOf(now),
    utcOffset: minutesOf(utcOffset),
    baseUrl: baseUrl === undefined ? undefined : String(baseUrl?.href ?? baseUrl),
    outputs: outputs.length ? outputsOf(outputs) : [],
  };
}

function parseOptions(options) {
  return {
    schema: schemaHandle(options.schema),
    endpoint: options.endpoint,
    limits: ["maximumBytes", "maximumDepth", "maximumList", "maximumFindings"].map((name) => limit(options, name)),
    notes: options.notes ? 1 : 0,
  };
}

function sourceOf(source) {
  if (typeof source === "string" || source instanceof Uint8Array) return source;
  throw new TypeError(`deskql: a text is a string or a Uint8Array, not ${source === null ? "null" : typeof source}`);
}

// ---- Documents and plans, by their addresses ------------------------------------------------------------------------

/** Parses into the document at `address`, or a new one where that is 0. Returns its address. */
function parseInto(address, kind, source, { schema, endpoint, limits, notes }) {
  return withFrame((frame) => {
    const bytes = frame.text(source);
    const { length } = frame;
    expect(wasm.parse(address, kind, schema?.address ?? 0, bytes, length, frame.name(endpoint), ...limits, notes));
    return wasm.made();
  });
}

// Documents and plans that live for one call are used again by the next.
let scratchDocument = 0;
let scratchPlan = 0;
const LONG_TEXT = 1 << 20;

/** Calls `work` with the address of a document of `source`. */
function withDocument(kind, source, options, work) {
  const read = parseOptions(options);
  sourceOf(source);
  read.schema?.hold();
  // It is taken, so that a getter of the caller's that calls the package too gets another one.
  let document = scratchDocument;
  scratchDocument = 0;
  try {
    document = parseInto(document, kind, source, read);
    return work(document);
  } finally {
    // One long text shall not keep its memory for ever.
    if (document && (scratchDocument || source.length > LONG_TEXT)) {
      wasm.deskql_document_free(document);
    } else {
      scratchDocument = document;
    }
    read.schema?.drop();
  }
}

/** The number of queries; a text that was too long has none. */
function countOf(document) {
  const count = wasm.deskql_document_count(document);
  if (count === 0) throw errorOfDocument(document);
  return count;
}

/** The index of the one query that is meant: that of the name, or the only one. */
function chosenQuery(document, name) {
  const count = countOf(document);
  if (name === undefined) {
    if (count === 1) return 0;
    throw new DeskqlError(`the text has ${count} queries; say which by \`name\``, []);
  }
  const index = withFrame((frame) => wasm.document_find(document, frame.name(name)));
  if (index === count) throw new DeskqlError(`the text has no query named ${JSON.stringify(name)}`, []);
  return index;
}

/** Makes the scratch plan of a query. */
function planOf(document, index, { bindings, now, utcOffset, baseUrl }) {
  const valid = withFrame((frame) => {
    const written = writeBindings(frame, bindings);
    const status = wasm.compile(scratchPlan, document, index, now, utcOffset, written, bindings.length, frame.name(baseUrl));
    scratchPlan = wasm.made();
    return expect(status);
  });
  if (valid) return scratchPlan;
  if (!wasm.query_valid(document, index)) throw errorOfDocument(document, index);
  throw errorOf(wasm.deskql_plan_findings(scratchPlan), { document });
}

function mapOf(plan, document) {
  expect(wasm.plan_map(plan, document));
  return JSON.parse(result());
}

/** A parameter to its value, not encoded; to an array of them where it repeats. */
function paramsOf(query) {
  const params = {};
  for (const part of query === "" ? [] : query.split("&")) {
    const at = part.indexOf("=");
    const name = decodeURIComponent(part.slice(0, at));
    const value = decodeURIComponent(part.slice(at + 1));
    params[name] = Object.hasOwn(params, name) ? [params[name], value].flat() : value;
  }
  return params;
}

/** Takes away what would say something else than the query. */
function withhold(compiled, names, reason) {
  const get = () => {
    throw new TypeError(`deskql: ${reason}`);
  };
  for (const name of names) Object.defineProperty(compiled, name, { get, enumerable: false });
}

/** Takes away what leaves out a part of the query, which the path has. */
function withPath(compiled, template) {
  const parts = template.split("/").length - 1;
  compiled.path = `/${compiled.url.split("?")[0].split("/").slice(-parts).join("/")}`;
  withhold(compiled, ["query", "filter"], `a part of the query goes into the path of ${compiled.endpoint}; use url, or path and params`);
}

function compileQuery(document, index, options) {
  const plan = planOf(document, index, options);
  let wanted = 1 << OUTPUT_URL;
  for (const [, kind] of options.outputs) wanted |= kind ? 1 << kind : 0;
  expect(wasm.plan_outputs(plan, document, index, wanted));
  const [name, endpoint, path, filter, url, ...written] = result().split("\0");
  const query = url.includes("?") ? url.slice(url.indexOf("?") + 1) : "";
  let params;
  // The URL says it all; few callers need the rest of it.
  const compiled = {
    name: name === "" ? null : name,
    endpoint,
    path,
    query,
    get filter() {
      return this.params.filter ?? "{}";
    },
    get params() {
      return (params ??= paramsOf(query));
    },
    url,
    findings: [],
  };
  if (path.includes("{")) withPath(compiled, path);
  if (filter === "") withhold(compiled, ["filter"], `${endpoint} takes no filter; use url, query or params`);
  for (const [output, kind] of options.outputs) compiled[output] = kind ? written.shift() : mapOf(plan, document);
  compiled.findings = findingsOf(wasm.deskql_plan_findings(plan));
  return compiled;
}

function describeQuery(document, index, form = "english") {
  if (typeof form !== "string" || !Object.hasOwn(DESCRIPTIONS, form)) throw new TypeError(`deskql: no description \`${String(form)}\`; there are english and tree`);
  expect(wasm.query_describe(document, index, DESCRIPTIONS[form]));
  return result().replace(/\n+$/, "");
}

function formatQuery(document, index) {
  if (expect(wasm.query_format(document, index))) return result();
  throw errorOfDocument(document, index);
}

function formatOptions(options) {
  return { width: limit(options, "width"), indentation: limit(options, "indentation") };
}

function formatDocument(document, { width, indentation }) {
  countOf(document);
  const complete = expect(wasm.document_format(document, width, indentation));
  return { text: result(), complete };
}

// ---- Calls on a text ------------------------------------------------------------------------------------------------

function compileOne(document, index, options) {
  const found = findingsOf(wasm.deskql_document_findings(document), { query: index });
  const compiled = compileQuery(document, index, options);
  compiled.findings = [...found, ...compiled.findings];
  return compiled;
}

/** Compiles the one query of a text, or that of the name `options.name`. */
export function compile(source, options = {}) {
  const read = compileOptions(options);
  return withDocument(QUERIES, source, options, (document) =>
    compileOne(document, chosenQuery(document, options.name), read),
  );
}

/** Compiles every query of a text. */
export function compileAll(source, options = {}) {
  const read = compileOptions(options);
  return withDocument(QUERIES, source, options, (document) => {
    const found = findingsOf(wasm.deskql_document_findings(document));
    if (found.some(({ severity }) => severity === "error")) throw errorOfDocument(document);
    return Array.from({ length: wasm.deskql_document_count(document) }, (_, index) => compileOne(document, index, read));
  });
}

/** All findings of a text; with `options.raw` it has query strings, URLs or filters, one a line. */
export function check(source, options = {}) {
  const { file } = options;
  return withDocument(options.raw ? RAW_LINES : QUERIES, source, options, (document) =>
    findingsOf(wasm.deskql_document_findings(document), { file }),
  );
}

/** The canonical text. */
export function format(source, options = {}) {
  const read = formatOptions(options);
  return withDocument(QUERIES, source, options, (document) => {
    const { text: formatted, complete } = formatDocument(document, read);
    if (!complete) throw errorOfDocument(document);
    return formatted;
  });
}

/** The text with every exact fix applied, those too that hide behind others. */
export function applyFixes(source, options = {}) {
  const step = (document) => {
    countOf(document);
    expect(wasm.document_fix(document));
    return { text: result(), applied: wasm.made() };
  };
  let applied = 0;
  let fixed = withDocument(QUERIES, source, options, step);
  while (fixed.applied > 0) {
    applied += fixed.applied;
    fixed = withDocument(QUERIES, fixed.text, options, step);
  }
  return { text: fixed.text, applied };
}

/** The query of a query string, a URL or a filter. */
export function decompile(source, options = {}) {
  return withDocument(RAW, source, options, (document) => formatQuery(document, chosenQuery(document)));
}

/** What may stand at a place of a text that is being written. */
export function complete(text, index = text?.length, options = {}) {
  if (typeof text !== "string") throw new TypeError("deskql: what is completed is a string");
  if (!Number.isInteger(index) || index < 0 || index > text.length) throw new RangeError(`deskql: the text has no index ${index}`);
  const { schema, endpoint } = parseOptions(options);
  const maximum = limit(options, "maximum");
  const bytes = encoder.encode(text);
  const offset = encoder.encode(text.slice(0, index)).length;
  const completion = withFrame((frame) => {
    const address = frame.text(bytes);
    if (expect(wasm.complete(schema?.address ?? 0, address, bytes.length, offset, frame.name(endpoint), maximum))) {
      return JSON.parse(result());
    }
    throw new DeskqlError("the text is longer than 16 MiB, or there is no such endpoint", []);
  });
  const indexOf = (at) => decoder.decode(bytes.subarray(0, at)).length;
  return { ...completion, start: indexOf(completion.start), end: indexOf(completion.end) };
}

/** What the one query of a text, or that of a name, means. */
export function describe(source, options = {}) {
  return withDocument(QUERIES, source, options, (document) => {
    const index = chosenQuery(document, options.name);
    if (!wasm.query_valid(document, index)) throw errorOfDocument(document, index);
    return describeQuery(document, index, options.form);
  });
}

// ---- Documents that are kept ----------------------------------------------------------------------------------------

let documentHandle;

/** One query of a document. */
export class Query {
  #handle;
  #document;
  #index;
  #info;

  constructor(document, index) {
    // The document is kept, since its handle is freed when it is gone.
    this.#document = document;
    this.#handle = documentHandle(document);
    this.#index = index;
  }

  get #known() {
    const { address } = this.#handle;
    this.#info ??= withFrame(() => {
      expect(wasm.query_info(address, this.#index));
      return JSON.parse(result());
    });
    return this.#info;
  }

  get document() {
    return this.#document;
  }

  get name() {
    return this.#known.name;
  }

  get valid() {
    return this.#known.valid;
  }

  get range() {
    return this.#known.range;
  }

  get endpoint() {
    return this.#known.endpoint;
  }

  get parameters() {
    return this.#known.parameters;
  }

  get order() {
    return this.#known.order;
  }

  get mentions() {
    return this.#known.mentions;
  }

  get findings() {
    return findingsOf(wasm.deskql_document_findings(this.#handle.address), { query: this.#index });
  }

  /** Compiles with values for the parameters; throws where one is missing or wrong. */
  compile(options = {}) {
    const read = compileOptions(options);
    return compileQuery(this.#handle.address, this.#index, read);
  }

  /** Which words of the query a part of what it compiles to came from: `filter.priority` of an error of the API. */
  locate(key, options = {}) {
    const read = compileOptions(options);
    const document = this.#handle.address;
    const plan = planOf(document, this.#index, read);
    return withFrame((frame) => {
      expect(wasm.plan_locate(plan, document, frame.name(key)));
      return JSON.parse(result());
    });
  }

  /** What a refusal of the API says of the query: an error for each message, at its words. */
  readAnswer(body, options = {}) {
    const read = compileOptions(options);
    const plan = planOf(this.#handle.address, this.#index, read);
    return withFrame((frame) => {
      const bytes = frame.text(typeof body === "object" && !(body instanceof Uint8Array) ? JSON.stringify(body) : sourceOf(body));
      if (!expect(wasm.plan_answer(plan, bytes, frame.length))) throw new TypeError("deskql: the answer is no JSON");
      return JSON.parse(result());
    });
  }

  describe(form) {
    return describeQuery(this.#handle.address, this.#index, form);
  }

  format() {
    return formatQuery(this.#handle.address, this.#index);
  }
}

/** A parsed text. */
export class Document {
  #handle;
  #queries;

  constructor(source, options = {}) {
    const kind = options.raw === "lines" ? RAW_LINES : options.raw ? RAW : QUERIES;
    const read = parseOptions(options);
    const address = parseInto(0, kind, sourceOf(source), read);
    this.#handle = new Handle(this, address, wasm.deskql_document_free, read.schema);
  }

  get findings() {
    return findingsOf(wasm.deskql_document_findings(this.#handle.address));
  }

  /** How many findings were left out because of the limit on their number. */
  get omitted() {
    return wasm.deskql_findings_omitted(wasm.deskql_document_findings(this.#handle.address));
  }

  get queries() {
    const { address } = this.#handle;
    this.#queries ??= Array.from(
      { length: wasm.deskql_document_count(address) },
      (_, index) => new Query(this, index),
    );
    return this.#queries;
  }

  /** The query of that name, or undefined. */
  find(name) {
    const index = withFrame((frame) => wasm.document_find(this.#handle.address, frame.name(name)));
    return this.queries[index];
  }

  /** The canonical text; queries with errors of syntax stay as they are. */
  format(options = {}) {
    const read = formatOptions(options);
    return formatDocument(this.#handle.address, read).text;
  }

  /** The findings as the program prints them: `human`, `gcc`, `json`, `validator`, `sarif`, `github` or `junit`. */
  report(options = {}) {
    // The options are read first, since reading them may free the document.
    const read = { ...options };
    const document = this.#handle.address;
    return reportOf(wasm.deskql_document_findings(document), { ...read, document });
  }

  free() {
    this.#handle.free();
  }

  static {
    documentHandle = (document) => document.#handle;
  }
}

/** A query that is parsed once and compiled many times. */
export class PreparedQuery extends Query {
  free() {
    this.document.free();
  }
}

/** Parses a text for use and use again. It is to be freed. */
export function parse(source, options) {
  return new Document(source, options);
}

/** Prepares the one query of a text, or that of the name `options.name`. It is to be freed. */
export function prepare(source, options = {}) {
  const document = new Document(source, options);
  try {
    const { address } = documentHandle(document);
    const index = chosenQuery(address, options.name);
    if (!wasm.query_valid(address, index)) throw errorOfDocument(address, index);
    return new PreparedQuery(document, index);
  } catch (error) {
    document.free();
    throw error;
  }
}

/** The version of the library. */
export function version() {
  return withFrame(() => {
    expect(wasm.version());
    return result();
  });
}

// `using prepared = prepare(…)`, where the engine knows it.
if (Symbol.dispose) {
  for (const { prototype } of [Schema, Document, PreparedQuery]) {
    Object.defineProperty(prototype, Symbol.dispose, { value: prototype.free, configurable: true, writable: true });
  }
}
