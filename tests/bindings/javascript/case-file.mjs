// Reads case files, as tests/cases/case_file.h describes them.

import { readFileSync } from "node:fs";

const EXPECTED = ["filter", "output", "params", "url", "curl", "plan", "english", "tree", "validator", "findings"];

function bodyOf(lines, first, expected) {
  let end = first;
  while (end < lines.length && !/^(--|==) /.test(lines[end])) end++;
  while (end > first && (lines[end - 1] === "" || (expected && lines[end - 1].startsWith("#")))) end--;
  return { body: lines.slice(first, end).join("\n"), end };
}

/** [{title, line, sections: [{name, value, body, expected}]}] */
export function readCases(path) {
  const lines = readFileSync(path, "utf8").split("\n");
  const cases = [];
  for (let at = 0; at < lines.length; at++) {
    if (lines[at].startsWith("== ")) {
      cases.push({ title: lines[at].slice(3), line: at + 1, sections: [] });
    } else if (lines[at].startsWith("-- ")) {
      const [, name, value = ""] = /^-- ([^ ]*)(?: (.*))?$/.exec(lines[at]);
      const expected = EXPECTED.includes(name);
      const { body, end } = bodyOf(lines, at + 1, expected);
      cases.at(-1).sections.push({ name, value, body, expected });
      if (end > at + 1) at = end - 1;
    }
  }
  return cases;
}
