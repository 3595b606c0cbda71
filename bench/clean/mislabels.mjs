// How many planted wrong labels are found, on drawn sets: the share that stands within the worst 2 × as many photos.
import { join } from 'node:path';
import {
  DatasetFormatter,
  errorRate,
  findLabelErrors,
  ImageDataBunch,
  models,
  samples,
  visionLearner,
} from '../../dist/index.js';

export const options = {
  photos: { type: 'string', default: '200' },
  seed: { type: 'string', default: '7' },
  arch: { type: 'string', default: 'tinyresnet' },
  sets: { type: 'string', default: 'bears,catsAndDogs' },
  size: { type: 'string', default: '96' },
  epochs: { type: 'string', default: '4' },
};
const otherwise = Object.fromEntries(Object.entries(options).map(([name, option]) => [name, option.default]));

/** Seeded throughout: a second round would find the same. */
export async function measure(values) {
  const { sets, ...rest } = { ...otherwise, ...values };
  const shares = {};
  for (const name of sets.split(',')) shares[name] = await sharesFound(name, rest);
  return { target: 0.8, shares };
}

export function describe({ shares }) {
  return Object.entries(shares)
    .map(([name, found]) => `${name}: ${JSON.stringify(found)}`)
    .join('\n');
}

async function sharesFound(name, { photos, seed: asked, arch, size, epochs }) {
  const [n, seed] = [Number(photos), Number(asked)];
  const set = await samples[name]({ n, seed, problems: true });
  const wrong = new Set(
    set.problems.filter(({ kind }) => kind === 'mislabelled').map(({ path }) => join(set.path, path)),
  );
  const data = await ImageDataBunch.fromFolder(set.path, { validPct: 0.2, seed, size: Number(size) });
  const learn = await visionLearner(data, models[arch], { metrics: [errorRate] });
  await learn.fitOneCycle(Number(epochs));
  const share = (items) =>
    items.slice(0, 2 * wrong.size).filter(({ path }) => wrong.has(path)).length / wrong.size;
  const byLoss = share(await DatasetFormatter.fromTopLosses(learn));
  const { items } = await findLabelErrors(learn);
  const ranked = [...items].sort((a, b) => (b.loss ?? 0) - (a.loss ?? 0));
  return { planted: wrong.size, byLoss, confidentLearning: share(items), byOutOfSampleLoss: share(ranked) };
}
