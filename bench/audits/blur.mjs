// What “blurred” finds: photos that are blurred or shaken on purpose, at their own size, and how many it flags as they are.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { photoFacts } from '../../dist/clean/facts/photoFacts.js';
import { photosOf, realSets } from './realSets.mjs';

export const options = {
  // Every so-manieth photo is blurred; all are looked at as they are.
  every: { type: 'string', default: '7' },
  thresholds: { type: 'string', default: '0.4,0.45,0.5,0.55,0.6' },
};

const spoiled = {
  'σ 1.5': (image) => image.blur(1.5),
  'σ 2': (image) => image.blur(2),
  'σ 3': (image) => image.blur(3),
  'σ 6': (image) => image.blur(6),
  'shaken by 7 px': (image) => image.convolve(streak(7, 0)),
  'by 11 px, aslant': (image) => image.convolve(streak(11, 35)),
  'by 21 px': (image) => image.convolve(streak(21, 90)),
};

export async function measure({ every = '7', thresholds = '0.4,0.45,0.5,0.55,0.6' }) {
  const limits = thresholds.split(',').map(Number);
  const sets = {};
  for (const set of realSets()) sets[set] = await measureSet(set, Number(every), limits);
  return { sets };
}

async function measureSet(set, every, limits) {
  const files = await photosOf(set);
  const asTheyAre = await sharpnesses(files);
  const some = files.filter((_, i) => i % every === 0);
  const found = {};
  for (const [name, spoil] of Object.entries(spoiled)) found[name] = await sharpnesses(some, spoil);
  const rows = limits.map((limit) => ({
    threshold: limit,
    flagged: below(asTheyAre, limit),
    recall: Object.fromEntries(
      Object.entries(found).map(([name, values]) => [name, below(values, limit) / values.length]),
    ),
  }));
  return { photos: asTheyAre.length, spoiled: some.length, rows };
}

export function describe({ sets }) {
  return Object.entries(sets)
    .flatMap(([set, { photos, spoiled: some, rows }]) => [
      `${set}: flagged of ${photos} photos as they are; share found of ${some} that are spoiled`,
      ...rows.map(({ threshold, flagged, recall }) => {
        const shares = Object.entries(recall).map(([name, share]) => `${name}: ${share.toFixed(2)}`);
        return `  below ${threshold}: ${String(flagged).padStart(3)};  ${shares.join(', ')}`;
      }),
    ])
    .join('\n');
}

function below(values, limit) {
  return values.filter((sharpness) => sharpness < limit).length;
}

function opened(file) {
  return sharp(file, { failOn: 'none' }).autoOrient().removeAlpha().toColourspace('srgb');
}

/** @param spoil what is done to each before it is saved and looked at. @default nothing */
async function sharpnesses(files, spoil) {
  const folder = mkdtempSync(join(tmpdir(), 'tsvision-blur-'));
  const path = join(folder, 'spoiled.jpg');
  const values = [];
  for (const file of files) {
    if (spoil) await spoil(opened(file)).jpeg({ quality: 88 }).toFile(path);
    const facts = await photoFacts(spoil ? path : file);
    if (facts.readable) values.push(facts.sharpness);
  }
  rmSync(folder, { recursive: true });
  return values;
}

/** The way of a shaken camera: a line of so many pixels at this angle. */
function streak(length, angle) {
  const kernel = new Array(length * length).fill(0);
  const [middle, turn] = [(length - 1) / 2, (angle * Math.PI) / 180];
  const steps = 4 * length;
  for (let step = 0; step < steps; step++) {
    const along = (step / (steps - 1) - 0.5) * (length - 1);
    const [x, y] = [middle + along * Math.cos(turn), middle + along * Math.sin(turn)].map(Math.round);
    kernel[y * length + x] += 1;
  }
  return { width: length, height: length, kernel, scale: steps };
}
