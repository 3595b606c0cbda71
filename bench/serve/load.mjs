// The web app under load, on loopback, beside the bare calls of its model. Server, clients and bare model are processes of
// their own, so that each has its event loop for itself; they take turns, so that a disturbance of the machine meets all.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { samples } from '../../dist/lessons/samples.js';
import { createCnn } from '../../dist/train/index.js';
import { ImageDataBunch, imagenetStats, models } from '../../dist/vision/index.js';
import { inRounds, median, timesAsFast } from '../measuring/rounds.mjs';
import { partner } from './partner.mjs';

export const options = {
  rounds: { type: 'string', default: '8' },
  seconds: { type: 'string', default: '8' },
  posts: { type: 'string', default: '1000' },
  minutes: { type: 'string', default: '1' },
};

const [connections, batch] = [32, 8];

/**
 * @param rounds most rounds of the comparisons
 * @param seconds for each side of a round of throughput
 * @param posts at once in the burst
 * @param minutes of sustained load, over which memory is looked at
 */
export async function measure({ rounds = '8', seconds = '8', posts = '1000', minutes = '1' }) {
  const { exported, photo } = await exportedModel();
  const server = await partner('server', exported);
  const clients = await partner('clients', server.ready, photo);
  const bare = await partner('bare', exported, photo);
  const latency = await measureLatency(bare, clients, Number(rounds));
  const throughput = await measureThroughput(bare, clients, {
    most: Number(rounds),
    seconds: Number(seconds),
  });
  bare.end();
  const burst = await clients.ask({ kind: 'burst', posts: Number(posts) });
  const sustained = await clients.ask({ kind: 'sustained', connections, seconds: 60 * Number(minutes) });
  clients.end();
  server.end();
  return { latency, throughput, burst, sustained: { ...sustained, memory: memoryOf(sustained.samples) } };
}

export function describe({ latency, throughput, burst, sustained }) {
  const { residentMiB } = sustained.memory;
  const { http, bare } = latency.milliseconds;
  const { answered, refused, tooSlow } = burst;
  const seconds = (ms) => `${((ms ?? 0) / 1000).toFixed(1)} s`;
  return [
    `one photo at a time: ${http.median.toFixed(1)} ms through HTTP, ${bare.median.toFixed(1)} ms bare: ${latency.ratio.median.toFixed(2)} × (target ≤ ${latency.target})`,
    `${connections} clients: ${throughput.rate.http.median.toFixed(1)} photos/s, batches of ${batch} in a row ${throughput.rate.bare.median.toFixed(1)}: ${throughput.ratio.median.toFixed(2)} × (target ≥ ${throughput.target})`,
    `${burst.posts} posts at once: ${answered.count} answered (half within ${seconds(answered.p50)}, all within ${seconds(answered.longest)}); ${refused.count} refused (all within ${seconds(refused.longest)}, Retry-After up to ${burst.retryAfter} s), ${tooSlow.count} too slow, ${burst.failed.length} failed; ${burst.withoutRetryAfter} × 503 without Retry-After (target 0); deepest line ${burst.deepest}, peak ${burst.peakMiB.toFixed(0)} MiB`,
    `${connections} clients, ${sustained.seconds} s: ${sustained.answers} answers, ${sustained.errors} errors (target 0), p50 ${sustained.p50?.toFixed(0)} ms; memory ${residentMiB.first.toFixed(0)} → ${residentMiB.last.toFixed(0)} MiB, ${residentMiB.perMinute.toFixed(1)} MiB a minute over the last two thirds (target 0)`,
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

/** One bare call and one request in turn. */
async function measureLatency(bare, clients, most) {
  const calls = 15;
  const round = async () => {
    const times = { bare: [], http: [] };
    for (let i = 0; i < calls; i++) {
      times.bare.push(await bare.ask({ kind: 'one' }));
      times.http.push(await clients.ask({ kind: 'one' }));
    }
    return { bare: median(times.bare), http: median(times.http) };
  };
  await round(); // warming up
  const { times } = await inRounds({ times: round }, { most });
  return { milliseconds: times, ratio: timesAsFast(times.bare, times.http), target: 1.15 };
}

/** Photos a second: many clients, and batches in a row. */
async function measureThroughput(bare, clients, { most, seconds }) {
  const round = async () => ({
    bare: await bare.ask({ kind: 'batches', size: batch, seconds }),
    http: (await clients.ask({ kind: 'sustained', connections, seconds })).rate,
  });
  await round(); // warming up
  const { rate } = await inRounds({ rate: round }, { most });
  return { rate, ratio: timesAsFast(rate.bare, rate.http), target: 0.95 };
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
