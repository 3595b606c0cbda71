// Do time for each photo and memory stay the same as a set grows? One epoch with a frozen body, then predictions as
// `tsvision predict` makes them, over sets of links to the same drawn photos; a process for each.
//
//   npm run bench -- scale growth --sizes 500,2000        a minute or two
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { inOwnProcess } from './inOwnProcess.mjs';
import { linearFit } from './linearFit.mjs';
import { withPhotoSets } from './photoSets.mjs';

export const options = {
  sizes: { type: 'string', default: '500,2000,10000,50000' },
  arch: { type: 'string', default: 'tinyresnet' },
  // Pixels of the network's input, and the longer side of the photos.
  size: { type: 'string', default: '64' },
  side: { type: 'string', default: '192' },
};

/** MiB by which the most memory may grow for 10,000 photos more: a kilobyte for the names and the label of each. */
const flatMiB = 10;
/**
 * Photos after which a process has most of its pools: passing over the same photos again and again raises the most memory
 * too, for a while. The line whose slope counts is drawn through sets of as many and more.
 */
const warmPhotos = 2000;
/** A photo of the largest set may take so many times as long as one of the smallest. */
const flatTime = 1.1;

export async function measure({
  sizes = '500,2000,10000,50000',
  arch = 'tinyresnet',
  size = '64',
  side = '192',
}) {
  const counts = sizes.split(',').map(Number);
  if (counts.length < 2 || !counts.every((count) => count >= 100))
    throw new Error(`--sizes ${sizes}: at least two numbers of photos, of 100 or more each.`);
  const network = { arch, size: Number(size) };
  const runs = await withPhotoSets(Number(side), async (root, photoSet) => {
    const found = [];
    for (const count of counts) found.push(await trainAndPredict(root, await photoSet(count), network));
    return found;
  });
  const found = {};
  for (const kind of ['train', 'predict']) found[kind] = growth(runs.map((run) => run[kind]));
  return { ...network, side: Number(side), ...found };
}

async function trainAndPredict(root, folder, network) {
  const exportPath = join(root, 'network.safetensors');
  const train = await inOwnProcess('trainOnce.mjs', { folder, ...network, workFolder: root, exportPath });
  process.stderr.write(`  trained on ${train.photos} photos in ${train.pass.wall.toFixed(0)} s\n`);
  const predict = await inOwnProcess('predictOnce.mjs', { folder, exportPath, out: `${folder}.csv` });
  process.stderr.write(`  predicted them in ${predict.pass.wall.toFixed(0)} s\n`);
  await rm(folder, { recursive: true });
  return { train, predict };
}

/** How time and memory go with the number of photos. */
function growth(runs) {
  const sets = runs.map(figures);
  return {
    sets,
    peakMiBPer10000: perTenThousand(sets, 'peakMiB'),
    heldMiBPer10000: perTenThousand(sets, 'heldMiB'),
    timeRatio: sets.at(-1).secondsPerThousand / sets[0].secondsPerThousand,
  };
}

function figures({ photos, start, list, pass, join: joined, peakMiB, heldMiB }) {
  return {
    photos,
    startSeconds: start.wall + (list?.wall ?? 0),
    secondsPerThousand: (1000 * pass.wall) / photos,
    processorSecondsPerThousand: (1000 * pass.processor) / photos,
    ...(joined && { joinSeconds: joined.wall }),
    peakMiB,
    heldMiB,
  };
}

/** Slope of the line through the sets of `warmPhotos` and more; null where there are not two. */
function perTenThousand(sets, name) {
  const warm = sets.filter((set) => set.photos >= warmPhotos);
  if (warm.length < 2) return null;
  const photos = warm.map((set) => set.photos);
  return (
    10_000 *
    linearFit(
      photos,
      warm.map((set) => set[name]),
    ).slope
  );
}

export function describe({ arch, size, side, train, predict }) {
  return [
    `${arch} at ${size} px, photos of ${side} px, one process for each line`,
    ...lines('training: one epoch, body frozen', train),
    ...lines('prediction', predict),
  ].join('\n');
}

function lines(title, found) {
  return [
    title,
    ...found.sets.map(
      (set) =>
        `  ${String(set.photos).padStart(7)} photos: start ${set.startSeconds.toFixed(1)} s, then ${set.secondsPerThousand.toFixed(2)} s a 1,000 (${set.processorSecondsPerThousand.toFixed(2)} of processors), peak ${set.peakMiB.toFixed(0)} MiB, JavaScript holds ${set.heldMiB.toFixed(1)}`,
    ),
    `  ${memoryLine(found)}`,
    `  time a photo ${found.timeRatio <= flatTime ? 'is flat' : 'GROWS'}: ${found.timeRatio.toFixed(2)} times from the smallest set to the largest (up to ${flatTime} is flat)`,
  ];
}

function memoryLine({ peakMiBPer10000, heldMiBPer10000 }) {
  if (peakMiBPer10000 === null)
    return `whether memory is flat takes two sets of ${warmPhotos} photos or more to tell`;
  return `memory ${peakMiBPer10000 <= flatMiB ? 'is flat' : 'GROWS'}: ${signed(peakMiBPer10000)} MiB of peak for 10,000 photos (up to ${flatMiB} is flat), ${signed(heldMiBPer10000)} held by JavaScript`;
}

const signed = (value) => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(1)}`;
