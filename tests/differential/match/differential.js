// Holds deskql's matching against mingo and sift, which read MongoDB's filters: over generated queries and tickets, all select the
// same tickets.
//
//     node differential.js PROGRAM FOLDER [COUNT [SEED]]
//
// PROGRAM is the build's match_selects; FOLDER holds node_modules. For each query there are four answers: deskql's own; mingo's
// and sift's to the filter that deskql compiled; and mingo's to a filter made of the query's tree as docs/language.md defines it,
// without any of the compiler's rewriting (`not` pushed down to each comparison, days as two comparisons). What is known to
// differ is listed in docs/matching.md, and checked at the end here to differ still.
"use strict";

const { spawnSync } = require("node:child_process");
const { createRequire } = require("node:module");
const path = require("node:path");

const [program, folder, countText, seedText] = process.argv.slice(2);
const packages = createRequire(path.join(path.resolve(folder), "package.json"));
const mingo = packages("mingo");
const sift = packages("sift");

const COUNT = Number(countText ?? 30000);
let state = Number(seedText ?? 20260301) >>> 0;

// mulberry32
function random() {
  state = (state + 0x6d2b79f5) >>> 0;
  let mixed = Math.imul(state ^ (state >>> 15), state | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
}
const below = (limit) => Math.floor(random() * limit);
const pick = (list) => list[below(list.length)];
const often = (chance) => random() < chance;

// ---- The vocabulary -------------------------------------------------------------------------------------------------

const NOW = Date.UTC(2026, 2, 1, 12) / 1000;
const OFFSET = 90;
const DAY = 86400000;
const FIRST_DAY = Date.UTC(2026, 1, 27);

const TYPES = {
  id: "integer", responseTimeMins: "integer", spam_score: "number", subject: "string", previewText: "string", spam_rules: "any",
  agent: "reference", status: "reference", priority: "reference", createdAt: "datetime", updatedAt: "datetime", state: "enum",
  "inboxes.id": "any", "triggers.id": "any",
};
const FIELDS = {
  tickets: Object.keys(TYPES).filter((name) => !name.includes(".")),
  users: ["id", "createdAt", "inboxes.id", "triggers.id"],
};
// Of the endpoint of the case that is made.
let fields = FIELDS.tickets;
const NULLABLE = new Set(["responseTimeMins", "spam_rules", "agent", "status", "priority", "createdAt", "updatedAt"]);
const OPERATORS = {
  integer: ["=", "!=", "<", "<=", ">", ">=", "in", "not in", "between", "not between"],
  number: ["=", "!=", "<", "<=", ">", ">=", "in", "not in", "between", "not between"],
  string: ["=", "!=", "in", "not in", "contains"],
  datetime: ["=", "!=", "<", "<=", ">", ">=", "in", "not in", "between", "not between"],
  reference: ["=", "!=", "<", "<=", ">", ">=", "in", "not in", "between", "not between"],
  enum: ["=", "!=", "in", "not in"],
  any: ["=", "!=", "<", "<=", ">", ">=", "in", "not in", "between", "contains"],
};
const DUALS = {
  "=": "!=", "!=": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<", in: "not in", "not in": "in", between: "not between",
  "not between": "between", "is null": "is not null", "is not null": "is null",
};
const WIRE = { "=": "$eq", "!=": "$ne", "<": "$lt", "<=": "$lte", ">": "$gt", ">=": "$gte", contains: "$contains" };

// No pairs of surrogates: their order is one of the known differences.
const TEXTS = ["", "a", "A", "ab", "aab", "b", "ba", "Zebra", "é", "ÉA", "\uffee", "1", "true", "null", "say \"x\"", "a\u0000b", "tab\t"];
const NUMBERS = [-1, 0, 1, 2, 3, 4];
const NUMBER_TEXTS = { "-1": ["-1", "-1.0"], 0: ["0", "-0", "0.0"], 1: ["1", "1.0", "10e-1"], 2: ["2", "2e0"], 3: ["3"], 4: ["4", "0.4e1"] };
const FRACTIONS = [0.5, 0.25, 1.5, 2.75, 1e300, 5e-324, -0.1];

// ---- Tickets --------------------------------------------------------------------------------------------------------

const isoTime = (time) => new Date(time).toISOString().replace(".000Z", "Z");

// Such that days' starts are among them, in UTC and in the offset.
function randomTime() {
  return FIRST_DAY - (often(0.5) ? OFFSET * 60000 : 0) + below(17) * (DAY / 4) + (often(0.2) ? 1000 : 0);
}

// The same instant in another offset, or with a fraction.
function writtenTime(time) {
  const offset = pick([0, 60, -330, OFFSET]);
  if (offset === 0) return pick([isoTime(time), new Date(time).toISOString()]);
  const sign = offset < 0 ? "-" : "+";
  const size = Math.abs(offset);
  const two = (number) => String(number).padStart(2, "0");
  return new Date(time + offset * 60000).toISOString().replace("Z", `${sign}${two(Math.floor(size / 60))}:${two(size % 60)}`);
}

function randomScalar() {
  switch (below(6)) {
    case 0: return null;
    case 1: return often(0.5);
    case 2: return pick(FRACTIONS);
    case 3: return pick(TEXTS);
    default: return pick(NUMBERS);
  }
}

const relationship = (id) => ({ id, type: "users", meta: { a: 1 } });

function randomValue(field, mode) {
  const type = TYPES[field];
  if (type === "datetime" && mode === "dates") return often(0.1) ? null : writtenTime(randomTime() + (often(0.3) ? below(1000) : 0));
  if (often(0.1)) return null;
  if (often(0.06)) return randomScalar();
  if (often(0.06)) return Array.from({ length: below(4) }, () => (often(0.5) ? randomScalar() : randomValue(field, mode)));
  if (often(0.02)) return pick([{}, { a: 1 }, { id: null }, { id: { a: 1 } }]);
  switch (type) {
    case "integer": return pick(NUMBERS);
    case "number": return pick(often(0.5) ? NUMBERS : FRACTIONS);
    case "string": return pick(TEXTS);
    case "enum": return pick(["active", "deleted", "merged", "other"]);
    case "datetime": return often(0.05) ? pick(["soon", "2026-02-28", "", "2026-02-30T00:00:00Z"]) : isoTime(randomTime());
    case "reference": return often(0.1) ? relationship("7") : often(0.8) ? relationship(pick(NUMBERS)) : pick(NUMBERS);
    default: return randomScalar();
  }
}

function randomTicket(mode) {
  const ticket = {};
  for (const field of fields) {
    if (often(0.15)) continue;
    if (field.includes(".")) {
      ticket[field.split(".")[0]] = randomRelated();
    } else {
      ticket[field] = randomValue(field, mode);
    }
  }
  return ticket;
}

// What a field with a dot leads into.
function randomRelated() {
  const one = () => (often(0.1) ? randomScalar() : often(0.1) ? { a: 1 } : relationship(pick([...NUMBERS, "7", "a"])));
  return often(0.7) ? Array.from({ length: below(4) }, one) : one();
}

const isRelationship = (value) =>
  value !== null && typeof value === "object" && !Array.isArray(value) && ["number", "string"].includes(typeof value.id);
const standsFor = (value) => (isRelationship(value) ? value.id : value);

function revive(field, value) {
  return TYPES[field] === "datetime" && typeof value === "string" ? new Date(value) : value;
}

// Users have what fields with dots lead into, and that stays as it is.
const fieldsOf = (ticket) => ("inboxes" in ticket || "triggers" in ticket ? FIELDS.users : FIELDS.tickets);

// What the other programs are given: relationships are ids; in the mode of dates, times are dates.
function flatten(ticket, mode) {
  const flat = {};
  for (const [field, value] of Object.entries(ticket)) {
    if (!fieldsOf(ticket).includes(field)) {
      flat[field] = value;
      continue;
    }
    const stands = Array.isArray(value) ? value.map(standsFor) : standsFor(value);
    flat[field] = mode === "dates" ? revive(field, stands) : stands;
  }
  return flat;
}

function withDates(filter) {
  if (Array.isArray(filter)) return filter.map(withDates);
  return Object.fromEntries(Object.entries(filter).map(([key, value]) => {
    if (key === "$and" || key === "$or") return [key, withDates(value)];
    return [key, Object.fromEntries(Object.entries(value).map(([operator, operand]) =>
      [operator, Array.isArray(operand) ? operand.map((one) => revive(key, one)) : revive(key, operand)]))];
  }));
}

// ---- Queries --------------------------------------------------------------------------------------------------------

// A value of a query: its text, and what it is: `start` and `end` for a day, else `value` as it stands in a filter.
function randomOperand(field) {
  switch (TYPES[field]) {
    case "datetime": return randomTimeOperand();
    case "enum": { const name = pick(["active", "deleted", "merged"]); return { text: name, value: name }; }
    case "string": return textOperand();
    case "number": return often(0.5) ? fractionOperand() : numberOperand(true);
    case "reference": return numberOperand(false);
    case "integer": return numberOperand(false);
    default: return pick([() => numberOperand(true), fractionOperand, textOperand, booleanOperand])();
  }
}

function numberOperand(anyForm) {
  const value = pick(NUMBERS);
  const text = anyForm ? pick(NUMBER_TEXTS[value]) : String(value);
  return { text, value };
}
function fractionOperand() { const value = pick(FRACTIONS); return { text: String(value), value }; }
function textOperand() { const value = pick(TEXTS); return { text: JSON.stringify(value), value }; }
function booleanOperand() { const value = often(0.5); return { text: String(value), value }; }

function randomTimeOperand() {
  const day = below(4);
  const start = FIRST_DAY + day * DAY - OFFSET * 60000;
  const date = isoTime(FIRST_DAY + day * DAY).slice(0, 10);
  const hour = below(4) * 6;
  const clock = `${String(hour).padStart(2, "0")}:00`;
  switch (below(4)) {
    case 0: return { text: date, start, end: start + DAY };
    case 1: return { text: ["today - 2d", "yesterday", "today", "tomorrow"][day], start, end: start + DAY };
    case 2: return { text: `${date}T${clock}`, value: isoTime(start + hour * 3600000) };
    default: return { text: `${date}T${clock}Z`, value: isoTime(FIRST_DAY + day * DAY + hour * 3600000) };
  }
}

function randomComparison(contains) {
  const field = pick(fields);
  if (NULLABLE.has(field) && often(0.08)) return { field, operator: pick(["is null", "is not null"]), operands: [] };
  const operator = pick(OPERATORS[TYPES[field]].filter((one) => contains || one !== "contains"));
  const length = operator.endsWith("in") ? 1 + below(3) : operator.endsWith("between") ? 2 : 1;
  const operands = Array.from({ length }, () =>
    NULLABLE.has(field) && ["=", "!=", "in", "not in"].includes(operator) && often(0.08)
      ? { text: "null", value: null } : randomOperand(field));
  return { field, operator, operands };
}

// `contains` cannot be negated.
function randomTree(depth, contains) {
  const kind = depth === 0 ? 0 : below(6);
  if (kind < 2) return randomComparison(contains);
  if (kind === 2) return { not: randomTree(depth - 1, false) };
  const members = Array.from({ length: 2 + below(3) }, () => randomTree(depth - 1, contains));
  // Repetition is not left to chance.
  if (often(0.25)) members[members.length - 1] = members[0];
  return { group: kind % 2 ? "and" : "or", members };
}

function print(tree) {
  if (tree.not) return `not ${print(tree.not)}`;
  if (tree.group) return `(${tree.members.map(print).join(` ${tree.group} `)})`;
  const { field, operator, operands } = tree;
  const texts = operands.map((one) => one.text);
  if (operator.endsWith("in")) return `${field} ${operator} (${texts.join(", ")})`;
  if (operator.endsWith("between")) return `${field} ${operator} ${texts.join(" and ")}`;
  return `${field} ${operator} ${texts.join("")}`;
}

// ---- What a tree means, by docs/language.md -------------------------------------------------------------------------

const single = (field, operator, value) => ({ [field]: { [WIRE[operator]]: value } });

function meaningOfOne(field, operator, operand) {
  if (operand.start === undefined) return single(field, operator, operand.value);
  const start = isoTime(operand.start);
  const end = isoTime(operand.end);
  switch (operator) {
    case "=": return { $and: [single(field, ">=", start), single(field, "<", end)] };
    case "!=": return { $or: [single(field, "<", start), single(field, ">=", end)] };
    case "<": return single(field, "<", start);
    case "<=": return single(field, "<", end);
    case ">": return single(field, ">=", end);
    default: return single(field, ">=", start);
  }
}

function meaning(tree, negated) {
  if (tree.not) return meaning(tree.not, !negated);
  if (tree.group) {
    const all = (tree.group === "and") !== negated;
    return { [all ? "$and" : "$or"]: tree.members.map((member) => meaning(member, negated)) };
  }
  const { field, operands } = tree;
  const operator = negated ? DUALS[tree.operator] : tree.operator;
  switch (operator) {
    case "is null": return single(field, "=", null);
    case "is not null": return single(field, "!=", null);
    case "in": return { $or: operands.map((one) => meaningOfOne(field, "=", one)) };
    case "not in": return { $and: operands.map((one) => meaningOfOne(field, "!=", one)) };
    case "between": return { $and: [meaningOfOne(field, ">=", operands[0]), meaningOfOne(field, "<=", operands[1])] };
    case "not between": return { $or: [meaningOfOne(field, "<", operands[0]), meaningOfOne(field, ">", operands[1])] };
    default: return meaningOfOne(field, operator, operands[0]);
  }
}

// ---- The other programs ---------------------------------------------------------------------------------------------

// As docs/matching.md defines it, since the API does not.
function contains(value, sought) {
  const lower = (text) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  const values = Array.isArray(value) ? value : [value];
  if (typeof sought !== "string") return values.some((one) => one === sought);
  return values.some((one) => typeof one === "string" && lower(one).includes(lower(sought)));
}

function valueAt(value, path) {
  if (path.length === 0 || value === null || typeof value !== "object") return path.length ? undefined : value;
  return Array.isArray(value) ? value.map((item) => valueAt(item, path)) : valueAt(value[path[0]], path.slice(1));
}

const context = mingo.Context.init({
  query: { $contains: (selector, sought) => (ticket) => contains(valueAt(ticket, selector.split(".")), sought) },
});
const mingoQuery = (filter) => new mingo.Query(filter, { context });
const siftQuery = (filter) =>
  sift(filter, { operations: { $contains: (sought, owner, options) => sift.createEqualsOperation((value) => contains(value, sought), owner, options) } });

const hasNested = (ticket) => Object.values(ticket).some((value) => Array.isArray(value) && value.some(Array.isArray));

const indexes = (tickets, test) => tickets.flatMap((ticket, index) => (test(ticket, index) ? [index] : []));
const same = (one, other) => one.length === other.length && one.every((item, at) => item === other[at]);

function ask(requests) {
  const input = requests.map((request) => JSON.stringify(request)).join("\n") + "\n";
  const run = spawnSync(program, [], { input, maxBuffer: 1 << 30 });
  if (run.status !== 0) throw new Error(`${program}: ${run.stderr}`);
  const lines = run.stdout.toString("utf8").split("\n").slice(0, -1);
  if (lines.length !== requests.length) throw new Error(`${lines.length} answers to ${requests.length} requests`);
  return lines.map((line) => JSON.parse(line));
}

// ---- The comparison -------------------------------------------------------------------------------------------------

function randomCase() {
  const mode = often(0.4) ? "dates" : "times";
  const endpoint = often(0.15) ? "users" : "tickets";
  fields = FIELDS[endpoint];
  const tree = often(0.01) ? null : randomTree(below(4), true);
  const order = endpoint === "tickets" && often(0.6) ? ` order by ${pick(fields)} ${pick(["asc", "desc"])}` : "";
  const tickets = Array.from({ length: 6 + below(8) }, () => randomTicket(mode));
  const query = (tree ? print(tree) : "") + order;
  return { mode, tree, order, request: { endpoint, query, now: NOW, offset: OFFSET, tickets } };
}

// Of values that are arrays or objects, mingo's order is not MongoDB's.
function expectedOrder(one, flat, selected) {
  const [, , field, direction] = one.order.trim().split(" ");
  const values = selected.map((index) => flat[index][field]);
  if (values.some((value) => value !== null && typeof value === "object" && !(value instanceof Date))) return null;
  // Texts that are no times stand before all times, as texts before dates.
  const list = selected.map((index) => ({ index, key: one.mode === "times" && TYPES[field] === "datetime" ? timeKey(flat[index][field]) : flat[index][field] }));
  return mingoQuery({}).find(list).sort({ key: direction === "asc" ? 1 : -1 }).all().map((item) => item.index);
}
const timeKey = (value) => (typeof value === "string" && /^\d{4}-.*T/.test(value) && !Number.isNaN(Date.parse(value)) && !value.startsWith("2026-02-30") ? new Date(value) : value);

const statistics = { pairs: 0, selected: 0, sift: 0, orders: 0, contains: 0, dotted: 0, failures: 0 };

function fail(one, answer, what, expected, found) {
  statistics.failures++;
  if (statistics.failures > 5) return;
  console.log(`${what} (${one.mode}): ${one.request.query}`);
  console.log(`  filter   ${JSON.stringify(answer.filter)}`);
  console.log(`  expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}`);
  const differing = new Set([...expected.filter((index) => !found.includes(index)), ...found.filter((index) => !expected.includes(index))]);
  for (const index of differing) console.log(`  ticket ${index}: ${JSON.stringify(one.request.tickets[index])}`);
}

function check(one, answer) {
  if (answer.findings) {
    fail(one, answer, "findings", [], answer.findings);
    return;
  }
  const flat = one.request.tickets.map((ticket) => flatten(ticket, one.mode));
  const read = one.mode === "dates" ? withDates : (filter) => filter;
  const filter = read(answer.filter);
  const byMingo = mingoQuery(filter);
  const expected = indexes(flat, (ticket) => byMingo.test(ticket));
  if (!same(expected, answer.selected)) fail(one, answer, "mingo", expected, answer.selected);
  const byTree = mingoQuery(one.tree ? read(meaning(one.tree, false)) : {});
  const meant = indexes(flat, (ticket) => byTree.test(ticket));
  if (!same(meant, answer.selected)) fail(one, answer, "the tree", meant, answer.selected);
  const bySift = siftQuery(filter);
  const simple = (index) => !hasNested(flat[index]);
  const found = indexes(flat, (ticket, index) => simple(index) && bySift(ticket));
  const own = answer.selected.filter(simple);
  if (!same(found, own)) fail(one, answer, "sift", found, own);
  statistics.sift += flat.filter((ticket) => !hasNested(ticket)).length;
  const ordered = one.order ? expectedOrder(one, flat, answer.selected) : null;
  if (ordered) {
    statistics.orders++;
    if (!same(ordered, answer.ordered)) fail(one, answer, "the order", ordered, answer.ordered);
  }
  statistics.pairs += flat.length;
  statistics.selected += expected.length;
  statistics.dotted += one.request.endpoint === "users";
  statistics.contains += one.request.query.includes("contains");
}

// What is said in docs/matching.md to differ: [query, ticket, whether deskql selects it, what mingo says, what sift says].
const DIFFERENCES = [
  ["id = 9007199254740993", "{\"id\":9007199254740992}", false, true, true],
  ["id > 9007199254740992", "{\"id\":9007199254740993}", true, false, false],
  ["spam_rules > \"\\uffee\"", "{\"spam_rules\":\"\\ud83d\\ude00\"}", true, false, false],
  ["spam_rules = 1", "{\"spam_rules\":[[1]]}", false, false, true],
  ["createdAt = 2026-03-01T10:00:00Z", "{\"createdAt\":\"2026-03-01T11:00:00+01:00\"}", true, false, false],
  ["createdAt > 2026-03-01T10:00:00Z", "{\"createdAt\":\"2026-03-01T10:00:00.250Z\"}", true, false, false],
];

function checkDifferences() {
  const tickets = DIFFERENCES.map(([, text]) => text);
  const input = DIFFERENCES.map(([query], at) =>
    `{"endpoint":"tickets","query":${JSON.stringify(query)},"now":${NOW},"offset":0,"tickets":[${tickets[at]}]}\n`).join("");
  const run = spawnSync(program, [], { input });
  const answers = run.stdout.toString("utf8").split("\n").slice(0, -1).map((line) => JSON.parse(line));
  for (const [at, [query, text, own, theirs, sifts]] of DIFFERENCES.entries()) {
    const ticket = JSON.parse(text);
    const found = [answers[at].selected.length === 1, mingoQuery(answers[at].filter).test(ticket), siftQuery(answers[at].filter)(ticket)];
    if (same(found, [own, theirs, sifts])) continue;
    statistics.failures++;
    console.log(`${query} of ${text}: deskql, mingo, sift say ${found}, and docs/matching.md ${[own, theirs, sifts]}`);
  }
}

const BATCH = 2000;
for (let done = 0; done < COUNT; done += BATCH) {
  const cases = Array.from({ length: Math.min(BATCH, COUNT - done) }, randomCase);
  const answers = ask(cases.map((one) => one.request));
  cases.forEach((one, at) => check(one, answers[at]));
}
checkDifferences();
console.log(`${COUNT} queries, ${statistics.pairs} times a ticket, ${statistics.selected} selected; ${statistics.sift} compared with sift, ` +
  `${statistics.orders} orders, ${statistics.contains} queries with contains, ${statistics.dotted} of fields with dots: ${statistics.failures} differences`);
// The comparison has to say something.
const thin = COUNT >= 1000 && (statistics.selected < statistics.pairs / 10 || statistics.orders < COUNT / 10 || statistics.contains < COUNT / 20);
if (thin) console.log("too few tickets were selected, ordered or searched");
process.exit(statistics.failures || thin ? 1 : 0);
