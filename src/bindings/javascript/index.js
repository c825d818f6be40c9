// The package, loaded: whoever imports this may call everything at once. `deskql/core` is the same without the loading.

import { init } from "./core.js";

export * from "./core.js";

await init();
