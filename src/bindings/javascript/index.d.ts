/// <reference lib="esnext.disposable" />

/** A place in a text. */
export interface Position {
  /** From 1. */
  line: number;
  /** From 1, in characters: for people. */
  column: number;
  /** In bytes of UTF-8, from 0: for a Uint8Array. */
  offset: number;
  /** As `slice` and `setSelectionRange` count, from 0: for a string. A byte of no character is one. */
  index: number;
}

/** From `start` up to, not including, `end`. */
export interface Range {
  start: Position;
  end: Position;
}

/** What is wrong with a text, and where. `null` stands for what it lacks. */
export interface Finding {
  /** `DQL201`; it never changes its meaning. */
  code: string;
  /** `unknown-filter-field` */
  slug: string;
  severity: "error" | "warning" | "note";
  /** One line, without the fix. */
  message: string;
  /** How it is right, one line each. */
  help: string[];
  /** The option `file` of `check`. */
  file: string | null;
  /** The name of the query. */
  query: string | null;
  range: Range;
  /** The parameter of the query string that it is about: `filter`, `orderBy`, … */
  parameter: string | null;
  field: string | null;
  /** The exact fix. */
  fix: { range: Range; replacement: string } | null;
  /** Edits that may be what is wanted; whoever puts them in has to look. */
  suggestions: { range: Range; replacement: string }[];
  /** What may stand at the place of an error of syntax: words, or their kind. */
  expected: string[];
  /** Other places that have to do with it. */
  notes: { message: string; range: Range }[];
  /** The message as the API itself would put it. */
  phrase: string;
  /** Which query of the text it is about, from 0. */
  queryIndex: number;
}

/** Thrown where a text, a schema or the values of parameters have errors. Its message shows each with its place. */
export class DeskqlError extends Error {
  constructor(message: string, findings: Finding[]);
  readonly name: "DeskqlError";
  findings: Finding[];
}

/** A text; what a Uint8Array holds is read as UTF-8. */
export type Source = string | Uint8Array;

export interface ParseOptions {
  /** The endpoint of queries without `from`; `tickets` without it. */
  endpoint?: string;
  schema?: Schema;
  /** The longest text; 16 MiB without it. */
  maximumBytes?: number;
  /** The deepest nesting; 200 without it, 500 at the most. */
  maximumDepth?: number;
  /** The longest list; 10,000 without it. */
  maximumList?: number;
  /** The most findings that are kept; 1,000 without it. */
  maximumFindings?: number;
  /** Whether there are notes among the findings: what hangs on how the server reads a query. For editors. */
  notes?: boolean;
}

/** A whole day, as a value. */
export interface Day {
  readonly date: string;
  readonly days: number;
}

/** Text that is read by the type of the parameter, as a value. */
export interface Text {
  readonly text: string;
}

/** An integer is passed as a number or, beyond 2^53, as a bigint; an instant as a Date. */
export type ScalarValue = null | string | number | bigint | boolean | Date | Day | Text;
export type Value = ScalarValue | readonly ScalarValue[];

/** A day as a query writes it: `2026-01-31`. */
export function day(date: string): Day;
/** Text that a person typed: it is read by the type of the field that the parameter stands with. */
export function text(value: string): Text;

/** An output that is made when it is asked for. */
export type Output = "curl" | "plan" | "map";

export interface CompileOptions {
  /** The value of each `:name`. One that is undefined is not bound. */
  params?: Readonly<Record<string, Value | undefined>>;
  /** What `now` and the like mean: a Date, or milliseconds; the system's clock without it. */
  now?: Date | number;
  /** Of times without an offset and of days: minutes east of UTC, or text as `+02:00`; UTC without it. */
  utcOffset?: number | string;
  /** What the URL begins with; `https://SITE.teamwork.com` without it. */
  baseUrl?: string | { readonly href: string };
  outputs?: readonly Output[];
}

export interface Compiled {
  name: string | null;
  endpoint: string;
  /** `/desk/api/v2/tickets.json` */
  path: string;
  /**
   * The query string, percent-encoded, without `?`; empty for an empty query. Where the query gives something to the path, reading this
   * or `filter` throws a TypeError, for that would be lost.
   */
  readonly query: string;
  /** The filter's JSON; `{}` without one. Made when it is read, as is `params`. A TypeError where the endpoint takes none. */
  readonly filter: string;
  /**
   * The same as `query`, by parameter and not encoded: as URLSearchParams takes it. Of an endpoint that takes no filter it has that one's
   * parameters, and an array where one repeats: there URLSearchParams takes `query`.
   */
  readonly params: { [name in "filter" | "orderBy" | "orderMode" | "page" | "pageSize" | "includes" | "fields" | "ids"]?: string };
  url: string;
  /** Warnings. */
  findings: Finding[];
  /** With `outputs: ["curl"]`: a command line for a POSIX shell. */
  curl?: string;
  /** With `outputs: ["plan"]`: the plan, for people. */
  plan?: string;
  /** With `outputs: ["map"]`: where each part came from, as `filter/status/$eq`. */
  map?: { [key: string]: Range };
}

export type Type = "integer" | "number" | "string" | "boolean" | "datetime" | "reference" | "enum" | "any";

/** What stands for a parameter is decided by where it stands. */
export interface Parameter {
  name: string;
  /** Null where it stands with an unknown field. */
  type: Type | null;
  nullable: boolean;
  /** It takes a list. */
  list: boolean;
  field: string | null;
  range: Range;
}

/** A place of the text that names something. */
export interface Mention {
  kind: "filter" | "parameter" | "order" | "include" | "field";
  name: string;
  type: Type | null;
  /** Of a parameter: what it stands with. */
  field: string | null;
  range: Range;
}

export interface Order {
  name: string;
  descending: boolean;
  range: Range;
}

/** One query of a document. */
export class Query {
  protected constructor();
  readonly document: Document;
  readonly name: string | null;
  /** False where it has errors: it cannot be compiled. */
  readonly valid: boolean;
  readonly range: Range;
  /** The endpoint that it was checked against. */
  readonly endpoint: string | null;
  readonly parameters: readonly Parameter[];
  readonly order: readonly Order[];
  /** Every field, parameter and include that it names. */
  readonly mentions: readonly Mention[];
  /** What parsing found; what compiling finds is in its result. */
  readonly findings: Finding[];
  /** Throws a DeskqlError where it has errors, or a value is missing, unknown or wrong. */
  compile(options?: CompileOptions): Compiled;
  /**
   * The words that a part of the compiled query came from. The key is one of `map`, or of the API's errors: `filter.priority`.
   * Null where there is no such part.
   */
  locate(key: string, options?: CompileOptions): Range | null;
  /**
   * What the API's answer to a wrong request says of the query, DQL701 for each message, at its words. The body is the JSON or what
   * it was parsed to, of either form that the API has; one without errors gives none.
   */
  readAnswer(body: string | Uint8Array | object, options?: CompileOptions): Finding[];
  /** What it means. */
  describe(form?: "english" | "tree"): string;
  /** Its canonical text. */
  format(): string;
}

/** A query that is parsed once and compiled many times. */
export class PreparedQuery extends Query implements Disposable {
  private constructor();
  free(): void;
  [Symbol.dispose](): void;
}

export interface FormatOptions {
  /** The widest line, in characters; 100 without it. */
  width?: number;
  /** The spaces of a level; 4 without it. */
  indentation?: number;
}

export interface ReportOptions {
  form?: "human" | "gcc" | "json" | "validator" | "sarif" | "github" | "junit";
  /** The name of the file, for people. */
  file?: string;
  color?: boolean;
}

/** A parsed text, with one query or several. */
export class Document implements Disposable {
  /** `raw`: the text is a query string, a URL or a filter; "lines": one a line. */
  constructor(source: Source, options?: ParseOptions & { raw?: boolean | "lines" });
  readonly findings: Finding[];
  /** How many findings were left out because of `maximumFindings`. */
  readonly omitted: number;
  readonly queries: readonly Query[];
  find(name: string): Query | undefined;
  /** The canonical text; queries with errors of syntax stay as they are. */
  format(options?: FormatOptions): string;
  /** The findings, as the program prints them. */
  report(options?: ReportOptions): string;
  free(): void;
  [Symbol.dispose](): void;
}

export interface Field {
  name: string;
  type: Type;
  nullable: boolean;
  operators: string[];
  /** The parameter of each operator, where the endpoint takes no filter. */
  parameters?: { [operator: string]: string };
  /** The names that it takes; of a reference with their ids. */
  values?: string[] | { [name: string]: number | number[] };
  /** Whether other values pass too. */
  open?: boolean;
}

export interface Fields {
  endpoint: string;
  path: string;
  maximumPageSize: number;
  filter: Field[];
  /** What a query gives to the path, as if it were a filter field. */
  pathParameters: string[];
  order: string[];
  includes: string[];
  /** Empty where any name passes. */
  fields: string[];
  /** How many names of each list are documented. Those behind them are seen in use alone, and pass with a warning (DQL412). */
  documented: { filter: number; order: number; includes: number; fields: number };
  /** How many filter fields a query takes. Those behind them pass in raw texts alone. */
  queryable: number;
  /** Whether it takes the clause `ids`. */
  ids: boolean;
  /** Whether it takes a filter; where not, each field is a parameter of its own. */
  takesFilter: boolean;
}

/** Endpoints: those that are built in and those that are added. */
export class Schema implements Disposable {
  constructor();
  /** Adds the endpoints of a schema, given as JSON or as an object; one of a name that exists takes its place. */
  add(schema: Source | object): this;
  /** Adds the names of one installation: `{ status: { open: 1 } }`. */
  addValues(values: Source | object): this;
  readonly endpoints: string[];
  fields(endpoint?: string): Fields;
  /** Documents that were parsed with it stay as they are. */
  free(): void;
  [Symbol.dispose](): void;
}

export interface Code {
  code: string;
  slug: string;
  severity: "error" | "warning";
  summary: string;
}

/** Compiles the one query of a text, or that of the name. */
export function compile(source: Source, options?: ParseOptions & CompileOptions & { name?: string }): Compiled;
/** Compiles every query of a text. */
export function compileAll(source: Source, options?: ParseOptions & CompileOptions): Compiled[];
/** All findings of a text; `raw`: it has query strings, URLs or filters, one a line. */
export function check(source: Source, options?: ParseOptions & { raw?: boolean; file?: string }): Finding[];
/** The canonical text. */
export function format(source: Source, options?: ParseOptions & FormatOptions): string;
/** The text that a finding is about, with the finding's exact fix. Throws a TypeError where `fix` is null. */
export function applyFix(text: string, finding: Finding): string;
/** The text with every exact fix applied, those too that hide behind others, and how many there were. */
export function applyFixes(source: Source, options?: ParseOptions): { text: string; applied: number };
/** The query of a query string, a URL or a filter. */
export function decompile(source: Source, options?: ParseOptions): string;
/** What a candidate is; its `detail` is the type of a field, the path of an endpoint, and null where there is nothing to be said. */
export interface Candidate {
  kind:
    | "field"
    | "path parameter"
    | "operator"
    | "value"
    | "keyword"
    | "endpoint"
    | "order field"
    | "include"
    | "sparse field"
    | "parameter"
    | "sign";
  /** What takes the place of the word. */
  text: string;
  detail: string | null;
}
/** Candidates, in the order in which they are to be shown, for `text.slice(start, end)`: the word that the place is in or at the end of. */
export interface Completion {
  start: number;
  end: number;
  candidates: Candidate[];
}
/**
 * What may stand at an index of a text that is being written, or at its end: what begins with the part of a word before it. There are at
 * most `maximum` candidates, or 1,000.
 */
export function complete(
  text: string,
  index?: number,
  options?: { schema?: Schema; endpoint?: string; maximum?: number },
): Completion;
/** What a query means. */
export function describe(source: Source, options?: ParseOptions & { name?: string; form?: "english" | "tree" }): string;
/** Parses a text for use and use again. It is to be freed. */
export function parse(source: Source, options?: ParseOptions & { raw?: boolean | "lines" }): Document;
/** Prepares the one query of a text, or that of the name. It is to be freed. */
export function prepare(source: Source, options?: ParseOptions & { name?: string }): PreparedQuery;
/** The names of the endpoints. */
export function endpoints(options?: { schema?: Schema }): string[];
/** What an endpoint allows. */
export function fields(endpoint?: string, options?: { schema?: Schema }): Fields;
/** Every code. */
export function codes(): Code[];
/** A code, `DQL201`, `201` or `unknown-filter-field`, with its page in Markdown; null where there is none such. */
export function explain(code: string | number): (Code & { page: string }) | null;
/** The body of the API's own answer to a wrong request, made of the errors among findings. */
export function validatorBody(findings: readonly Finding[]): { errors: { [key: string]: string[] } };
/** The version of the library. */
export function version(): string;

/**
 * Loads the WebAssembly module, once. Node, Deno and Bun have done it at the import; elsewhere it is called before all else. Its
 * argument is the module's URL, its bytes, or a WebAssembly.Module, which Workers have to give; without one the package's own is taken.
 */
export function init(source?: string | object): Promise<void>;
