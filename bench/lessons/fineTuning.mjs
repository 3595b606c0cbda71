// What fine-tuning reaches in float32 and in bfloat16, from the same seeds: bears, a fifth to validate on, the head
// alone first and then every layer. Says whether computing in bfloat16 costs accuracy.
import { join } from 'node:path';
import { accuracy, createCnn } from '../../dist/train/index.js';
import {
  getTransforms,
  ImageDataBunch,
  imagenetStats,
  models,
  pretrainedOnDisk,
} from '../../dist/vision/index.js';
import { realData, spreadOf, tableOf } from './spread.mjs';

export const options = {
  // A name in `models`.
  arch: { type: 'string' },
  size: { type: 'string', default: '128' },
  seeds: { type: 'string', default: '5' },
  // Epochs of the head alone, and of all layers.
  frozen: { type: 'string', default: '2' },
  unfrozen: { type: 'string', default: '2' },
};

export async function measure({ arch, size = '128', seeds = '5', frozen = '2', unfrozen = '2' }) {
  const architecture = arch ? models[arch] : pretrainedOnDisk(models.efficientnetLite0, models.mobilenetV2);
  const settings = { architecture, size: Number(size), frozen: Number(frozen), unfrozen: Number(unfrozen) };
  const reached = { float32: [], bfloat16: [] };
  for (let seed = 1; seed <= Number(seeds); seed++)
    for (const precision of Object.keys(reached))
      reached[precision].push(await fineTuned(seed, precision, settings));
  const figures = Object.entries(reached).map(([precision, values]) => ({
    what: `bears, every layer trained in ${precision}`,
    reached: spreadOf(values),
    published: 0.979,
    target: 0.94,
  }));
  const differences = reached.bfloat16.map((value, i) => value - reached.float32[i]);
  return { network: architecture.spec.name, size: Number(size), figures, differences: spreadOf(differences) };
}

export function describe({ network, size, figures, differences }) {
  const { mean, deviation } = differences;
  return `${network} at ${size} px, accuracy\n${tableOf(figures)}\nbfloat16 less float32, by seed: ${mean.toFixed(4)} ± ${deviation.toFixed(4)}`;
}

async function fineTuned(seed, precision, { architecture, size, frozen, unfrozen }) {
  const options = { validPct: 0.2, size, bs: 16, seed, dsTfms: getTransforms() };
  const data = await ImageDataBunch.fromFolder(join(realData(), 'bears'), options);
  data.normalize(imagenetStats);
  const learn = await createCnn(data, architecture, { seed, metrics: [accuracy] });
  if (precision === 'bfloat16') learn.toBf16();
  await learn.fineTune(unfrozen, { freezeEpochs: frozen, table: false });
  const { metrics } = await learn.validate();
  learn.model.dispose();
  return metrics.accuracy;
}
