// Places are indices of the string: what a page cuts out and puts in is what the finding is about, whatever the text holds.

import assert from "node:assert/strict";
import { test } from "node:test";
import { applyFix, applyFixes, check, compile, compileAll, parse, prepare, Schema, DeskqlError } from "deskql";

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
// What a string becomes in UTF-8: half a surrogate pair is U+FFFD.
const wellFormed = (text) => decoder.decode(encoder.encode(text));
const cut = (text, { start, end }) => text.slice(start.index, end.index);

const texts = {
  umlaut: "größe",
  emoji: "😀",
  "emoji of several": "👩‍👩‍👧 🇩🇪 👍🏽",
  combining: "e\u0301 n\u0303",
  "half a pair": "\ud83d x \ude00",
  "beyond U+FFFF": "\u{10ffff}\u{10000}",
  "three bytes": "日本語\u3000",
};

/** Every range that is somewhere in an object. */
function* rangesOf(value) {
  if (value === null || typeof value !== "object") return;
  if (value.start && value.end) yield value;
  for (const item of Object.values(value)) yield* rangesOf(item);
}

/** Index and offset are the same place. */
function compareRanges(source, value) {
  let count = 0;
  for (const { start, end } of rangesOf(value)) {
    for (const { offset, index } of [start, end]) {
      assert.equal(encoder.encode(source.slice(0, index)).length, offset, JSON.stringify(source));
      count++;
    }
  }
  return count;
}

function fixBytes(source, { range, replacement }) {
  const bytes = encoder.encode(source);
  const parts = [bytes.subarray(0, range.start.offset), encoder.encode(replacement), bytes.subarray(range.end.offset)];
  return parts.map((part) => decoder.decode(part)).join("");
}

test("a fix behind each kind of text", () => {
  for (const [kind, inner] of Object.entries(texts)) {
    for (const bom of ["", "\ufeff"]) {
      const source = `${bom}subject = "${inner}" and status == 1`;
      const found = check(source).filter(({ fix, severity }) => fix && severity === "error");
      assert.equal(found.length, 1, kind);
      assert.equal(cut(source, found[0].range), "==", kind);
      // Half a pair stays what it is.
      assert.equal(applyFix(source, found[0]), `${bom}subject = "${inner}" and status = 1`, kind);
      assert.equal(compareRanges(source, found) > 0, true);
    }
  }
});

test("the line of the manual, fix by fix", () => {
  const source = '# größe 😀\nsubject = "größe 😀" && status == 1\n';
  const first = applyFix(source, check(source)[0]);
  assert.equal(first, '# größe 😀\nsubject = "größe 😀" and status == 1\n');
  const second = applyFix(first, check(first)[0]);
  assert.equal(second, '# größe 😀\nsubject = "größe 😀" and status = 1\n');
  assert.deepEqual(check(second), []);
  assert.deepEqual(applyFixes(source), { text: second, applied: 2 });
});

test("a fix is of its own text", () => {
  const [finding] = check("subject = 'x' and status == 1");
  assert.throws(() => applyFix("status", finding), RangeError);
  assert.throws(() => applyFix(encoder.encode("status == 1"), finding), TypeError);
  const [without] = check("statu = 1");
  assert.equal(without.fix, null);
  assert.throws(() => applyFix("statu = 1", without), { name: "TypeError", message: "deskql: this DQL201 has no exact fix" });
});

test("findings have what is known of the way out", () => {
  const [unknown] = check('subject = "😀" and statu = 1');
  assert.deepEqual(unknown.help, ["a field with a similar name exists: `status`"]);
  for (const source of ['subject = "😀" and priority >', 'subject = "😀" statu']) {
    const [finding] = check(source);
    assert.ok(finding.expected.length > 0, source);
    compareRanges(source, finding);
  }
  const source = 'subject = "😀" and statu = 1';
  for (const { range, replacement } of unknown.suggestions) {
    assert.equal(source.slice(0, range.start.index) + replacement + source.slice(range.end.index), source.replace("statu", "status"));
  }
});

test("places of queries, of their parts and of the map", () => {
  const source = '\ufeff# 😀\nä: subject = "größe 😀" and priority = :p order by id;\nö: subject = "e\u0301" and status = 1 order by id desc';
  const named = source.replace("ä:", "mine:").replace("ö:", "other:");
  const document = parse(named);
  for (const query of document.queries) {
    const { range, parameters, order, mentions } = query;
    assert.equal(compareRanges(named, { range, parameters, order, mentions }) > 8, true);
    for (const { name, range: place } of [...mentions, ...order]) assert.equal(cut(named, place).replace(/ desc$|^:/, ""), name);
  }
  const [first] = document.queries;
  const params = { p: 2 };
  assert.equal(cut(named, first.parameters[0].range), ":p");
  assert.equal(cut(named, first.locate("filter.priority", { params })), "priority = :p");
  assert.equal(first.locate("nothing", { params }), null);
  const { map, curl, plan } = first.compile({ params, outputs: ["map", "plan", "curl"] });
  assert.equal(cut(named, map["filter/subject/$eq"]), '"größe 😀"');
  assert.equal(cut(named, map.orderBy).startsWith("id"), true);
  assert.equal(compareRanges(named, map), 2 * Object.keys(map).length);
  assert.match(curl, /^curl /);
  assert.match(plan, /^GET /m);
  document.free();
  assert.deepEqual(compile("", { outputs: ["map"] }).map, {});
});

test("places of what compiling finds, and of schemas", () => {
  const source = 'subject = "größe 😀" and id = :p';
  const query = prepare(source);
  assert.throws(
    () => query.compile({ params: { p: "x" } }),
    (error) => error instanceof DeskqlError && compareRanges(source, error.findings) > 0,
  );
  assert.throws(
    () => query.compile(),
    ({ findings }) => cut(source, findings[0].range) === ":p",
  );
  query.free();
  const json = '{"größe 😀": 1, "version": "😀", "endpoints": 7}';
  assert.throws(
    () => new Schema().add(json),
    ({ findings }) => compareRanges(json, findings) > 0,
  );
});

test("raw texts", () => {
  const source = '{"größe 😀":1}\n{"subject":"😀","statu":1}';
  const found = check(source, { raw: true });
  assert.equal(found.length > 1, true);
  compareRanges(source, found);
});

test("bytes that are no text have an offset, and each counts as one", () => {
  const bytes = Uint8Array.of(...encoder.encode('subject = "'), 0xff, 0xfe, ...encoder.encode('" and status == 1'));
  for (const { range } of check(bytes)) assert.equal(range.start.index, range.start.offset);
});

test("long texts: every place of many", () => {
  const line = 'subject = "größe 😀" and status = 1 and (priority = 2)';
  const source = Array.from({ length: 400 }, (_, at) => `q${at}: ${line}`).join(";\n");
  const all = compileAll(source, { outputs: ["map"] });
  const document = parse(source);
  document.queries.forEach(({ mentions }, at) => {
    assert.deepEqual(mentions.map(({ range }) => cut(source, range)), ["subject", "status", "priority"]);
    assert.equal(cut(source, all[at].map["filter/subject/$eq"]), '"größe 😀"');
  });
  document.free();
});

// A generator of its own, so that a failure comes again.
function randomOf(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

test("random texts: a fix by index is the fix by bytes", () => {
  const words = [
    "status", "statu", "==", "=", "&&", "and", "or", "||", "(", ")", "1", "priority", ">", "<>", "'x'", '"', "'", ",", ";", ":p",
    "in", "not", "order by", "id", "desc", "\n", "\r\n", "\r", "#", "\ufeff", "\u00a0", "\u200b", "“", "”", "\0", ...Object.values(texts),
    ...Object.values(texts).map((text) => `"${text}"`),
  ];
  const random = randomOf(20260301);
  let fixes = 0;
  let places = 0;
  for (let round = 0; round < 3000; round++) {
    const source = Array.from({ length: 1 + random(14) }, () => words[random(words.length)] + (random(4) ? " " : "")).join("");
    const found = check(source);
    places += compareRanges(source, found);
    for (const finding of found) {
      if (!finding.fix) continue;
      fixes++;
      assert.equal(wellFormed(applyFix(source, finding)), fixBytes(source, finding.fix), JSON.stringify(source));
    }
  }
  assert.ok(fixes > 300 && places > 3000, `${fixes} fixes, ${places} places`);
});
