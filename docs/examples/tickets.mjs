#!/usr/bin/env node
/*
 * Lists the tickets that a query selects, with nothing but deskql and fetch.
 *
 *     DESK_TOKEN=… node tickets.mjs https://acme.teamwork.com 'agent = :agent and subject contains :text' agent=640138 text='late again'
 *
 * Mistakes of the query are reported with their places, and so is what the server has to say of a part of it.
 */
import { DeskqlError, prepare, text } from "deskql";

/** Tickets of one page; what the server says of a wrong request is a list of messages, each with its place in the query. */
async function listTickets(query, options) {
  const { url } = query.compile(options);
  const response = await fetch(url, { headers: { Authorization: `Bearer ${process.env.DESK_TOKEN}` } });
  const body = await response.json();
  if (response.ok) return body.tickets;
  const messages = query.readAnswer(body, options).map(({ range, message }) => `${range.start.line}:${range.start.column}: ${message}`);
  throw new Error([`the server answered ${response.status}`, ...messages].join("\n"));
}

async function main([baseUrl, source, ...words]) {
  // What a value holds cannot change the query; its type is that of the field that it stands with.
  const params = Object.fromEntries(words.map((word) => [word.split("=", 1)[0], text(word.slice(word.indexOf("=") + 1))]));
  const query = prepare(source);
  try {
    // One clock, so that the query means the same when the server complains of it.
    const tickets = await listTickets(query, { params, baseUrl, now: new Date() });
    for (const { id, subject } of tickets) console.log(`${id}\t${subject}`);
  } finally {
    query.free();
  }
}

if (process.argv.length < 4) {
  console.error("usage: tickets.mjs URL QUERY [NAME=VALUE…]");
  process.exitCode = 2;
} else {
  try {
    await main(process.argv.slice(2));
  } catch (error) {
    console.error(error instanceof DeskqlError ? error.message : String(error.cause ?? error.message));
    process.exitCode = 1;
  }
}
