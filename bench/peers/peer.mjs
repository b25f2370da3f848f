// peer.mjs NAME GRAPH [SLOTS]: as peer.py, for schedulers from the npm registry, in PEERS_DIR/node_modules.
// Exits 77 where that scheduler is not installed.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const NOT_INSTALLED = 77;
const [, , name, path, slots = '4'] = process.argv;
const graph = readFileSync(path, 'utf8').trim().split('\n').map((line) => {
  const [task, , ...deps] = line.split(' ').map(Number);
  return { task, deps };
});

async function load(module) {
  try {
    const require = createRequire(`${process.env.PEERS_DIR}/package.json`);
    return await import(pathToFileURL(require.resolve(module)).href);
  } catch {
    process.exit(NOT_INSTALLED);
  }
}

async function runPGraph() {
  const { PGraph } = await load('p-graph');
  const nodes = new Map(graph.map(({ task }) => [`t${task}`, { run: async () => {} }]));
  const edges = graph.flatMap(({ task, deps }) => deps.map((dep) => [`t${dep}`, `t${task}`]));
  return async () => {
    await new PGraph(nodes, edges).run({ concurrency: Number(slots), continue: false });
  };
}

async function runLangGraph() {
  const { StateGraph, Annotation, START, END } = await load('@langchain/langgraph');
  const State = Annotation.Root({ done: Annotation({ reducer: (a, b) => a + b, default: () => 0 }) });
  const followed = new Set(graph.flatMap(({ deps }) => deps));
  const builder = new StateGraph(State);
  for (const { task } of graph) builder.addNode(`t${task}`, async () => ({ done: 1 }));
  for (const { task, deps } of graph) {
    if (deps.length === 0) builder.addEdge(START, `t${task}`);
    else builder.addEdge(deps.map((dep) => `t${dep}`), `t${task}`);
    if (!followed.has(task)) builder.addEdge(`t${task}`, END);
  }
  const app = builder.compile();
  return async () => {
    const state = await app.invoke({}, { recursionLimit: graph.length + 10, maxConcurrency: Number(slots) });
    if (state.done !== graph.length) throw new Error(`${state.done} tasks of ${graph.length} ran`);
  };
}

const run = await { 'p-graph': runPGraph, langgraph: runLangGraph }[name]();
const began = performance.now();
await run();
console.log(((performance.now() - began) * 1000 / graph.length).toFixed(3));
