// Photos per second out of the loader: decode, resize, random crop and flip, normalise, batches of 64 at 224×224;
// beside a PyTorch DataLoader with two workers over Pillow, turn by turn in one run.
//
//   node bench/vision/loader.mjs [--json] [--rounds 5] [--folder DIR of class folders]
//
// TSVISION_BENCH_PYTHON (or TSVISION_TORCH_PYTHON) names a Python that has torch, numpy and pillow; without it our
// own figures stand alone.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { realDataFolder } from '../../dist/core/index.js';
import { engineInfo, engineReady, tf } from '../../dist/engine/index.js';
import { getTransforms, ImageDataBunch, imagenetStats } from '../../dist/vision/index.js';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '5' },
    folder: { type: 'string' },
  },
});
const real = realDataFolder();
const folder = values.folder ?? (real && join(real, 'catdog', 'train'));
if (!folder || !existsSync(folder)) {
  console.error('Name a folder of class folders by --folder.');
  process.exit(1);
}
const [size, bs] = [224, 64];
await engineReady();
const torch = await startTorch();
const plain = getTransforms({ maxRotate: 0, maxZoom: 1, maxWarp: 0, maxLighting: 0 });
const kept = { 'crop and flip': await bunch(plain), 'all transforms': await bunch(getTransforms()) };
for (const data of Object.values(kept)) await epoch(data, 0);

const rates = { cold: [], later: [], 'cold, all transforms': [], 'later, all transforms': [], torch: [] };
for (let round = 1; round <= Number(values.rounds); round++) {
  rates.cold.push(await epoch(await bunch(plain), round));
  if (torch) rates.torch.push(await torch.epoch());
  rates.later.push(await epoch(kept['crop and flip'], round));
  rates['cold, all transforms'].push(await epoch(await bunch(getTransforms()), round));
  rates['later, all transforms'].push(await epoch(kept['all transforms'], round));
}
torch?.stop();

const mediansOf = (field) =>
  Object.fromEntries(
    Object.entries(rates)
      .filter(([, list]) => list.length > 0)
      .map(([name, list]) => [name, median(list.map((run) => run[field]))]),
  );
const [medians, cpu] = [mediansOf('rate'), mediansOf('cpu')];
const ratios = torch && {
  'cold / PyTorch (target 1.0)': medians.cold / medians.torch,
  'later epochs / PyTorch (target 3.0)': medians.later / medians.torch,
  // Processor time is less disturbed by what else runs on the machine than the clock is.
  'cold, in processor time': cpu.torch / cpu.cold,
  'later epochs, in processor time': cpu.torch / cpu.later,
};
const report = {
  bench: 'loader',
  engine: engineInfo(),
  torch: torch?.version,
  photosPerSecond: medians,
  ratios,
};
if (values.json) console.log(JSON.stringify(report, null, 2));
else {
  for (const [name, rate] of Object.entries(medians))
    console.log(
      `  ${name.padEnd(24)} ${rate.toFixed(0)} photos/s, ${cpu[name].toFixed(2)} ms of processor each`,
    );
  for (const [name, ratio] of Object.entries(ratios ?? {}))
    console.log(`  ${name.padEnd(38)} ${ratio.toFixed(2)}`);
}

async function bunch(dsTfms) {
  const data = await ImageDataBunch.fromFolder(folder, { train: '.', validPct: 0, size, bs, dsTfms });
  return data.normalize(imagenetStats);
}

/** Photos per second of one pass, and processor time for each in ms. */
async function epoch(data, number) {
  let photos = 0;
  const start = performance.now();
  const before = process.cpuUsage();
  for await (const { xs, ys, indices } of data.trainDl.batches({ epoch: number })) {
    photos += indices.length;
    tf.dispose([xs, ys]);
  }
  const { user, system } = process.cpuUsage(before);
  return { rate: (photos / (performance.now() - start)) * 1000, cpu: (user + system) / 1000 / photos };
}

function median(list) {
  const sorted = [...list].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

/** A DataLoader in a process of its own; its first pass, which starts the workers, does not count. */
async function startTorch() {
  const python = process.env.TSVISION_BENCH_PYTHON ?? process.env.TSVISION_TORCH_PYTHON;
  if (!python) return undefined;
  const script = new URL('loader.py', import.meta.url).pathname;
  const child = spawn(python, [script, folder, String(size), String(bs)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async () => JSON.parse((await lines.next()).value);
  const { torch: version } = await answer();
  const run = async () => {
    child.stdin.write('\n');
    const { photos, seconds, cpu } = await answer();
    return { rate: photos / seconds, cpu: (cpu * 1000) / photos };
  };
  await run();
  return { version, epoch: run, stop: () => child.stdin.end() };
}
