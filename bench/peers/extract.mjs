// extract.mjs WAY FILE: milliseconds of processor time that a megabyte of FILE takes, the best of several rounds, as
// `meta-agent bench extract` measures its own. WAY is "parse" for JSON.parse, "repair" for jsonrepair, "partial" for
// partial-json (PEERS_DIR/node_modules). Exits 77 where that is not installed.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const NOT_INSTALLED = 77, ROUNDS = 7, ROUND_MS = 200;
const [, , way, file] = process.argv;
const text = readFileSync(file, 'utf8');

function load(name) {
  try {
    return createRequire(`${process.env.PEERS_DIR}/package.json`)(name);
  } catch {
    process.exit(NOT_INSTALLED);
  }
}

const ways = {
  parse: () => JSON.parse,
  repair: () => load('jsonrepair').jsonrepair,
  partial: () => load('partial-json').parse,
};
const read = ways[way]();

// What comes of it has to be the plan that it was made from, or the part of it that is there.
const value = way === 'repair' ? JSON.parse(read(text)) : read(text);
const n = value.tasks.length;
if (way === 'partial' ? n < 150 || n > 200 : n !== 200) throw new Error(`${n} tasks`);

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
