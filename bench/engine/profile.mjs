// Where a training step's time goes, kernel by kernel, and the most memory it needs: ours beside PyTorch, for the
// networks that the targets name. `--arch resnet34 --bs 8`, `--arch mobilenetV2 --bs 32`, 224 px.
import { engineInfo, engineReady } from '../../dist/engine/index.js';
import { median, summary, timesAsFast } from '../measuring/rounds.mjs';
import { startTorch } from '../measuring/torchPeer.mjs';
import { fullSteps } from '../vision/fullSteps.mjs';
import { profiled } from './kernelTimes.mjs';

export const options = {
  arch: { type: 'string', default: 'resnet34' },
  bs: { type: 'string', default: '8' },
  steps: { type: 'string', default: '8' },
  rounds: { type: 'string', default: '3' },
  // In bfloat16 too where the processor has instructions for it.
  bfloat16: { type: 'boolean', default: false },
};

export async function measure({ arch = 'resnet34', bs = '8', steps = '8', rounds = '3', bfloat16 = false }) {
  await engineReady();
  const precision = bfloat16 ? 'bfloat16' : 'float32';
  const torch = await startTorch(new URL('torchStep.py', import.meta.url).pathname, [arch, bs]);
  const [ours, theirs] = [[], []];
  const runs = Number(steps);
  for (let round = 0; round < Number(rounds); round++) {
    ours.push(median(await fullSteps({ arch, bs: Number(bs), steps: runs, precision })));
    // Only ours so far: the memory of a process never shrinks.
    if (torch) theirs.push(median((await torch.ask({ kind: 'step', precision, runs })).ms));
  }
  const peakMiB = { tsvision: process.resourceUsage().maxRSS / 1024 };
  const counted = 4;
  const kernels = await profiled(
    (onStep) => fullSteps({ arch, bs: Number(bs), steps: counted, precision, onStep }),
    counted,
  );
  const peer = torch && (await torch.ask({ kind: 'profile', precision, runs: 3 }));
  torch?.stop();
  if (peer) peakMiB.PyTorch = peer.peakMiB;
  const milliseconds = { tsvision: summary(ours), ...(torch && { PyTorch: summary(theirs) }) };
  return {
    arch,
    batchSize: Number(bs),
    precision,
    engine: engineInfo(),
    torch: torch?.version,
    milliseconds,
    timesAsFast: torch && timesAsFast(milliseconds.tsvision, milliseconds.PyTorch),
    peakMiB,
    kernels,
    theirKernels: peer?.kernels,
  };
}

export function describe(figures) {
  const { arch, batchSize, precision, milliseconds, peakMiB, kernels, theirKernels } = figures;
  const lines = [`${arch}, ${batchSize} × 224², ${precision}: a full step, and the most memory ever held`];
  for (const [name, { median: ms }] of Object.entries(milliseconds))
    lines.push(
      `  ${name.padEnd(10)}${ms.toFixed(0).padStart(6)} ms ${peakMiB[name].toFixed(0).padStart(7)} MiB`,
    );
  if (figures.timesAsFast) lines.push(`  ${figures.timesAsFast.median.toFixed(2)} times as fast as PyTorch`);
  for (const [name, list] of Object.entries({ tsvision: kernels, PyTorch: theirKernels ?? {} })) {
    lines.push(`${name}, ms a step (calls)`);
    const rows = Object.entries(list).sort(([, a], [, b]) => b.ms - a.ms);
    for (const [kernel, { ms, calls }] of rows.slice(0, 16))
      lines.push(`  ${kernel.padEnd(44)}${ms.toFixed(1).padStart(8)} (${calls})`);
  }
  return lines.join('\n');
}
