// The package with its module inside, so that no host and no bundler has to find a file. Node takes deskql.cjs, which is the same
// in one file, and loaded at once.

import { init as load } from "./api.js";
import { embedded } from "./embedded.js";

export * from "./api.js";

function decoded() {
  const letters = atob(embedded);
  const bytes = new Uint8Array(letters.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = letters.charCodeAt(i);
  return bytes;
}

export function init(source) {
  return load(source ?? decoded);
}
