// Values of parameters: from JavaScript's types to the structs of deskql/plan.h.

import { expect, wasm, withFrame } from "./memory.js";

const NULL = 1;
const INTEGER = 2;
const NUMBER = 3;
const STRING = 4;
const BOOLEAN = 5;
const TIME = 6;
const DATE = 7;
const TEXT = 8;
const LIST = 9;

const MILLISECONDS_OF_DAY = 86_400_000n;
const VALUE_SIZE = 16;
const BINDING_SIZE = 24;

class Day {
  constructor(date, days) {
    this.date = date;
    this.days = days;
    Object.freeze(this);
  }
}

class Text {
  constructor(text) {
    this.text = text;
    Object.freeze(this);
  }
}

/** The milliseconds since 1970 of a time as a query writes it; undefined where it is none. */
function readTime(text) {
  return withFrame((frame) => {
    const milliseconds = frame.block(8);
    const address = frame.text(text);
    const valid = expect(wasm.deskql_time_read(address, frame.length, 0, milliseconds));
    return valid ? frame.view.getBigInt64(milliseconds, true) : undefined;
  });
}

export function day(date) {
  const milliseconds = /^\d{4}-\d{2}-\d{2}$/.test(date) ? readTime(date) : undefined;
  if (milliseconds === undefined) throw new RangeError(`deskql: ${JSON.stringify(date)} is no day; one is written 2026-01-31`);
  // Days before 1970 begin at whole days too, so nothing is cut off.
  return new Day(date, Number(milliseconds / MILLISECONDS_OF_DAY));
}

export function text(value) {
  return new Text(String(value));
}

function ofNumber(number) {
  if (Number.isSafeInteger(number)) return { type: INTEGER, value: BigInt(number) };
  if (Number.isFinite(number)) return { type: NUMBER, value: number };
  throw new RangeError(`deskql: ${number} cannot be the value of a parameter`);
}

function ofInteger(integer) {
  if (BigInt.asIntN(64, integer) !== integer) throw new RangeError(`deskql: ${integer} has more than 64 bits`);
  return { type: INTEGER, value: integer };
}

// Dates of other realms (frames, test runners) are dates too.
function isDate(value) {
  return Object.prototype.toString.call(value) === "[object Date]";
}

function ofDate(date) {
  const milliseconds = Date.prototype.getTime.call(date);
  if (Number.isNaN(milliseconds)) throw new RangeError("deskql: an invalid Date cannot be the value of a parameter");
  return { type: TIME, value: BigInt(milliseconds) };
}

function scalar(value, name) {
  if (value === null) return { type: NULL };
  switch (typeof value) {
    case "string":
      return { type: STRING, value };
    case "number":
      return ofNumber(value);
    case "bigint":
      return ofInteger(value);
    case "boolean":
      return { type: BOOLEAN, value };
  }
  if (isDate(value)) return ofDate(value);
  if (value instanceof Day) return { type: DATE, value: value.days };
  if (value instanceof Text) return { type: TEXT, value: value.text };
  throw new TypeError(`deskql: the value of \`${name}\` is ${Array.isArray(value) ? "a list in a list" : typeof value}`);
}

/**
 * What is bound, read once from whatever object the caller has, before anything is written to memory. A parameter that is
 * undefined is not bound.
 */
export function bindingsOf(params) {
  const bindings = [];
  for (const [name, value] of Object.entries(params ?? {})) {
    if (value === undefined) continue;
    const read = Array.isArray(value)
      ? { type: LIST, value: Array.from(value, (item) => scalar(item, name)) }
      : scalar(value, name);
    bindings.push({ name, ...read });
  }
  return bindings;
}

function writeValue(frame, at, { type, value }) {
  let address = 0;
  let length = 0;
  if (type === STRING || type === TEXT) {
    address = frame.text(value);
    length = frame.length;
  } else if (type === LIST) {
    length = value.length;
    address = frame.block(length * VALUE_SIZE + 1);
    value.forEach((item, index) => writeValue(frame, address + index * VALUE_SIZE, item));
  }
  const { view } = frame;
  view.setInt32(at, type, true);
  view.setBigInt64(at + 8, 0n, true);
  switch (type) {
    case INTEGER:
    case TIME:
      view.setBigInt64(at + 8, value, true);
      break;
    case NUMBER:
      view.setFloat64(at + 8, value, true);
      break;
    case BOOLEAN:
      view.setUint8(at + 8, value ? 1 : 0);
      break;
    case DATE:
      view.setInt32(at + 8, value, true);
      break;
    case STRING:
    case TEXT:
    case LIST:
      view.setUint32(at + 8, address, true);
      view.setUint32(at + 12, length, true);
      break;
  }
}

/** Writes an array of deskql_binding; 0 for none. */
export function writeBindings(frame, bindings) {
  if (bindings.length === 0) return 0;
  const start = frame.block(bindings.length * BINDING_SIZE);
  bindings.forEach((binding, index) => {
    const at = start + index * BINDING_SIZE;
    const name = frame.name(binding.name);
    frame.view.setUint32(at, name, true);
    writeValue(frame, at + 8, binding);
  });
  return start;
}
