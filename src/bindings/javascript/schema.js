// Schemas: the endpoints that there are, and what each allows.

import { Handle, expect, result, wasm, withFrame } from "./memory.js";
import { errorOf } from "./findings.js";

/** The handle of an option `schema`; undefined for none. */
export let schemaHandle;

/** Endpoints, those that are built in and those that are added. */
export class Schema {
  #handle;

  constructor() {
    withFrame(() => {
      expect(wasm.schema_new());
      this.#handle = new Handle(this, wasm.made(), wasm.deskql_schemas_free);
    });
  }

  #add(add, json) {
    const source = typeof json === "string" || json instanceof Uint8Array ? json : JSON.stringify(json);
    const { address } = this.#handle;
    const valid = withFrame((frame) => {
      const bytes = frame.text(source);
      return expect(add(address, bytes, frame.length));
    });
    if (!valid) throw errorOf(wasm.deskql_schemas_findings(address), { source });
    return this;
  }

  /** Adds the endpoints of a schema, given as JSON or as an object. */
  add(schema) {
    return this.#add(wasm.deskql_schemas_add, schema);
  }

  /** Adds the names of one installation: `{ status: { open: 1 } }`. */
  addValues(values) {
    return this.#add(wasm.deskql_schemas_add_values, values);
  }

  get endpoints() {
    return endpointsOf(this.#handle.address);
  }

  fields(endpoint = "tickets") {
    return fieldsOf(this.#handle.address, endpoint);
  }

  free() {
    this.#handle.free();
  }

  static {
    schemaHandle = (schema) => {
      if (schema === undefined || schema === null) return undefined;
      if (!(schema instanceof Schema)) throw new TypeError("deskql: `schema` is to be a Schema");
      return schema.#handle;
    };
  }
}

function endpointsOf(schemas) {
  return withFrame(() => {
    expect(wasm.schema_endpoints(schemas));
    return JSON.parse(result());
  });
}

function fieldsOf(schemas, endpoint) {
  const known = endpointsOf(schemas);
  if (!known.includes(endpoint)) throw new RangeError(`deskql: no endpoint \`${endpoint}\`; there are ${known.join(", ")}`);
  return withFrame((frame) => {
    expect(wasm.schema_fields(schemas, frame.name(endpoint)));
    return JSON.parse(result());
  });
}

/** The names of the endpoints. */
export function endpoints({ schema } = {}) {
  return endpointsOf(schemaHandle(schema)?.address ?? 0);
}

/** What an endpoint allows. */
export function fields(endpoint = "tickets", { schema } = {}) {
  return fieldsOf(schemaHandle(schema)?.address ?? 0, endpoint);
}
