// The web app under load, on loopback. The clients run in a process of their own, so that the server has its event
// loop for itself.
import { fork } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { samples } from '../../dist/lessons/samples.js';
import { allocatorSettings } from '../../dist/serve/index.js';
import { createCnn } from '../../dist/train/index.js';
import { ImageDataBunch, InferenceModel, imagenetStats, models } from '../../dist/vision/index.js';
import { inRounds, median, seconds as secondsOf, timesAsFast } from '../measuring/rounds.mjs';

export const options = {
  seconds: { type: 'string', default: '60' },
  posts: { type: 'string', default: '1000' },
  rounds: { type: 'string', default: '8' },
};

export async function measure({ seconds = '60', posts = '1000', rounds = '8' }) {
  const { exported, photo } = await exportedModel();
  const server = await partner('server', exported);
  const clients = await partner('clients', server.ready, photo);
  const latency = await measureLatency({ exported, photo, clients, most: Number(rounds) });
  const sustained = await clients.ask({ kind: 'sustained', connections: 32, seconds: Number(seconds) });
  const flood = await clients.ask({ kind: 'flood', posts: Number(posts) });
  clients.end();
  server.end();
  return { latency, sustained: { ...sustained, memory: memoryOf(sustained.samples) }, flood };
}

export function describe({ latency, sustained, flood }) {
  const { residentMiB } = sustained.memory;
  return [
    `one photo at a time: ${latency.milliseconds.http.median.toFixed(1)} ms through HTTP, ${latency.milliseconds.bare.median.toFixed(1)} ms bare: ${latency.ratio.median.toFixed(2)} × (target ≤ 1.3)`,
    `32 connections, ${sustained.seconds} s: ${sustained.answers} answers, ${sustained.errors} errors (target 0), p50 ${sustained.p50.toFixed(0)} ms; memory ${residentMiB.first.toFixed(0)} → ${residentMiB.last.toFixed(0)} MiB, ${residentMiB.perMinute.toFixed(1)} MiB a minute over the last two thirds (target 0)`,
    `${flood.posts} posts at once: ${JSON.stringify(flood.statuses)}, ${flood.withoutRetryAfter} × 503 without Retry-After, deepest queue ${flood.deepest} (target ≤ 64), peak ${flood.peakMiB.toFixed(0)} MiB`,
  ].join('\n');
}

async function exportedModel() {
  const { path } = await samples.bears({ n: 24 });
  const bunch = await ImageDataBunch.fromFolder(path, { train: '.', validPct: 0.2, size: 224, bs: 8 });
  const data = bunch.normalize(imagenetStats);
  const learn = await createCnn(data, models.resnet18, { pretrained: false });
  const folder = mkdtempSync(join(tmpdir(), 'tsvision-bench-'));
  const exported = await learn.export(join(folder, 'model.safetensors'));
  return { exported, photo: data.validDs.items[0].path };
}

/** One bare call and one request in turn, so that a disturbance of the machine meets both. */
async function measureLatency({ exported, photo, clients, most }) {
  const model = await InferenceModel.load(exported);
  const bytes = readFileSync(photo);
  const calls = 15;
  const kinds = {
    bare: async () => 1000 * (await secondsOf(() => model.classify([bytes]))),
    http: () => clients.ask({ kind: 'one' }),
  };
  const round = async () => {
    const times = { bare: [], http: [] };
    for (let i = 0; i < calls; i++)
      for (const [kind, run] of Object.entries(kinds)) times[kind].push(await run());
    return { bare: median(times.bare), http: median(times.http) };
  };
  await round(); // warming up
  const { times } = await inRounds({ times: round }, { most });
  return { milliseconds: times, ratio: timesAsFast(times.bare, times.http), target: 1.3 };
}

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

function memoryOf(samples) {
  const fields = ['residentMiB', 'heapMiB', 'externalMiB'];
  return Object.fromEntries(
    fields.map((field) => {
      const values = samples.map((sample) => sample[field]);
      const [first, last] = [median(values.slice(0, 10)), median(values.slice(-10))];
      return [field, { first, last, perMinute: slopePerMinute(samples, field) }];
    }),
  );
}

/** Slope of a least-squares line through the last two thirds: what is left when warming up is over. */
function slopePerMinute(samples, field) {
  const late = samples.slice(Math.floor(samples.length / 3));
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(late.map(({ second }) => second)), mean(late.map((sample) => sample[field]))];
  const along = late.reduce((sum, sample) => sum + (sample.second - x) * (sample[field] - y), 0);
  return (60 * along) / late.reduce((sum, { second }) => sum + (second - x) ** 2, 0);
}
