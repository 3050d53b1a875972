// Runs one work of emmett and prints what it took, as worker.py does for contenders in Python.
//
// Each folder's store.mjs opens a store. In bulk, events of a batch are appended stream by stream,
// for emmett has no append to several streams; a single fact goes through its CommandHandler,
// which reads the stream, folds it, and appends with the version that it expects.

import { createReadStream, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { CommandHandler } from '@event-driven-io/emmett';
import { open, packages } from './store.mjs';

const BATCH = 10_000;
const TRIES = 5;
const AT_ONCE = 1_000; // events of one append: SQLite takes 32,766 values in a statement, ten each

const streamOf = (fact) =>
  fact.instrument ? `instrument-${fact.instrument}`
  : fact.jurisdiction ? `relationship-${fact.platform}/${fact.jurisdiction}`
  : `platform-${fact.platform}`;

const eventOf = (fact) => ({ type: fact.type, data: fact });

const handle = CommandHandler({
  initialState: () => ({ facts: 0, last: null }),
  evolve: (state, event) => ({ facts: state.facts + 1, last: event.data.occurred }),
});

// emmett-sqlite now and then commits while a statement of its own is open. SQLite refuses that, it
// is rolled back, and an application would try again: within the time.
async function patiently(work) {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (error.code !== 'SQLITE_BUSY' || tries === TRIES) throw error;
    }
  }
}

async function append(store, facts) {
  const streams = new Map();
  for (const fact of facts) {
    const name = streamOf(fact);
    if (!streams.has(name)) streams.set(name, []);
    streams.get(name).push(eventOf(fact));
  }
  for (const [name, events] of streams) {
    for (let from = 0; from < events.length; from += AT_ONCE) {
      const some = events.slice(from, from + AT_ONCE);
      await patiently(() => store.appendToStream(name, some));
    }
  }
}

async function timed(work) {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

async function bulk(store, path) {
  let taken = 0;
  let batch = [];
  const flush = async () => { taken += await timed(() => append(store, batch)); batch = []; };
  for await (const line of createInterface({ input: createReadStream(path) })) {
    batch.push(JSON.parse(line));
    if (batch.length === BATCH) await flush();
  }
  if (batch.length) await flush();
  return [taken];
}

async function singles(store, path, before) {
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  const facts = lines.map((line) => JSON.parse(line));
  await append(store, facts.slice(0, before));
  const seconds = [];
  for (const fact of facts.slice(before)) {
    const save = () => handle(store, streamOf(fact), () => eventOf(fact));
    seconds.push(await timed(() => patiently(save)));
  }
  return seconds;
}

function peak() {
  const [, kilobytes] = readFileSync('/proc/self/status', 'utf8').match(/VmHWM:\s+(\d+) kB/);
  return Number(kilobytes) * 1024;
}

function versions() {
  const versionOf = (name) =>
    JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, import.meta.url))).version;
  const found = packages.map((name) => [name, versionOf(name)]);
  return { Node: process.versions.node, ...Object.fromEntries(found) };
}

const job = JSON.parse(process.argv[2]);
const { store, ask, close } = await open(job.place);
const seconds = job.work === 'bulk'
  ? await bulk(store, job.facts)
  : await singles(store, job.facts, job.before);
const settings = {};
for (const question of job.questions) settings[question] = await ask(question);
await close();
console.log(JSON.stringify({ seconds, settings, peak: peak(), versions: versions() }));
