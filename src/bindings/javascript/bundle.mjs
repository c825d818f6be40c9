// Makes what the package has beside its sources, in the folder that has these and deskql.wasm:
//
//     embedded.js   the module as text, for index.js
//     deskql.cjs    sources and module in one file, for Node: require() reads it, and import by way of node.js, so that both have
//                   the same classes. It needs no other file, so bundlers for Node can take it too.
//     node.js, index.d.cts

import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [, , folder] = process.argv;
const read = (name, encoding = "utf8") => readFileSync(join(folder, name), encoding);
const write = (name, text) => writeFileSync(join(folder, name), text);

const embedded = JSON.stringify(read("deskql.wasm", "base64"));
const names = Object.keys(await import(pathToFileURL(join(folder, "api.js")))).join(", ");
const sources = ["memory.js", "values.js", "findings.js", "schema.js", "api.js"]
  .map((name) => read(name).replace(/^(import|export) .*";\n|^export \{.*\};\n/gm, "").replace(/^export /gm, ""))
  .join("\n");

write("embedded.js", `export const embedded = ${embedded};\n`);
write(
  "deskql.cjs",
  `"use strict";
${sources}
start(new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(${embedded}, "base64"))));
module.exports = { ${names} };
`,
);
write("node.js", `import deskql from "./deskql.cjs";\n\nexport const { ${names} } = deskql;\n`);
copyFileSync(join(folder, "index.d.ts"), join(folder, "index.d.cts"));
