// extract.mjs WAY FILE: milliseconds of processor time that a megabyte of FILE takes, the best of several rounds, as
// `meta-agent bench extract` measures its own. WAY is "parse" for JSON.parse, "repair" for jsonrepair
// (PEERS_DIR/node_modules). Exits 77 where that is not installed.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const NOT_INSTALLED = 77, ROUNDS = 7, ROUND_MS = 200;
const [, , way, file] = process.argv;
const text = readFileSync(file, 'utf8');

function load() {
  try {
    return createRequire(`${process.env.PEERS_DIR}/package.json`)('jsonrepair').jsonrepair;
  } catch {
    process.exit(NOT_INSTALLED);
  }
}

const read = way === 'parse' ? JSON.parse : load();

// What comes of it has to be the plan that it was made from.
const value = way === 'parse' ? read(text) : JSON.parse(read(text));
if (value.tasks.length !== 200) throw new Error(`${value.tasks.length} tasks`);

function round() {
  const began = process.cpuUsage();
  let n = 0, ms;
  do {
    for (let i = 0; i < 20; i++) read(text);
    n += 20;
    const { user, system } = process.cpuUsage(began);
    ms = (user + system) / 1000;
  } while (ms < ROUND_MS);
  return ms / n / (Buffer.byteLength(text) / 1e6);
}

round();
round();
let best = Infinity;
for (let i = 0; i < ROUNDS; i++) best = Math.min(best, round());
console.log(best);
