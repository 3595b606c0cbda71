// What does `tsvision predict --shard` cost? A formula with the costs of one process, held against 1, 2 and 4 processes
// of the real command on this machine; then, by the formula alone, a million photos on several machines.
//
//   npm run bench -- scale shards --photos 400 --rounds 1        a minute
import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inRounds, seconds } from '../measuring/rounds.mjs';
import { inOwnProcess } from './inOwnProcess.mjs';
import { withPhotoSets } from './photoSets.mjs';
import { shardCosts, shardProcessorSeconds, shardSeconds } from './shardModel.mjs';

export const options = {
  photos: { type: 'string', default: '1600' },
  arch: { type: 'string', default: 'tinyresnet' },
  // Pixels of the network's input, and the longer side of the photos.
  size: { type: 'string', default: '64' },
  side: { type: 'string', default: '500' },
  rounds: { type: 'string', default: '3' },
};
const processCounts = [1, 2, 4];
const machineCounts = [1, 4, 16, 64];
const cores = availableParallelism();
const command = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

export async function measure({
  photos = '1600',
  arch = 'tinyresnet',
  size = '64',
  side = '500',
  rounds = '3',
}) {
  const count = Number(photos);
  const network = { arch, size: Number(size) };
  const { runs, peakMiB, measured } = await withPhotoSets(Number(side), async (root, photoSet) => {
    const [few, all] = [await photoSet(Math.ceil(count / 4)), await photoSet(count)];
    const exportPath = join(root, 'network.safetensors');
    await inOwnProcess('exportOnce.mjs', { folder: few, ...network, workFolder: root, exportPath });
    return compare({ few, all, exportPath, count }, Number(rounds));
  });
  const costs = shardCosts(runs);
  return {
    ...network,
    side: Number(side),
    photos: count,
    cores,
    peakMiB,
    costs,
    checks: checks(costs, count, measured),
    million: millionPhotos(costs),
  };
}

/** One process with its parts timed, and the command with several; turn by turn. */
async function compare(job, rounds) {
  const runs = [];
  const contestants = {
    parts: async () => {
      for (const [i, folder] of [job.few, job.all].entries())
        runs.push(await inOwnProcess('predictOnce.mjs', { ...job, folder, out: `${folder}-${i}.csv` }));
      rmSync(`${job.few}-0.csv.parts`, { recursive: true });
      rmSync(`${job.all}-1.csv.parts`, { recursive: true });
      return runs.at(-1).pass.wall;
    },
    ...Object.fromEntries(processCounts.map((n) => [n, () => timed(() => predictInShards(job, n))])),
  };
  const measured = await inRounds(contestants, { least: rounds, most: rounds });
  return { runs, measured, peakMiB: Math.max(...runs.map((run) => run.peakMiB)) };
}

/** Wall seconds, and those of processors that ended children took (`null` where the system does not say). */
async function timed(work) {
  const before = childrenSeconds();
  const wall = await seconds(work);
  return { wall, processor: before === null ? null : childrenSeconds() - before };
}

function childrenSeconds() {
  if (process.platform !== 'linux') return null;
  const text = readFileSync('/proc/self/stat', 'utf8');
  // The name, in brackets, may hold anything; cutime and cstime are the 16th and 17th field, in 1/100 s.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[13]) + Number(fields[14])) / 100;
}

/** The command itself, once for each shard, all at a time; their table has every photo. */
async function predictInShards({ all, exportPath, count }, shards) {
  const out = join(all, '..', `in-${shards}.csv`);
  const ends = Array.from({ length: shards }, (_, i) => {
    const args = ['predict', exportPath, all, '--out', out, '--shard', `${i + 1}/${shards}`];
    const child = spawn(process.execPath, [command, ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
    return new Promise((resolve) => child.on('close', resolve));
  });
  const statuses = await Promise.all(ends);
  const rows = readFileSync(out, 'utf8').trim().split('\n').length - 1;
  if (statuses.some((status) => status !== 0) || rows !== count)
    throw new Error(`${shards} shards ended with ${statuses.join(', ')} and ${rows} rows of ${count}.`);
  for (const path of [out, `${out}.parts`]) rmSync(path, { recursive: true });
}

function checks(costs, photos, measured) {
  return processCounts.map((processes) => {
    const predicted = {
      wall: shardSeconds(costs, { photos, cores, processes }).total,
      processor: shardProcessorSeconds(costs, { photos, workers: processes }),
    };
    return { processes, predicted, measured: measured[processes] };
  });
}

/** With as many processes on each machine as the formula likes best. */
function millionPhotos(costs) {
  const photos = 1e6;
  return machineCounts.map((machines) => {
    const ways = processCounts.map((processes) => ({
      processes,
      ...shardSeconds(costs, { photos, cores, machines, processes }),
    }));
    const best = ways.reduce((a, b) => (b.total < a.total ? b : a));
    return { machines, ...best, hours: best.total / 3600, coreHours: (machines * cores * best.total) / 3600 };
  });
}

export function describe({ arch, size, side, photos, peakMiB, costs, checks: checked, million }) {
  const each = ({ wall, processor }) =>
    `${(1000 * wall).toFixed(3)} ms (${(1000 * processor).toFixed(3)} of processors)`;
  return [
    `${arch} at ${size} px, ${photos} photos of ${side} px, ${cores} cores; a process held ${peakMiB.toFixed(0)} MiB`,
    `  start ${costs.start.wall.toFixed(2)} s (${costs.start.processor.toFixed(2)} of processors); for each photo: listing ${each(costs.list)}, prediction ${each(costs.pass)}, joining ${each(costs.join)}`,
    '  processes   by the formula   measured   measured / formula   processors: by the formula, measured',
    ...checked.map(
      ({ processes, predicted, measured: { wall, processor } }) =>
        `  ${String(processes).padStart(9)}${predicted.wall.toFixed(1).padStart(14)} s${wall.median.toFixed(1).padStart(9)} s${(wall.median / predicted.wall).toFixed(2).padStart(15)}${predicted.processor.toFixed(1).padStart(26)} s${(processor.median?.toFixed(1) ?? '?').padStart(9)} s`,
    ),
    'a million such photos on machines like this one that share a folder (BY THE FORMULA, not measured)',
    '  machines   processes each   hours   core-hours   of it listing and joining',
    ...million.map(
      (row) =>
        `  ${String(row.machines).padStart(8)}${String(row.processes).padStart(17)}${row.hours.toFixed(2).padStart(8)}${row.coreHours.toFixed(1).padStart(13)}${((100 * (row.list + row.join)) / row.total).toFixed(0).padStart(12)} %`,
    ),
  ].join('\n');
}
