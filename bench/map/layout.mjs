// The map of many photos without its view: components, UMAP and how long the kernel is busy meanwhile, neighbours, pairs
// across splits, and a selection of 10,000 points to the first page of the grid. Features are drawn: no photo is read.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { CleanerController } from '../../dist/clean/cleaner/cleanerController.js';
import { CleanerSession } from '../../dist/clean/cleaner/cleanerSession.js';
import { CleanerListing } from '../../dist/clean/cleaner/listing/cleanerListing.js';
import { answerMessage } from '../../dist/clean/cleaner/messages/answerMessage.js';
import { MappedFeatures } from '../../dist/clean/map/features/mappedFeatures.js';
import { runMapJob } from '../../dist/clean/map/mapThread.js';
import { Random } from '../../dist/core/index.js';
import { engineInfo, engineReady } from '../../dist/engine/index.js';
import { inRounds, seconds } from '../measuring/rounds.mjs';

export const options = {
  photos: { type: 'string', default: '50000' },
  umap: { type: 'string', default: '5000' },
  selected: { type: 'string', default: '10000' },
  rounds: { type: 'string', default: '5' },
};
const [width, groups, spread] = [1280, 40, 24];

export async function measure({ photos = '50000', umap = '5000', selected = '10000', rounds = '5' }) {
  await engineReady();
  const [count, few] = [Number(photos), Number(umap)];
  const all = mapped(count);
  const part = mapped(few);
  const delay = { umap: 0, plane: 0 };
  const found = await inRounds(
    {
      plane: async () => busy(delay, 'plane', () => all.plane(new AbortController().signal)),
      umap: async () => busy(delay, 'umap', () => layOut(part)),
      nearest: () => seconds(async () => all.nearest(7, 50)),
    },
    { most: Number(rounds), least: 3 },
  );
  const selection = await select(count, Number(selected));
  return {
    photos: count,
    engine: engineInfo().backend,
    secondsToPlane: found.plane,
    targetSecondsToPlane: 2,
    umapPhotos: few,
    secondsToUmap: found.umap,
    targetSecondsToUmap: 10,
    longestTurnMs: delay,
    secondsToNearest: found.nearest,
    selection,
    peakMemoryMiB: process.resourceUsage().maxRSS / 1024,
  };
}

export function describe(report) {
  const { photos, secondsToPlane, umapPhotos, secondsToUmap, secondsToNearest, selection } = report;
  return [
    `principal components of ${photos} photos: ${secondsToPlane.median.toFixed(2)} s (target 2), engine ${report.engine}`,
    `UMAP of ${umapPhotos} photos: ${secondsToUmap.median.toFixed(1)} s (target 10)`,
    `longest turn of the kernel: ${report.longestTurnMs.plane.toFixed(0)} ms, ${report.longestTurnMs.umap.toFixed(0)} ms`,
    `50 photos like one: ${(1000 * secondsToNearest.median).toFixed(0)} ms`,
    `${selection.selected} of ${photos} selected, to the grid's first page: median ${selection.medianMs.toFixed(0)} ms, p95 ${selection.p95Ms.toFixed(0)} ms (target 150, the browser's share included)`,
    `peak memory: ${report.peakMemoryMiB.toFixed(0)} MiB`,
  ].join('\n');
}

/** Groups that lie apart, each spread along directions of falling weight, not below 0: as pooled features are. */
function mapped(count) {
  const random = new Random(1);
  const normals = (length, scale) => Float32Array.from({ length }, () => random.normal(0, scale));
  const centres = Array.from({ length: groups }, () => normals(width, 0.4));
  const directions = Array.from({ length: spread }, (_, i) => normals(width, 0.4 / (1 + i)));
  const noise = normals(2 ** 20, 0.2);
  const values = new Float32Array(new SharedArrayBuffer(count * width * 4));
  for (let row = 0; row < count; row++) {
    const centre = centres[random.int(groups)];
    const along = directions.map(() => random.normal());
    const shift = random.int(noise.length - width);
    for (let i = 0; i < width; i++) {
      let value = 0.3 + centre[i] + noise[shift + i];
      for (let d = 0; d < spread; d++) value += along[d] * directions[d][i];
      values[row * width + i] = Math.max(0, value);
    }
  }
  const photos = Int32Array.from({ length: count }, (_, i) => i);
  const contents = Array.from(photos, String);
  return new MappedFeatures({ values, width, count, photos, contents }, count);
}

async function layOut(features) {
  const { signal } = new AbortController();
  const [start, points] = [await features.plane(signal), await features.points(signal)];
  await runMapJob({ kind: 'umap', points, start, seed: 42 }, { signal });
}

async function busy(delay, name, work) {
  const watch = monitorEventLoopDelay({ resolution: 5 });
  watch.enable();
  const taken = await seconds(work);
  watch.disable();
  delay[name] = Math.max(delay[name], watch.max / 1e6);
  return taken;
}

/** The kernel's share of a lasso: the request as it comes, the journal, the list, the first page. */
async function select(count, selected) {
  const root = mkdtempSync(join(tmpdir(), 'tsvision-bench-'));
  const items = Array.from({ length: count }, (_, i) => ({
    path: join(root, `class${i % 10}`, `${String(i).padStart(6, '0')}.jpg`),
    label: `class${i % 10}`,
  }));
  const session = await CleanerSession.open(root, items);
  const listing = new CleanerListing(session, [], 'move');
  const controller = new CleanerController(session, listing, undefined, () => undefined);
  const random = new Random(2);
  const times = [];
  for (let turn = 0; turn < 60; turn++) {
    const indices = random.permutation(count).slice(0, selected);
    const text = JSON.stringify({ id: 2 * turn, request: 'select', indices, how: 'replace', show: true });
    const start = performance.now();
    await answerMessage(controller, JSON.parse(text));
    const { response } = await answerMessage(controller, {
      id: 2 * turn + 1,
      request: 'page',
      start: 0,
      count: 120,
    });
    times.push(performance.now() - start);
    const told = response.response === 'page' ? response.photos.length : 0;
    if (told !== Math.min(120, selected)) throw new Error('the page is not there');
  }
  await session.close();
  times.sort((a, b) => a - b);
  const share = (part) => times[Math.ceil(part * times.length) - 1];
  return { selected, count: times.length, medianMs: share(0.5), p95Ms: share(0.95), targetMs: 150 };
}
