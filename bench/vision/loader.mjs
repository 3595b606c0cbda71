// Photos out of the loader: decode, resize, random crop and flip, normalise, batches of 64 at 224×224; beside a
// PyTorch DataLoader with two workers over Pillow, turn by turn in one run. Without a folder, drawn photos.
import { join } from 'node:path';
import { realDataFolder } from '../../dist/core/index.js';
import { engineInfo, engineReady, tf } from '../../dist/engine/index.js';
import { samples } from '../../dist/lessons/samples.js';
import { getTransforms, ImageDataBunch, imagenetStats } from '../../dist/vision/index.js';
import { inRounds, timesAsFast } from '../measuring/rounds.mjs';
import { startTorch } from '../measuring/torchPeer.mjs';

export const options = {
  rounds: { type: 'string', default: '8' },
  // A folder of class folders.
  folder: { type: 'string' },
};
const [size, bs] = [224, 64];
let folder;

export async function measure({ rounds = '8', folder: named }) {
  folder = named ?? (await photosAtHand());
  await engineReady();
  const torch = await startTorchLoader();
  const plain = getTransforms({ maxRotate: 0, maxZoom: 1, maxWarp: 0, maxLighting: 0 });
  const [kept, keptAll] = [await bunch(plain), await bunch(getTransforms())];
  for (const data of [kept, keptAll]) await epoch(data, 0);
  let number = 0;
  const passes = await inRounds(
    {
      cold: async () => epoch(await bunch(plain), ++number),
      ...(torch && { PyTorch: torch.epoch }),
      later: () => epoch(kept, number),
      'cold, all transforms': async () => epoch(await bunch(getTransforms()), number),
      'later, all transforms': () => epoch(keptAll, number),
    },
    { most: Number(rounds) },
  );
  torch?.stop();
  const faster = (name, figure) => timesAsFast(passes[name][figure], passes.PyTorch[figure]);
  const ratios = torch && {
    'cold / PyTorch (target 1.1)': faster('cold', 'milliseconds'),
    'later epochs / PyTorch (target 3.0)': faster('later', 'milliseconds'),
    'cold, in processor time (target 1.0)': faster('cold', 'processorMilliseconds'),
    'later epochs, in processor time': faster('later', 'processorMilliseconds'),
  };
  return { engine: engineInfo(), torch: torch?.version, aPhoto: passes, ratios };
}

export function describe({ aPhoto, ratios }) {
  return [
    ...Object.entries(aPhoto).map(
      ([name, { milliseconds, processorMilliseconds }]) =>
        `  ${name.padEnd(24)} ${(1000 / milliseconds.median).toFixed(0)} photos/s, ${processorMilliseconds.median.toFixed(2)} ms of processor each`,
    ),
    ...Object.entries(ratios ?? {}).map(([name, { median }]) => `  ${name.padEnd(38)} ${median.toFixed(2)}`),
  ].join('\n');
}

async function photosAtHand() {
  const real = realDataFolder();
  return real ? join(real, 'catdog', 'train') : (await samples.catsAndDogs({ n: 160 })).path;
}

async function bunch(dsTfms) {
  const data = await ImageDataBunch.fromFolder(folder, { train: '.', validPct: 0, size, bs, dsTfms });
  return data.normalize(imagenetStats);
}

/** Milliseconds of a pass for each photo, by the clock and of processors. */
async function epoch(data, number) {
  let photos = 0;
  const start = performance.now();
  const before = process.cpuUsage();
  for await (const { xs, ys, indices } of data.trainDl.batches({ epoch: number })) {
    photos += indices.length;
    tf.dispose([xs, ys]);
  }
  const { user, system } = process.cpuUsage(before);
  return {
    milliseconds: (performance.now() - start) / photos,
    processorMilliseconds: (user + system) / 1000 / photos,
  };
}

/** A DataLoader in a process of its own; its first pass, which starts the workers, does not count. */
async function startTorchLoader() {
  const script = new URL('loader.py', import.meta.url).pathname;
  const torch = await startTorch(script, [folder, String(size), String(bs)]);
  if (!torch) return undefined;
  const pass = async () => {
    const { photos, seconds, cpu } = await torch.ask({});
    return { milliseconds: (1000 * seconds) / photos, processorMilliseconds: (1000 * cpu) / photos };
  };
  await pass();
  return { version: torch.version, epoch: pass, stop: torch.stop };
}
