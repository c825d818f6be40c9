// Each call of the package, and what it makes of wrong ones.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { test } from "node:test";
import vm from "node:vm";
import * as deskql from "deskql";

const { DeskqlError, Document, Schema, compile, day, prepare, text } = deskql;
const now = new Date("2026-03-01T12:00:00Z");

function errorOf(work) {
  try {
    work();
  } catch (error) {
    assert.ok(error instanceof DeskqlError, error.stack);
    assert.equal(error.name, "DeskqlError");
    return error;
  }
  return assert.fail("this was to throw");
}

function codesOf(work) {
  return errorOf(work).findings.map(({ code }) => code);
}

test("compile gives all that a request needs", () => {
  const { findings, ...compiled } = compile("mine: status = 1 order by id desc page 2", { baseUrl: new URL("https://a.teamwork.com") });
  const query = "filter=%7B%22status%22%3A%7B%22%24eq%22%3A1%7D%7D&orderBy=id&orderMode=desc&page=2";
  assert.deepEqual(compiled, {
    name: "mine",
    endpoint: "tickets",
    path: "/desk/api/v2/tickets.json",
    query,
    filter: '{"status":{"$eq":1}}',
    params: { filter: '{"status":{"$eq":1}}', orderBy: "id", orderMode: "desc", page: "2" },
    url: `https://a.teamwork.com/desk/api/v2/tickets.json?${query}`,
  });
  assert.deepEqual(findings, []);
  // URLSearchParams writes the same, but for its own ways with spaces and the like.
  assert.equal(decodeURIComponent(new URLSearchParams(compiled.params)), decodeURIComponent(query));
});

test("a result is kept, whatever is compiled before it is read", () => {
  const kept = compile("a: subject = \"a+b %41 & = ? # 😀\" pagesize 1");
  compile("status = 2");
  prepare("status = :s").compile({ params: { s: 3 } });
  assert.equal(kept.params, kept.params);
  assert.deepEqual(kept.params, { filter: '{"subject":{"$eq":"a+b %41 & = ? # 😀"}}', pageSize: "1" });
  const names = ["name", "endpoint", "path", "query", "filter", "params", "url", "findings"];
  assert.deepEqual(Object.keys(JSON.parse(JSON.stringify(kept))), names);
  assert.deepEqual(structuredClone(kept), { ...kept });
});

test("what goes into the path is lost in no output", () => {
  const compiled = compile("from ticket_messages ticket = :t page 2", { params: { t: text("a b") }, baseUrl: "https://a.b/x/desk/api/v2/", outputs: ["map"] });
  assert.equal(compiled.url, "https://a.b/x/desk/api/v2/tickets/a%20b/messages.json?page=2");
  assert.equal(compiled.path, "/desk/api/v2/tickets/a%20b/messages.json");
  assert.deepEqual(compiled.params, { page: "2" });
  assert.deepEqual(Object.keys(compiled.map), ["path/ticket", "page"]);
  assert.throws(() => compiled.query, TypeError);
  assert.throws(() => compiled.filter, TypeError);
  assert.ok(JSON.stringify(compiled));
  assert.deepEqual(codesOf(() => compile("from ticket_messages ticket = '..'")), ["DQL312"]);
  assert.deepEqual(new Schema().fields("ticket_messages").pathParameters, ["ticket"]);
});

test("named parameters", () => {
  const compiled = compile("from search_customers text ~ ada and tags in (1, 2) and companies = 3", { outputs: ["map"] });
  assert.equal(compiled.query, "search=ada&tagIds%5B%5D=1&tagIds%5B%5D=2&companies%5B%5D=3");
  assert.deepEqual(compiled.params, { search: "ada", "tagIds[]": ["1", "2"], "companies[]": "3" });
  assert.deepEqual(Object.keys(compiled.map), ["search", "tagIds[]", "tagIds[]/0", "tagIds[]/1", "companies[]"]);
  assert.throws(() => compiled.filter, TypeError);
  assert.ok(JSON.stringify(compiled));
  assert.deepEqual(codesOf(() => compile("from search_customers tags = 1 or tags = 2")), ["DQL310"]);
  const { takesFilter, filter } = new Schema().fields("search_customers");
  assert.deepEqual([takesFilter, filter[0].parameters], [false, { contains: "search" }]);
  assert.equal(new Schema().fields("tickets").takesFilter, true);
});

test("the clause ids", () => {
  const { query, params } = compile("status = 1 ids :ids", { params: { ids: [3, 1] } });
  assert.equal(query, "filter=%7B%22status%22%3A%7B%22%24eq%22%3A1%7D%7D&ids=3%2C1");
  assert.equal(params.ids, "3,1");
  assert.equal(new Schema().fields("tickets").ids, true);
});

test("an empty query compiles to nothing", () => {
  assert.deepEqual([compile("").query, compile("").filter, compile("").params], ["", "{}", {}]);
});

test("outputs that are asked for", () => {
  const { curl, plan, map } = compile("status = 1", { outputs: ["map", "curl", "plan"] });
  assert.match(curl, /^curl -H /);
  assert.match(plan, /GET \/desk\/api\/v2\/tickets.json/);
  assert.deepEqual(map["filter/status/$eq"].start, { line: 1, column: 10, offset: 9, index: 9 });
  assert.equal("curl" in compile("status = 1"), false);
  assert.throws(() => compile("status = 1", { outputs: ["xml"] }), /no output `xml`/);
});

test("the clock is the caller's, or the system's", () => {
  assert.equal(compile("createdAt > now", { now }).filter, '{"createdAt":{"$gt":"2026-03-01T12:00:00Z"}}');
  assert.equal(compile("createdAt > now", { now: +now + 999 }).filter, '{"createdAt":{"$gt":"2026-03-01T12:00:00Z"}}');
  const before = Math.floor(Date.now() / 1000) * 1000;
  const time = Date.parse(JSON.parse(compile("createdAt > now").filter).createdAt.$gt);
  assert.ok(time >= before && time <= Date.now());
  for (const wrong of [NaN, new Date(NaN), Infinity]) assert.throws(() => compile("", { now: wrong }), RangeError);
});

test("the offset is minutes or text", () => {
  const expected = '{"createdAt":{"$gte":"2026-02-28T22:00:00Z"}}';
  for (const utcOffset of [120, "+02:00"]) {
    assert.equal(compile("createdAt >= 2026-03-01", { utcOffset }).filter, expected);
  }
  assert.equal(compile("createdAt >= 2026-03-01", { utcOffset: "-00:30" }).filter, '{"createdAt":{"$gte":"2026-03-01T00:30:00Z"}}');
  for (const utcOffset of [1440, 1.5, "2", "+24:00", "+01:60", null]) {
    assert.throws(() => compile("", { utcOffset }), RangeError, String(utcOffset));
  }
});

test("errors are shown with their places, and are objects", () => {
  const error = errorOf(() => compile("statu = 1 and id > x"));
  assert.deepEqual(error.findings.map(({ code, field }) => [code, field]), [["DQL201", "statu"], ["DQL301", "id"]]);
  assert.equal(error.message.split("\n")[0], "error[DQL201]: unknown filter field `statu`");
  assert.match(error.message, /^1 \| statu = 1 and id > x$/m);
  assert.deepEqual(error.findings[0].range, {
    start: { line: 1, column: 1, offset: 0, index: 0 },
    end: { line: 1, column: 6, offset: 5, index: 5 },
  });
  assert.equal(error.findings[0].help[0], "a field with a similar name exists: `status`");
});

test("warnings come with the result", () => {
  assert.deepEqual(compile("status = open").findings.map(({ code }) => code), ["DQL401"]);
});

test("findings are those of the program", { skip: !process.env.DESKQL_PROGRAM }, () => {
  const texts = ["statu = 1 and\n\tid > 'x'", "status = open", "status == 1 && (id = 1", "a: id = 1; a: id = é\u0001", "page 0 page 1", ""];
  for (const query of texts) {
    const words = ["check", "--no-config", "--format", "json", "-q", query];
    const { stdout, stderr } = spawnSync(process.env.DESKQL_PROGRAM, words, { encoding: "utf8" });
    assert.equal(stderr, "");
    compareFindings(query, stdout);
  }
});

function compareFindings(query, output) {
  const mine = deskql.check(query).map(({ phrase, queryIndex, ...finding }) => {
    assert.equal(typeof phrase, "string");
    assert.equal(typeof queryIndex, "number");
    return finding;
  });
  const text = JSON.stringify(mine, (key, value) => (key === "index" ? undefined : value));
  assert.equal(text, JSON.stringify(JSON.parse(output)));
}

test("check finds all, and tells the file", () => {
  assert.deepEqual(deskql.check("status = 1"), []);
  const findings = deskql.check("statu = 1; statsu = 2", { file: "mine.dql" });
  assert.deepEqual(findings.map(({ file, queryIndex }) => [file, queryIndex]), [["mine.dql", 0], ["mine.dql", 1]]);
  assert.deepEqual(deskql.check('{"statu":1}\nfilter={"id":1}\n{', { raw: true }).map(({ code }) => code), ["DQL201", "DQL502"]);
});

test("one query of several", () => {
  const both = "a: status = 1; b: status = 2";
  assert.equal(compile(both, { name: "b" }).filter, '{"status":{"$eq":2}}');
  assert.deepEqual(deskql.compileAll(both).map(({ name, filter }) => [name, filter]), [
    ["a", '{"status":{"$eq":1}}'],
    ["b", '{"status":{"$eq":2}}'],
  ]);
  assert.match(errorOf(() => compile(both)).message, /has 2 queries/);
  assert.match(errorOf(() => compile(both, { name: "c" })).message, /no query named "c"/);
  // The other query's mistakes are no matter.
  assert.equal(compile("a: statu = 1; b: status = 2", { name: "b" }).filter, '{"status":{"$eq":2}}');
  assert.deepEqual(codesOf(() => compile("a: statu = 1; b: id = x", { name: "b" })), ["DQL301"]);
  assert.deepEqual(codesOf(() => deskql.compileAll("a: statu = 1; b: id = x")), ["DQL201", "DQL301"]);
});

test("values of every type", () => {
  const filter = (query, value) => prepare(query).compile({ params: { p: value } }).filter;
  assert.equal(filter("id = :p", 7), '{"id":{"$eq":7}}');
  assert.equal(filter("id = :p", -0), '{"id":{"$eq":0}}');
  assert.equal(filter("id = :p", 9223372036854775807n), '{"id":{"$eq":9223372036854775807}}');
  assert.equal(filter("spam_score = :p", 1.5), '{"spam_score":{"$eq":1.5}}');
  assert.equal(filter("subject ~ :p", 'é"\0\u{1F600}'), '{"subject":{"$contains":"é\\"\\u0000\u{1F600}"}}');
  assert.equal(filter("subject = :p", ""), '{"subject":{"$eq":""}}');
  assert.equal(filter("status = :p", null), '{"status":{"$eq":null}}');
  assert.equal(filter("createdAt > :p", new Date(1.5)), '{"createdAt":{"$gt":"1970-01-01T00:00:00.001Z"}}');
  assert.equal(filter("createdAt < :p", new Date(-1)), '{"createdAt":{"$lt":"1969-12-31T23:59:59.999Z"}}');
  assert.equal(filter("createdAt < :p", day("1969-12-31")), '{"createdAt":{"$lt":"1969-12-31T00:00:00Z"}}');
  assert.equal(filter("createdAt < :p", text("2026-01-31")), '{"createdAt":{"$lt":"2026-01-31T00:00:00Z"}}');
  assert.equal(filter("status in :p", [1, 2n, null, "x"]), '{"status":{"$in":[1,2,null,"x"]}}');
  assert.equal(filter("id in :p", Array.from({ length: 300 }, (_, i) => i)).length, '{"id":{"$in":[]}}'.length + 1089);
  assert.equal(compile("state = active page :p", { params: { p: 3, q: undefined } }).params.page, "3");
});

test("a date of another realm is a date", () => {
  const foreign = vm.runInNewContext("new Date(0)");
  assert.equal(foreign instanceof Date, false);
  assert.equal(compile("createdAt > :p", { params: { p: foreign } }).filter, '{"createdAt":{"$gt":"1970-01-01T00:00:00Z"}}');
});

test("values that cannot be", () => {
  const query = prepare("id = :p");
  for (const p of [NaN, Infinity, 1n << 63n, -(1n << 63n) - 1n, new Date(NaN)]) {
    assert.throws(() => query.compile({ params: { p } }), RangeError);
  }
  for (const p of [{}, () => 1, Symbol("p"), [[1]], [undefined]]) assert.throws(() => query.compile({ params: { p } }), TypeError);
  assert.throws(() => query.compile({ params: { "p\0q": 1 } }), TypeError);
  for (const wrong of ["2026-02-30", "2026-1-1", "now", "", "2026-01-01T00:00", undefined]) assert.throws(() => day(wrong), RangeError);
  assert.deepEqual(codesOf(() => query.compile()), ["DQL308"]);
  assert.deepEqual(codesOf(() => query.compile({ params: { p: 1, q: 1 } })), ["DQL309"]);
  for (const p of ["1", 1.5, 2 ** 53, true, null, now, day("2026-01-01"), [1]]) {
    assert.deepEqual(codesOf(() => query.compile({ params: { p } })), ["DQL309"], String(p));
  }
});

test("a value never changes the shape", () => {
  const query = prepare("status = 1 and (subject = :p or subject ~ :p) order by id");
  const shape = query.compile({ params: { p: "" } }).filter;
  for (const p of ['"', "\\", '"}]}', "\0", "' or 1 = 1", ":p", "null", "2026-01-01", "\u2028", "%22", "x".repeat(10_000)]) {
    const { filter } = query.compile({ params: { p } });
    assert.equal(filter, shape.replaceAll('""', () => JSON.stringify(p)));
  }
});

test("a getter that calls the package", () => {
  const inner = [];
  const params = {
    get p() {
      inner.push(compile("status = 2").filter);
      return 1;
    },
  };
  const options = {
    params,
    get endpoint() {
      inner.push(deskql.check("statu = 1").length);
      return "customers";
    },
  };
  assert.equal(compile("id = :p", options).endpoint, "customers");
  assert.deepEqual(inner, ['{"status":{"$eq":2}}', 1]);
  const long = `statu = 1 # ${"-".repeat(1 << 21)}`;
  const later = {
    get width() {
      inner.push(deskql.check(long).length, deskql.check("id = 1").length);
      return 0;
    },
    get form() {
      inner.push(deskql.check("statu = 1").length);
      return "english";
    },
  };
  assert.equal(deskql.format("ID = 7", later), "ID = 7");
  assert.equal(deskql.describe("id = 7", later), "Tickets whose id is 7.");
  assert.deepEqual(inner.slice(2), [1, 0, 1]);
  const schema = new Schema().addValues({ status: { open: 7 } });
  const free = {
    schema,
    get name() {
      schema.free();
      new Schema().addValues({ status: { other: 8 } }).free();
      return undefined;
    },
  };
  assert.equal(compile("status = open", free).filter, '{"status":{"$eq":7}}');
  const document = deskql.parse("statu = 1");
  const freeing = {
    get form() {
      document.free();
      return "human";
    },
  };
  assert.throws(() => document.report(freeing), /this was freed/);
});

test("a prepared query tells what a form is built from", () => {
  const query = prepare("mine: status in :list and createdAt > :since and createdAt < :since order by id desc page :page");
  assert.equal(query.name, "mine");
  assert.equal(query.endpoint, "tickets");
  assert.deepEqual(
    query.parameters.map(({ name, type, list, field, nullable }) => [name, type, list, field, nullable]),
    [
      ["list", "reference", true, "status", true],
      ["since", "datetime", false, "createdAt", false],
      ["page", "integer", false, "page", false],
    ],
  );
  assert.deepEqual(query.order.map(({ name, descending }) => [name, descending]), [["id", true]]);
  assert.deepEqual(
    query.mentions.map(({ kind, name }) => `${kind} ${name}`),
    ["filter status", "parameter list", "filter createdAt", "parameter since", "filter createdAt", "parameter since", "order id", "parameter page"],
  );
  query.free();
});

test("a part of the filter leads back into the text", () => {
  const query = prepare("status = 1 and priority in (1, :p)");
  assert.deepEqual(query.locate("filter.priority", { params: { p: 2 } }).start.column, 16);
  assert.deepEqual(query.locate("filter/priority/$in/1", { params: { p: 2 } }).start.column, 32);
  assert.equal(query.locate("orderBy", { params: { p: 2 } }), null);
});

test("what an answer says leads back into the text", () => {
  const query = prepare("status = 1 and priority = :p");
  const options = { params: { p: 2 } };
  const map = { errors: { "filter.priority": ["must be an existing priority"] } };
  const list = { errors: [{ code: "V1", detail: "must be set", source: "status" }] };
  const said = (body) => query.readAnswer(body, options).map(({ code, range, message }) => [code, range.start.column, message]);
  assert.deepEqual(said(map), [["DQL701", 16, "the server says of `filter.priority`: must be an existing priority"]]);
  assert.deepEqual(said(JSON.stringify(map)), said(map));
  assert.deepEqual(said(new TextEncoder().encode(JSON.stringify(list))).map(([code, column]) => [code, column]), [["DQL701", 1]]);
  assert.deepEqual(said({ tickets: [] }), []);
  assert.throws(() => said("<html>"), { name: "TypeError", message: "deskql: the answer is no JSON" });
  assert.throws(() => said(7), { name: "TypeError" });
  query.free();
});

test("preparing a query with errors throws", () => {
  assert.deepEqual(codesOf(() => prepare("statu = :p")), ["DQL201"]);
  assert.match(errorOf(() => prepare("id = 1; id = 2")).message, /has 2 queries/);
  assert.equal(prepare("a: id = 1; b: id = 2", { name: "b" }).compile().filter, '{"id":{"$eq":2}}');
});

test("documents", () => {
  const document = new Document("a: status = 1;\nb: statu = 2", {});
  assert.deepEqual(document.queries.map(({ name, valid }) => [name, valid]), [["a", true], ["b", false]]);
  assert.equal(document.find("b"), document.queries[1]);
  assert.equal(document.find("c"), undefined);
  assert.equal(document.queries[1].range.start.line, 2);
  assert.deepEqual(document.queries.map(({ findings }) => findings.length), [0, 1]);
  assert.deepEqual(codesOf(() => document.queries[1].compile()), ["DQL201"]);
  assert.deepEqual(document.queries[0].compile().findings, []);
  assert.match(document.report({ file: "x.dql" }), /--> x.dql:2:4/);
  assert.match(document.report({ form: "gcc" }), /^<query>:2:4: error:/);
  assert.match(document.report({ color: true }), /\u001b\[/);
  assert.throws(() => document.report({ form: "xml" }), TypeError);
  document.free();
  const raw = deskql.parse('{"status":1}\n{"id":2}', { raw: "lines" });
  assert.deepEqual(raw.queries.map((query) => query.format()), ["status = 1", "id = 2"]);
  assert.equal(deskql.parse("a = 1; b = 1; c = 1", { maximumFindings: 2 }).omitted, 1);
});

test("completion", () => {
  const texts = (...call) => deskql.complete(...call).candidates.map(({ text }) => text);
  assert.deepEqual(deskql.complete("subject = '\u{1F600}\u00e9' and pri"), {
    start: 20,
    end: 23,
    candidates: [{ kind: "field", text: "priority", detail: "reference" }],
  });
  assert.deepEqual(texts("sta = 1", 2), ["status", "state"]);
  assert.deepEqual(texts("subject "), ["=", "!=", "in", "not in", "contains"]);
  assert.deepEqual(texts("agent = :me or id = :"), [":me"]);
  assert.equal(texts("", 0, { endpoint: "users", maximum: 3 }).length, 3);
  const schema = new deskql.Schema();
  schema.addValues({ status: { open: 1, "on hold": 4 } });
  assert.deepEqual(texts("status = o", 10, { schema }), ["open", '"on hold"']);
  schema.free();
  for (const wrong of [["id", 3], ["id", -1], ["id", 0.5], ["id", 2, { maximum: -1 }]]) assert.throws(() => deskql.complete(...wrong), RangeError);
  assert.throws(() => deskql.complete(undefined), TypeError);
  assert.throws(() => deskql.complete("id", 2, { endpoint: "nowhere" }), deskql.DeskqlError);
});

test("format, fix, decompile, describe", () => {
  assert.equal(deskql.format("status=1 AND (id=2) # x"), "status = 1 and id = 2 # x");
  assert.equal(deskql.format("status = 1 and id = 2", { width: 10, indentation: 2 }), "status = 1\nand id = 2");
  assert.deepEqual(codesOf(() => deskql.format("status = ")), ["DQL110"]);
  assert.equal(deskql.parse("status = ; ID=1").format(), "status = ;\nID = 1");
  assert.deepEqual(deskql.applyFixes("status==1 && id<>2"), { text: "status=1 and id!=2", applied: 3 });
  assert.deepEqual(deskql.applyFixes("status = 1"), { text: "status = 1", applied: 0 });
  assert.equal(deskql.decompile("?filter=%7B%22status%22%3A1%7D&orderBy=id&orderMode=desc"), "status = 1 order by id desc");
  assert.deepEqual(codesOf(() => deskql.decompile('{"status":')), ["DQL502"]);
  assert.equal(deskql.describe("status = 1"), "Tickets whose status is 1.");
  assert.match(deskql.describe("status = 1", { form: "tree" }), /status/);
  assert.deepEqual(codesOf(() => deskql.describe("statu = 1")), ["DQL201"]);
  assert.throws(() => deskql.describe("status = 1", { form: "french" }), TypeError);
});

test("endpoints, fields and codes", () => {
  assert.equal(deskql.endpoints()[0], "tickets");
  const fields = deskql.fields();
  assert.equal(fields.path, "/desk/api/v2/tickets.json");
  assert.deepEqual(fields.filter.find(({ name }) => name === "subject").operators, ["=", "!=", "in", "contains"]);
  assert.equal(deskql.fields("customers").endpoint, "customers");
  assert.throws(() => deskql.fields("nothing"), /no endpoint `nothing`; there are tickets/);
  assert.ok(deskql.codes().length > 30);
  assert.equal(deskql.explain(201).slug, "unknown-filter-field");
  assert.match(deskql.explain("unknown-filter-field").page, /^# DQL201/);
  assert.equal(deskql.explain("DQL999"), null);
});

test("what `fields --json` prints", { skip: !process.env.DESKQL_PROGRAM }, () => {
  for (const endpoint of deskql.endpoints()) {
    const output = execFileSync(process.env.DESKQL_PROGRAM, ["fields", "--no-config", "--json", "-e", endpoint], { encoding: "utf8" });
    assert.equal(JSON.stringify(deskql.fields(endpoint)), JSON.stringify(JSON.parse(output)));
  }
});

test("schemas", () => {
  const schema = new Schema().addValues({ status: { open: 1, closed: -2 } }).add({
    version: 1,
    endpoints: [{ name: "things", path: "/things.json", filter: [{ name: "id", type: "integer" }], order: [], includes: [] }],
  });
  assert.equal(schema.endpoints.at(-1), "things");
  assert.deepEqual(deskql.endpoints({ schema }), schema.endpoints);
  assert.equal(schema.fields("things").filter[0].name, "id");
  assert.deepEqual(schema.fields().filter.find(({ name }) => name === "status").values, { open: 1, closed: -2 });
  assert.equal(compile("status = closed", { schema }).filter, '{"status":{"$eq":-2}}');
  assert.equal(compile("id = 1", { schema, endpoint: "things" }).path, "/things.json");
  assert.deepEqual(codesOf(() => compile("id = 1", { endpoint: "things" })), ["DQL205"]);
  const error = errorOf(() => schema.add('{"version":1,"endpoints":[],\n"endpoint":[]}'));
  assert.equal(error.findings[0].code, "DQL601");
  assert.equal(error.findings[0].range.start.line, 2);
  // A schema that was used may grow; what was parsed before stays as it was.
  const query = prepare("status = closed", { schema });
  schema.addValues({ status: { closed: 9 } });
  assert.equal(query.compile().filter, '{"status":{"$eq":-2}}');
  assert.equal(compile("status = closed", { schema }).filter, '{"status":{"$eq":9}}');
  schema.free();
  assert.throws(() => compile("", { schema: {} }), TypeError);
});

test("the body of the API's own answer", () => {
  const findings = deskql.check("statu = 1 and statu = 2 order by x");
  const { errors } = deskql.validatorBody(findings);
  assert.deepEqual(Object.keys(errors), ["filter.statu", "orderBy.x"]);
  assert.equal(errors["filter.statu"].length, 2);
  assert.deepEqual(deskql.validatorBody([]), { errors: {} });
  const named = deskql.validatorBody([{ severity: "error", parameter: "__proto__", field: null, phrase: "p" }]);
  assert.equal(JSON.stringify(named), '{"errors":{"__proto__":["p"]}}');
});

test("any bytes are a text", () => {
  assert.deepEqual(deskql.check(Uint8Array.of(0xff, 0xfe)).map(({ code }) => code)[0], "DQL101");
  assert.equal(compile(new TextEncoder().encode("subject = 'é'")).filter, '{"subject":{"$eq":"é"}}');
  let seed = 1;
  const random = (below) => (seed = (seed * 48271) % 2147483647) % below;
  const words = ["status", "=", "(", ")", "'", '"', ":p", "in", "and", "or", "not", "\0", "é", "\ud800", "#", ";", "-7d", "today", "\n", "`", "99", "order by"];
  for (let i = 0; i < 3000; i++) {
    const query = Array.from({ length: random(12) }, () => words[random(words.length)]).join(random(2) ? " " : "");
    const bytes = Uint8Array.from({ length: random(20) }, () => random(256));
    for (const source of [query, bytes]) {
      const findings = deskql.check(source);
      const document = deskql.parse(source);
      assert.deepEqual(document.findings, findings);
      document.report();
      // A text that is UTF-16 is not read, so nothing can be made of it.
      if (findings.some(({ message }) => message.startsWith("the text is UTF-"))) {
        assert.throws(() => document.format(), DeskqlError);
      } else {
        document.format();
      }
      for (const of of document.queries) of.describe();
      document.free();
      for (const call of [deskql.compileAll, deskql.format, deskql.decompile, deskql.applyFixes]) {
        try {
          call(source, { params: { p: 1 } });
        } catch (error) {
          assert.ok(error instanceof DeskqlError, error.stack);
        }
      }
    }
  }
});

test("limits, and the deepest query", () => {
  const deep = (levels) => `${"(".repeat(levels)}status = 1 or id = 2${")".repeat(levels)}`;
  assert.deepEqual(codesOf(() => compile(deep(201))), ["DQL120"]);
  assert.deepEqual(codesOf(() => compile(deep(501), { maximumDepth: 1000 })), ["DQL120"]);
  const filter = compile(`${"not (".repeat(250)}status = 1 or id = 2${")".repeat(250)}`, { maximumDepth: 500 }).filter;
  assert.equal(filter, '{"$or":[{"status":{"$eq":1}},{"id":{"$eq":2}}]}');
  assert.equal(deskql.format(deep(500), { maximumDepth: 500 }), "status = 1 or id = 2");
  for (const call of [compile, deskql.compileAll, deskql.format, deskql.applyFixes, deskql.decompile, deskql.describe, prepare]) {
    assert.deepEqual(codesOf(() => call("status = 1", { maximumBytes: 4 })), ["DQL121"]);
  }
  assert.deepEqual(deskql.check("status = 1", { maximumBytes: 4 }).map(({ code }) => code), ["DQL121"]);
  for (const maximumDepth of [-1, 1.5, "1", 2 ** 32]) assert.throws(() => compile("", { maximumDepth }), RangeError);
});

test("wrong calls", () => {
  for (const wrong of [undefined, null, 1, {}, ["status = 1"]]) {
    for (const call of [compile, deskql.compileAll, deskql.check, deskql.format, deskql.applyFixes, deskql.decompile, deskql.parse, prepare]) {
      assert.throws(() => call(wrong), TypeError);
    }
  }
  assert.throws(() => compile("", { endpoint: 1 }), TypeError);
  assert.throws(() => compile("", { endpoint: "tickets\0" }), TypeError);
});

test("disposal", { skip: !Symbol.dispose }, () => {
  const query = prepare("status = 1");
  query[Symbol.dispose]();
  assert.throws(() => query.compile(), /this was freed/);
});
