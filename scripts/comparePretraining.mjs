// What the pretraining of models.tinyresnet is worth: the same lesson from its drawn-picture weights and from random
// ones, at equal epochs. Prints a table; docs/tinyresnet.md shows one.
//
//   npm run build && node scripts/comparePretraining.mjs FOLDER… [--epochs 4] [--weights FILE]
//
// A folder holds class folders, or `train` and `valid` with class folders in them.
import { existsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  createCnn,
  errorRate,
  getTransforms,
  ImageDataBunch,
  imagenetStats,
  models,
  slice,
} from '../dist/index.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { epochs: { type: 'string', default: '4' }, weights: { type: 'string' } },
});
const epochs = Number(values.epochs);
const path = await mkdtemp(join(tmpdir(), 'tsvision-compare-'));

const ways = {
  'pretrained, body frozen': { pretrained: true, frozen: true },
  'random, body frozen': { pretrained: false, frozen: true },
  'pretrained, all layers': { pretrained: true, frozen: false },
  'random, all layers': { pretrained: false, frozen: false },
};

console.log(`| photos | ${Object.keys(ways).join(' | ')} |\n|---|${'---|'.repeat(Object.keys(ways).length)}`);
for (const folder of positionals) {
  const cells = [];
  for (const way of Object.values(ways))
    cells.push(`${(100 * (await accuracyOf(folder, way))).toFixed(1)} %`);
  console.log(`| ${basename(folder)} | ${cells.join(' | ')} |`);
}

/** Share of the validation photos that are right after training. */
async function accuracyOf(folder, { pretrained, frozen }) {
  const split = existsSync(join(folder, 'valid')) ? {} : { train: '.', validPct: 0.2 };
  const options = { ...split, seed: 42, dsTfms: getTransforms(), size: 128, bs: 32 };
  const data = (await ImageDataBunch.fromFolder(folder, options)).normalize(imagenetStats);
  const weights = values.weights && pretrained ? { weights: values.weights } : {};
  const learn = await createCnn(data, models.tinyresnet, {
    metrics: [errorRate],
    pretrained,
    path,
    ...weights,
  });
  if (frozen) learn.freeze();
  else learn.unfreeze();
  await learn.fitOneCycle(epochs, { maxLr: frozen || !pretrained ? 3e-3 : slice(1e-3, 3e-3) });
  const { metrics } = await learn.validate();
  return 1 - Object.values(metrics)[0];
}
