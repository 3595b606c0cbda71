// What the kernel holds while a cleaner's map of many photos is made and closed again and again: resident memory, heap and
// buffers after each round. Features lie in the cache, drawn; files are empty: none is decoded.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { CleanerController } from '../../dist/clean/cleaner/cleanerController.js';
import { CleanerSession } from '../../dist/clean/cleaner/cleanerSession.js';
import { CleanerListing } from '../../dist/clean/cleaner/listing/cleanerListing.js';
import { engineReady, tf } from '../../dist/engine/index.js';
import { hashOf, keepFeatures, keepLayout } from './keptFeatures.mjs';

export const options = {
  photos: { type: 'string', default: '50000' },
  width: { type: 'string', default: '1280' },
  times: { type: 'string', default: '10' },
};
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');
const identity = 'drawn'.padEnd(64, '0');

export async function measure({ photos = '50000', width = '1280', times = '10' }) {
  const root = mkdtempSync(join(tmpdir(), 'tsvision-bench-'));
  const before = process.env.TSVISION_CACHE;
  process.env.TSVISION_CACHE = join(root, 'cache');
  try {
    await engineReady();
    const items = drawn(root, Number(photos));
    await keepLayout(await keepFeatures(root, items, { identity, width: Number(width) }), items);
    const rounds = [];
    for (let round = 0; round < Number(times); round++) {
      await once(root, items);
      rounds.push(await held());
    }
    return { photos: items.length, rounds, peakMiB: process.resourceUsage().maxRSS / 1024 };
  } finally {
    if (before === undefined) delete process.env.TSVISION_CACHE;
    else process.env.TSVISION_CACHE = before;
    rmSync(root, { recursive: true });
  }
}

export function describe({ photos, rounds, peakMiB }) {
  const line = ({ rss, heap, buffers, tensors }, i) =>
    `  ${i + 1}: resident ${rss.toFixed(0)}, heap ${heap.toFixed(1)}, buffers ${buffers.toFixed(0)} MiB, ${tensors} tensors`;
  return [
    `map of ${photos} photos made and closed ${rounds.length} times, after each:`,
    ...rounds.map(line),
    `peak ${peakMiB.toFixed(0)} MiB`,
  ].join('\n');
}

/** Empty files in ten class folders. */
function drawn(root, count) {
  for (let i = 0; i < 10; i++) mkdirSync(join(root, `class${i}`));
  return Array.from({ length: count }, (_, i) => {
    const path = join(root, `class${i % 10}`, `${String(i).padStart(6, '0')}.jpg`);
    writeFileSync(path, '');
    return { path, label: `class${i % 10}`, split: i % 5 === 0 ? 'valid' : 'train', sha256: hashOf(i) };
  });
}

async function once(root, items) {
  const session = await CleanerSession.open(root, items);
  const body = {
    name: 'drawn',
    preparation: undefined,
    identity: async () => identity,
    with: () => Promise.reject(new Error('features were to be there')),
  };
  const listing = new CleanerListing(session, [], 'move');
  const controller = new CleanerController(
    session,
    listing,
    () => body,
    () => undefined,
  );
  const { map } = controller.mapping;
  await map.start();
  if (map.state.stage !== 'ready' || !map.positions('umap')) throw new Error('the map is not there');
  map.nearest(7, 50);
  await controller.select([...items.keys()].slice(0, 10_000));
  await session.close();
}

/** In MiB, after what can be collected has been. */
async function held() {
  for (let i = 0; i < 3; i++) {
    collect();
    await new Promise((done) => setTimeout(done, 50));
  }
  const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
  const mib = 2 ** 20;
  return {
    rss: rss / mib,
    heap: heapUsed / mib,
    buffers: arrayBuffers / mib,
    tensors: tf.memory().numTensors,
  };
}
