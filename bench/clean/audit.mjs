// Speed of the audits, and of comparing all pairs of 20,000 hashes.
import { mkdtempSync, readdirSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auditImages } from '../../dist/clean/auditImages.js';
import { eachClosePair } from '../../dist/clean/audits/nearDuplicate.js';
import { Random } from '../../dist/core/index.js';
import { samples } from '../../dist/lessons/samples.js';
import { inRounds, seconds } from '../measuring/rounds.mjs';

export const options = {
  photos: { type: 'string', default: '10000' },
  rounds: { type: 'string', default: '6' },
};

export async function measure({ photos = '10000', rounds = '6' }) {
  const count = Number(photos);
  const random = new Random(1);
  /** @type {[number, number][]} */
  const hashes = Array.from({ length: 20_000 }, () => [random.uint32(), random.uint32()]);
  const found = await inRounds(
    {
      audit: () => audit(count),
      compareHashes: () => seconds(async () => eachClosePair(hashes, 6, () => undefined)),
    },
    { most: Number(rounds) },
  );
  return {
    photos: count,
    secondsOfAudit: found.audit,
    photosPerSecond: count / found.audit.median,
    targetPhotosPerSecond: 150,
    secondsToCompareHashes: found.compareHashes,
    targetSecondsToCompareHashes: 1,
    peakMemoryMiB: process.resourceUsage().maxRSS / 1024,
  };
}

export function describe({ photos, photosPerSecond, secondsToCompareHashes, peakMemoryMiB }) {
  return [
    `audit of ${photos} photos: ${photosPerSecond.toFixed(0)} photos/s (target 150)`,
    `20,000 hashes, all pairs: ${secondsToCompareHashes.median.toFixed(2)} s (target 1)`,
    `peak memory: ${peakMemoryMiB.toFixed(0)} MiB`,
  ].join('\n');
}

/** Each round has a folder of its own: nothing kept from the one before helps it. */
async function audit(count) {
  const folder = await manyPhotos(count);
  return seconds(() => auditImages(folder, { progress: false }));
}

/** A folder of links to drawn photos, each a few times: decoding does not know that it has seen them. */
async function manyPhotos(count) {
  const { path } = await samples.bears({ n: 100 });
  const files = readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.name.endsWith('.jpg'))
    .map((entry) => join(entry.parentPath, entry.name));
  const folder = mkdtempSync(join(tmpdir(), 'tsvision-bench-'));
  for (let i = 0; i < count; i++)
    symlinkSync(files[i % files.length], join(folder, `${String(i).padStart(6, '0')}.jpg`));
  return folder;
}
