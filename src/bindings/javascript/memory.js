// The WebAssembly module and its memory. Nothing outside this file knows an address that it did not get here.

export const encoder = new TextEncoder();
export const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** What glue.c exports. */
export let wasm;
let bytes;
let view;
let loading;

const HOW_IN_WORKERS = '`import module from "deskql/deskql.wasm"` and `await init(module)`';

/** The statuses of deskql/status.h that are dealt with. */
export const OK = 0;
const NO_MEMORY = 2;
export const INVALID = 5;

function start({ exports }) {
  exports._initialize();
  wasm = exports;
}

async function fetched(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`deskql: ${url} answered ${response.status}`);
  return response.arrayBuffer();
}

async function load(given) {
  if (wasm) return;
  const source = typeof given === "function" ? given() : given;
  if (source === undefined) throw new TypeError(`deskql: init() needs the module here: ${HOW_IN_WORKERS}`);
  // Modules of other realms (frames, test runners) are modules too.
  const isModule = Object.prototype.toString.call(source) === "[object WebAssembly.Module]";
  const isAddress = typeof source === "string" || Boolean(source.href);
  const module = isModule ? source : await WebAssembly.compile(isAddress ? await fetched(source) : source);
  start(await WebAssembly.instantiate(module));
}

/** Loads the module, once: further calls wait for the first one. Each entry of the package has a source of its own. */
export function init(source) {
  loading ??= load(source).catch((error) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

// The buffer is another one each time that the memory has grown.
function refresh() {
  if (bytes?.buffer === wasm.memory.buffer) return;
  bytes = new Uint8Array(wasm.memory.buffer);
  view = new DataView(wasm.memory.buffer);
}

/** Throws unless a call did its work. Returns whether it found no errors. */
export function expect(status) {
  if (status === OK || status === INVALID) return status === OK;
  if (status === NO_MEMORY) throw new RangeError("deskql: no memory");
  throw new TypeError("deskql: wrong call");
}

/** The text that the last call wrote. */
export function result() {
  refresh();
  const start = wasm.text();
  return decoder.decode(bytes.subarray(start, start + wasm.text_length()));
}

const LONG = 4096;

/** Memory for the arguments of one call. */
export class Frame {
  #blocks = [];
  /** Bytes of the text that was written last. */
  length = 0;

  block(size) {
    const address = wasm.malloc(size);
    if (address === 0) throw new RangeError("deskql: no memory");
    this.#blocks.push(address);
    refresh();
    return address;
  }

  /** Copies a string, or bytes, and a NUL behind it; `length` is without that. */
  text(text) {
    const short = typeof text === "string" && text.length < LONG;
    const source = typeof text === "string" && !short ? encoder.encode(text) : text;
    const address = this.block(short ? text.length * 3 + 1 : source.length + 1);
    if (short) {
      this.length = encoder.encodeInto(text, bytes.subarray(address)).written;
    } else {
      bytes.set(source, address);
      this.length = source.length;
    }
    bytes[address + this.length] = 0;
    return address;
  }

  /** Copies a name, which cannot hold a NUL; undefined and null are none. */
  name(name) {
    if (name === undefined || name === null) return 0;
    if (typeof name !== "string" || name.includes("\0")) throw new TypeError(`deskql: ${JSON.stringify(name)} is no name`);
    return this.text(name);
  }

  /** The memory as a DataView; only until the next allocation. */
  get view() {
    refresh();
    return view;
  }

  free() {
    for (const block of this.#blocks) wasm.free(block);
  }
}

/** Calls `work` with a frame that is freed afterwards. */
export function withFrame(work) {
  if (!wasm) throw new Error(`deskql: call \`await init()\` once before all else; in a Worker ${HOW_IN_WORKERS}`);
  const frame = new Frame();
  try {
    return work(frame);
  } finally {
    frame.free();
  }
}

// Made when it is needed. Some Workers know no such thing: what is forgotten there is freed with the Worker.
let freed;

/**
 * A thing in the module's memory. It is freed when its owner says so, or at the latest some time after its owner is gone; and
 * never before the handles that were made with it (`needs`).
 */
export class Handle {
  #address;
  #release;
  #needs;
  #users = 1;
  #closed = false;

  constructor(owner, address, release, needs) {
    this.#address = address;
    this.#release = release;
    this.#needs = needs;
    needs?.hold();
    if (globalThis.FinalizationRegistry) freed ??= new FinalizationRegistry((handle) => handle.free());
    freed?.register(owner, this, this);
  }

  #check() {
    if (this.#closed) throw new Error("deskql: this was freed");
  }

  get address() {
    this.#check();
    return this.#address;
  }

  /** Keeps what is there until drop(), whoever frees it meanwhile. */
  hold() {
    this.#check();
    this.#users++;
  }

  drop() {
    if (--this.#users > 0) return;
    this.#release(this.#address);
    this.#needs?.drop();
  }

  free() {
    if (this.#closed) return;
    this.#closed = true;
    freed?.unregister(this);
    this.drop();
  }
}
