// How many planted wrong labels are found, on a drawn set: the share that stands within the worst 2 × as many photos.
//   node bench/clean/mislabels.mjs [--photos N] [--seed S] [--arch tinyresnet]
import { join } from 'node:path';

const dist = (path) => new URL(`../../dist/${path}`, import.meta.url).href;
const { DatasetFormatter, errorRate, findLabelErrors, ImageDataBunch, models, samples, visionLearner } =
  await import(dist('index.js'));
const option = (name, otherwise) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? otherwise : process.argv[at + 1];
};
const n = Number(option('--photos', 200));
const seed = Number(option('--seed', 7));
const arch = models[option('--arch', 'tinyresnet')];

for (const name of option('--sets', 'bears,catsAndDogs').split(',')) {
  const set = await samples[name]({ n, seed, problems: true });
  const wrong = new Set(
    set.problems.filter(({ kind }) => kind === 'mislabelled').map(({ path }) => join(set.path, path)),
  );
  const data = await ImageDataBunch.fromFolder(set.path, {
    validPct: 0.2,
    seed,
    size: Number(option('--size', 96)),
  });
  const learn = await visionLearner(data, arch, { metrics: [errorRate] });
  await learn.fitOneCycle(Number(option('--epochs', 4)));
  const share = (items) =>
    items.slice(0, 2 * wrong.size).filter(({ path }) => wrong.has(path)).length / wrong.size;
  const byLoss = share(await DatasetFormatter.fromTopLosses(learn));
  const { items } = await findLabelErrors(learn);
  const byCrossValidation = share(items);
  const ranked = [...items].sort((a, b) => (b.loss ?? 0) - (a.loss ?? 0));
  console.log(
    JSON.stringify({
      set: name,
      planted: wrong.size,
      byLoss,
      confidentLearning: byCrossValidation,
      byOutOfSampleLoss: share(ranked),
    }),
  );
}
