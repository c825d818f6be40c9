/** A WebAssembly.Module, where the host imports such files. */
declare const module: object;
export default module;
