// The web app under load, on loopback. `npm run bench -- serve [--json] [--seconds 60] [--posts 1000]`; needs
// `npm run build`. The clients run in a process of their own, so that the server has its event loop for itself.
import { fork } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const dist = (path) => new URL(`../../dist/${path}`, import.meta.url).href;
const { createCnn } = await import(dist('train/index.js'));
const { ImageDataBunch, imagenetStats, InferenceModel, models } = await import(dist('vision/index.js'));
const { allocatorSettings } = await import(dist('serve/index.js'));
const { samples } = await import(dist('data/samples/index.js'));

const flag = (name, otherwise) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
};
const seconds = flag('--seconds', 60);
const posts = flag('--posts', 1000);
const calls = flag('--calls', 100);
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** A server or a crowd of clients in a process of its own; `ask` gives the answer to a message. */
async function partner(name, ...args) {
  const child = fork(new URL(`${name}.mjs`, import.meta.url), args, {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    // As `tsvision serve` and the container run.
    env: { ...allocatorSettings, ...process.env },
  });
  const ended = new Promise((_resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code}`)));
  });
  ended.catch(() => undefined);
  const next = () => Promise.race([ended, new Promise((resolve) => child.once('message', resolve))]);
  const ready = await next();
  const ask = (message) => {
    child.send(message);
    return next();
  };
  return { ready, ask, end: () => child.kill() };
}

const { path } = await samples.bears({ n: 24 });
const data = (
  await ImageDataBunch.fromFolder(path, { train: '.', validPct: 0.2, size: 224, bs: 8 })
).normalize(imagenetStats);
const exported = await (await createCnn(data, models.resnet18, { pretrained: false })).export(
  join(mkdtempSync(join(tmpdir(), 'tsvision-bench-')), 'model.safetensors'),
);
const photo = data.validDs.items[0].path;

const server = await partner('server', exported);
const clients = await partner('clients', server.ready, photo);

const model = await InferenceModel.load(exported);
const bytes = readFileSync(photo);
const timed = async (work) => {
  const started = performance.now();
  await work();
  return performance.now() - started;
};
// One of each in turn, so that a disturbance of the machine meets both.
const [bare, http] = [[], []];
for (let i = 0; i < calls + 10; i++) {
  const times = [await timed(() => model.classify([bytes])), await clients.ask({ kind: 'one' })];
  if (i < 10) continue; // warming up
  bare.push(times[0]);
  http.push(times[1]);
}
const sustained = await clients.ask({ kind: 'sustained', connections: 32, seconds });
const flood = await clients.ask({ kind: 'flood', posts });
clients.end();
server.end();

/** Slope of a least-squares line through the last two thirds: what is left when warming up is over. */
function slopePerMinute(samples, field) {
  const late = samples.slice(Math.floor(samples.length / 3));
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(late.map(({ second }) => second)), mean(late.map((sample) => sample[field]))];
  const along = late.reduce((sum, sample) => sum + (sample.second - x) * (sample[field] - y), 0);
  return (60 * along) / late.reduce((sum, { second }) => sum + (second - x) ** 2, 0);
}

const memory = Object.fromEntries(
  ['residentMiB', 'heapMiB', 'externalMiB'].map((field) => {
    const values = sustained.samples.map((sample) => sample[field]);
    const [first, last] = [median(values.slice(0, 10)), median(values.slice(-10))];
    return [field, { first, last, perMinute: slopePerMinute(sustained.samples, field) }];
  }),
);
const result = {
  latency: { bareMs: median(bare), httpMs: median(http), ratio: median(http) / median(bare), target: 1.3 },
  sustained: { ...sustained, memory },
  flood,
};
if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
else
  process.stdout.write(
    `one photo at a time: ${result.latency.httpMs.toFixed(1)} ms through HTTP, ${result.latency.bareMs.toFixed(1)} ms bare: ${result.latency.ratio.toFixed(2)} × (target ≤ 1.3)\n` +
      `32 connections, ${seconds} s: ${sustained.answers} answers, ${sustained.errors} errors (target 0), p50 ${sustained.p50.toFixed(0)} ms; memory ${memory.residentMiB.first.toFixed(0)} → ${memory.residentMiB.last.toFixed(0)} MiB, ${memory.residentMiB.perMinute.toFixed(1)} MiB a minute over the last two thirds (target 0)\n` +
      `${posts} posts at once: ${JSON.stringify(flood.statuses)}, ${flood.withoutRetryAfter} × 503 without Retry-After, deepest queue ${flood.deepest} (target ≤ 64), peak ${flood.peakMiB.toFixed(0)} MiB\n`,
  );
