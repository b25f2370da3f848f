// llm.mjs SDK WAY URL: what an event of a stream costs in the providers' own SDKs (PEERS_DIR/node_modules), as
// `meta-agent bench llm` measures its own: processor time of the whole process, the best of several streams. WAY is
// "hold": the memory that each of 1,000 streams under way keeps resident, in KiB. Exits 77 where the SDK is not installed.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const NOT_INSTALLED = 77, EVENTS = 20000, HELD = 20, EVENT_TEXT = 12, ROUNDS = 8, STREAMS = 1000;
const [, , sdk, way, url] = process.argv;
const prompt = 'Say as much as there is to say.', system = 's'.repeat(4096);

async function load(module) {
  try {
    const require = createRequire(`${process.env.PEERS_DIR}/package.json`);
    return await import(pathToFileURL(require.resolve(module)).href);
  } catch {
    process.exit(NOT_INSTALLED);
  }
}

// Each gives a function that begins a stream, and one that finds the text in what comes of it.
const sdks = {
  async '@google/genai'() {
    const { GoogleGenAI } = await load('@google/genai');
    const ai = new GoogleGenAI({ apiKey: 'key', apiVersion: 'v1beta', httpOptions: { baseUrl: url } });
    return [() => ai.models.generateContentStream({ model: 'gemini-2.5-flash', contents: prompt,
      config: { systemInstruction: system } }), (event) => event.text];
  },
  async openai() {
    const { default: OpenAI } = await load('openai');
    const client = new OpenAI({ apiKey: 'key', baseURL: url, maxRetries: 0 });
    const messages = [{ role: 'system', content: system }, { role: 'user', content: prompt }];
    return [() => client.chat.completions.create({ model: 'gpt-6.1-terra', messages, stream: true }),
      (event) => event.choices[0]?.delta.content];
  },
  async '@anthropic-ai/sdk'() {
    const { default: Anthropic } = await load('@anthropic-ai/sdk');
    const client = new Anthropic({ apiKey: 'key', baseURL: url, maxRetries: 0 });
    return [() => client.messages.create({ model: 'claude-opus-4-5', max_tokens: 16000, system, stream: true,
      messages: [{ role: 'user', content: prompt }] }), (event) => event.delta?.text];
  },
};

const [begin, textOf] = await sdks[sdk]();

async function read(stream) {
  let n = 0;
  for await (const event of stream) n += textOf(event)?.length ?? 0;
  if (n !== EVENTS * EVENT_TEXT) throw new Error(`${n} bytes of text`);
}

async function round() {
  const began = process.cpuUsage();
  await read(await begin());
  const { user, system: kernel } = process.cpuUsage(began);
  return (user + kernel) / EVENTS;
}

if (way === 'hold') {
  const kept = [], until = HELD * EVENT_TEXT;
  const one = async () => {
    const stream = await begin();
    const events = stream[Symbol.asyncIterator]();
    for (let n = 0; n < until;) n += textOf((await events.next()).value)?.length ?? 0;
    kept.push([stream, events]);
  };
  await one();
  const before = process.memoryUsage.rss();
  await Promise.all(Array.from({ length: STREAMS }, one));
  console.log(((process.memoryUsage.rss() - before) / 1024 / STREAMS).toFixed(3));
  process.exit(0);
}
const rounds = [];
for (let k = 0; k < ROUNDS; k++) rounds.push(await round());
console.log(Math.min(...rounds).toFixed(3));
process.exit(0);
