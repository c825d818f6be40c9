// The package with its module in a file of its own, beside this one: bundlers that know `new URL` bring it along.

import { init as load } from "./api.js";

export * from "./api.js";

export function init(source) {
  return load(source ?? (() => new URL("./deskql.wasm", import.meta.url)));
}
