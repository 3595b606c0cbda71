// How often each audit is right: on drawn photos with planted problems what it flags, how many of those it should, and how
// many of the planted it finds; on the real sets how many it flags.
import { auditImages } from '../../dist/clean/auditImages.js';
import { audits } from '../../dist/clean/audits/index.js';
import { samples } from '../../dist/index.js';
import { folderOf, realSets } from './realSets.mjs';

export const options = {
  n: { type: 'string', default: '80' },
  seeds: { type: 'string', default: '5' },
};

/** What each audit has to find of what is planted. The others have nothing planted: all that they flag is wrong. */
const kindsOf = {
  unreadable: ['notAnImage', 'truncated'],
  wrongExtension: ['wrongExtension'],
  duplicate: ['duplicate'],
  nearDuplicate: ['nearDuplicate'],
  blurred: ['blurred'],
  dark: ['dark'],
};

const drawn = ['bears', 'catsAndDogs', 'flowers'];

export async function measure({ n = '80', seeds = '5' }) {
  const sets = {};
  for (const name of drawn) sets[name] = await measureDrawn(name, Number(n), Number(seeds));
  const real = {};
  for (const name of realSets()) {
    const { photos, counts } = await auditImages(folderOf(name), { progress: false });
    real[name] = { photos: photos.length, flagged: counts };
  }
  return { drawn: sets, real };
}

async function measureDrawn(name, n, seeds) {
  const sums = audits.map((audit) => ({ audit: audit.name, flagged: 0, right: 0, planted: 0 }));
  let photos = 0;
  for (let seed = 1; seed <= seeds; seed++) {
    const set = await samples[name]({ n, seed, problems: true });
    const report = await auditImages(set.path, { progress: false });
    photos += report.photos.length;
    for (const sum of sums) count(sum, report, set);
  }
  return { photos, rows: sums.map(withShares) };
}

/** Of duplicates the photo and its copy are both to be found. */
function count(sum, report, { problems, path: root }) {
  const kinds = kindsOf[sum.audit] ?? [];
  const truth = new Set(
    problems
      .filter(({ kind }) => kinds.includes(kind))
      .flatMap(({ path, of }) => (of === undefined ? [path] : [path, of]))
      .map((path) => `${root}/${path}`),
  );
  const paths = report.paths(sum.audit);
  sum.planted += truth.size;
  sum.flagged += paths.length;
  sum.right += paths.filter((path) => truth.has(path)).length;
}

function withShares(sum) {
  const { flagged, right, planted } = sum;
  return {
    ...sum,
    ...(flagged > 0 && { precision: right / flagged }),
    ...(planted > 0 && { recall: right / planted }),
  };
}

export function describe({ drawn: sets, real }) {
  const tell = (share) => (share === undefined ? '–' : share.toFixed(3)).padStart(9);
  const cell = (value) => String(value).padStart(9);
  const lines = Object.entries(sets).flatMap(([name, { photos, rows }]) => [
    `${`drawn ${name}, ${photos} photos`.padEnd(34)}${['flagged', 'right', 'planted', 'precision', 'recall'].map(cell).join(' ')}`,
    ...rows.map(({ audit, flagged, right, planted, precision, recall }) =>
      [
        `  ${audit}`.padEnd(33),
        cell(flagged),
        cell(right),
        cell(planted),
        tell(precision),
        tell(recall),
      ].join(' '),
    ),
  ]);
  const found = Object.entries(real).map(([name, { photos, flagged }]) => {
    const each = audits.map((audit) => `${audit.name} ${flagged[audit.name] ?? 0}`);
    return `real ${name}, ${photos} photos, flagged: ${each.join(', ')}`;
  });
  return [...lines, ...found].join('\n');
}
