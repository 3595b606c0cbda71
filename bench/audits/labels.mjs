// How many wrong labels, planted by chance among the real ones or found by eye, come first by loss and by suspicion: features of
// EfficientNet-Lite0.

import { allFeatures } from '../../dist/clean/labelErrors/learnerFeatures.js';
import { suspicionOf } from '../../dist/clean/suspicion.js';
import { Random } from '../../dist/core/index.js';
import { findLabelErrors, ImageDataBunch, imagenetStats, models, visionLearner } from '../../dist/index.js';
import { spreadOf } from '../lessons/spread.mjs';
import { wrongByEye } from './byEye.mjs';
import { folderOf, realSets } from './realSets.mjs';

export const options = {
  seeds: { type: 'string', default: '10' },
  shares: { type: 'string', default: '0.05,0.1' },
  /** Side of the photos that the network sees, in pixels. */
  size: { type: 'string', default: '224' },
};

export async function measure({ seeds = '10', shares = '0.05,0.1', size = '224' }) {
  const sets = {};
  for (const set of realSets())
    sets[set] = await measureSet(await labelled(set, Number(size)), {
      set,
      seeds: Number(seeds),
      shares: shares.split(',').map(Number),
    });
  return { size, sets };
}

async function measureSet({ features, items, classes }, { set, seeds, shares }) {
  const rows = [];
  for (const share of shares) {
    const found = [];
    for (let seed = 1; seed <= seeds; seed++) {
      const random = new Random(`planted ${seed}`);
      const wrong = new Set(random.permutation(items.length).slice(0, Math.round(share * items.length)));
      const moved = items.map((item, i) =>
        wrong.has(i) ? { ...item, label: another(item.label, classes, random) } : item,
      );
      const ranked = await findLabelErrors({ features, items: moved, classes });
      const paths = new Set([...wrong].map((i) => items[i].path));
      const isWrong = ({ path }) => paths.has(path);
      found.push({
        ...judged(ranked.items.map(isWrong), wrong.size),
        suspicious: judged(bySuspicion(ranked.items).map(isWrong), wrong.size),
      });
    }
    rows.push({
      share,
      areaUnderRoc: spreadOf(found.map(({ area }) => area)),
      inWorstTenth: spreadOf(found.map(({ tenth }) => tenth)),
      areaBySuspicion: spreadOf(found.map(({ suspicious }) => suspicious.area)),
      tenthBySuspicion: spreadOf(found.map(({ suspicious }) => suspicious.tenth)),
    });
  }
  return {
    photos: items.length,
    rows,
    byEye: await judgedByEye(wrongByEye(set), { features, items, classes }),
  };
}

/** Of the labels that are wrong to the eye, how many stand in the worst tenth. */
async function judgedByEye(isWrong, labelled) {
  if (!isWrong) return undefined;
  const { items } = await findLabelErrors(labelled);
  const count = items.filter(isWrong).length;
  const inTenth = (ordered) => Math.round(count * judged(ordered.map(isWrong), count).tenth);
  return { count, byLoss: inTenth(items), bySuspicion: inTenth(bySuspicion(items)) };
}

/** As the cleaner sorts them where no audit has found anything. */
function bySuspicion(items) {
  return [...items].sort((a, b) => (suspicionOf(b) ?? 0) - (suspicionOf(a) ?? 0));
}

export function describe({ size, sets }) {
  const tell = ({ mean, least }) => `${mean.toFixed(3)} (worst seed ${least.toFixed(3)})`;
  const lines = Object.entries(sets).flatMap(([set, { photos, rows, byEye }]) => [
    ...rows.flatMap(({ share, ...found }) => [
      `${set}, ${photos} photos, ${100 * share} % of the labels wrong`,
      `  by loss: area under ROC ${tell(found.areaUnderRoc)}, in the worst tenth ${tell(found.inWorstTenth)}`,
      `  by suspicion: area under ROC ${tell(found.areaBySuspicion)}, in the worst tenth ${tell(found.tenthBySuspicion)}`,
    ]),
    ...(byEye
      ? [
          `${set}, of ${byEye.count} labels wrong to the eye in the worst tenth: by loss ${byEye.byLoss}, by suspicion ${byEye.bySuspicion}`,
        ]
      : []),
  ]);
  return [`photos of ${size} pixels`, ...lines].join('\n');
}

async function labelled(set, size) {
  const split = set === 'bears' ? { train: '.', validPct: 0.2, seed: 1 } : {};
  const data = await ImageDataBunch.fromFolder(folderOf(set), { ...split, size, bs: 32 });
  const learn = await visionLearner(data.normalize(imagenetStats), models.efficientnetLite0);
  const { rows, ...features } = await allFeatures(learn, new AbortController().signal);
  const items = rows.map(({ split: part, index }) => {
    const { path, label } = (part === 'train' ? data.trainDs : data.validDs).items[index];
    return { path, label };
  });
  return { features, items, classes: data.classes };
}

function another(label, classes, random) {
  const others = classes.filter((name) => name !== label);
  return others[random.int(others.length)];
}

/** @param wrong whether each is, in the order in which to look at them */
function judged(wrong, count) {
  let [area, seen] = [0, 0];
  for (const one of wrong) {
    if (one) seen++;
    else area += seen;
  }
  const tenth = wrong.slice(0, Math.ceil(wrong.length / 10)).filter(Boolean).length / count;
  return { area: area / (count * (wrong.length - count)), tenth };
}
