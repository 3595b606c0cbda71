// Features of a frozen ResNet-34, 8 photos of 224×224: ours beside PyTorch, turn by turn in one run.
import { mkdtemp } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '../../dist/core/index.js';
import { engineInfo, engineReady, tf } from '../../dist/engine/index.js';
import {
  buildCnn,
  compileFrozenBody,
  forward,
  models,
  readSafetensors,
  stateDict,
  writeSafetensors,
} from '../../dist/vision/index.js';
import { inRounds, median, timesAsFast } from '../measuring/rounds.mjs';
import { startTorch } from '../measuring/torchPeer.mjs';

export const options = {
  rounds: { type: 'string', default: '8' },
  // Also where the processor has no instructions for it.
  bfloat16: { type: 'boolean', default: false },
};
const [photos, runs] = [8, 3];

await engineReady();
const { body } = await buildCnn(models.resnet34, { classes: 2, pretrained: false });
const random = new Random(1);
const pixels = Float32Array.from({ length: photos * 224 * 224 * 3 }, () => random.normal());
const x = tf.tensor4d(pixels, [photos, 224, 224, 3]);

const folder = await mkdtemp(join(tmpdir(), 'tsvision-bench-'));
const [weights, input] = [join(folder, 'weights.safetensors'), join(folder, 'input.safetensors')];
await writeSafetensors(weights, await stateDict(body));
await writeSafetensors(input, new Map([['input', { shape: x.shape, data: pixels }]]));

const onnx = await compileFrozenBody(body, { engine: 'onnxruntime' });
const folded = await compileFrozenBody(body, { engine: 'tfjs' });
const halved = await compileFrozenBody(body, { engine: 'tfjs', precision: 'bfloat16' });
const plain = { features: async (batch) => tf.tidy(() => forward(body, batch)) };

export async function measure({ rounds = '8', bfloat16 = false }) {
  const script = new URL('torchResnet34.py', import.meta.url).pathname;
  const torch = await startTorch(script, [weights, input]);
  const time = async (kind) => median((await torch.ask({ kind, runs })).ms);
  // Without instructions for it bfloat16 is emulated by both, at a tenth of the speed: that says nothing.
  const withHalf = engineInfo().bf16 !== 'none' || bfloat16;
  const millisecondsABatch = await inRounds(
    {
      'tsvision (ONNX Runtime)': () => timeOurs(onnx),
      'tsvision (TensorFlow, folded)': () => timeOurs(folded),
      'tsvision (TensorFlow, not folded)': () => timeOurs(plain),
      ...(withHalf && { 'tsvision (TensorFlow, bfloat16)': () => timeOurs(halved) }),
      ...(torch && {
        'PyTorch float32, channels last': () => time('float32'),
        'PyTorch float32, traced and frozen': () => time('frozen'),
        ...(withHalf && { 'PyTorch bfloat16 autocast': () => time('bfloat16') }),
      }),
    },
    { most: Number(rounds) },
  );
  const found = await differences(torch !== undefined);
  torch?.stop();
  await onnx.dispose();
  return {
    photos,
    engine: engineInfo(),
    torch: torch?.version,
    differences: found,
    millisecondsABatch,
    ratios: torch && ratios(millisecondsABatch, withHalf),
  };
}

/** How many times as fast ours is, beside PyTorch's own best way. */
function ratios(ms, withHalf) {
  const faster = (...names) => names.map((name) => ms[name]).sort((a, b) => a.median - b.median)[0];
  const ours = faster('tsvision (ONNX Runtime)', 'tsvision (TensorFlow, folded)');
  const float32 = faster('PyTorch float32, channels last', 'PyTorch float32, traced and frozen');
  const half = ms['tsvision (TensorFlow, bfloat16)'];
  return {
    'float32 / PyTorch float32, channels last (target 1.15)': timesAsFast(
      ours,
      ms['PyTorch float32, channels last'],
    ),
    'float32 / the faster PyTorch float32': timesAsFast(ours, float32),
    ...(withHalf && {
      'bfloat16 / PyTorch float32 (target 1.8)': timesAsFast(half, float32),
      'bfloat16 / PyTorch bfloat16 (target 0.95)': timesAsFast(half, ms['PyTorch bfloat16 autocast']),
    }),
  };
}

export function describe({ engine, millisecondsABatch, ratios: found, differences: apart }) {
  return [
    `ResNet-34 features, ${photos} photos of 224×224, ${availableParallelism()} threads, bfloat16 instructions: ${engine.bf16}`,
    ...Object.entries(millisecondsABatch).map(
      ([name, { median: ms }]) => `  ${name.padEnd(36)} ${((1000 * photos) / ms).toFixed(1)} photos/s`,
    ),
    ...Object.entries(found ?? {}).map(
      ([name, { median: ratio }]) => `  ${name.padEnd(56)} ${ratio.toFixed(2)}`,
    ),
    ...Object.entries(apart).map(
      ([name, value]) => `  largest relative difference, ${name}: ${value.toExponential(1)}`,
    ),
  ].join('\n');
}

async function timeOurs(frozen) {
  const ms = [];
  for (let i = 0; i <= runs; i++) {
    const start = performance.now();
    const y = await frozen.features(x);
    await y.data();
    ms.push(performance.now() - start);
    y.dispose();
  }
  return median(ms.slice(1));
}

/** How far each of ours is from PyTorch's features on the same weights, or from our plain forward pass. */
async function differences(torch) {
  /** @type {any} */
  const reference = torch
    ? (await readSafetensors(`${input}.torch`)).tensors.get('features').data
    : await (await plain.features(x)).data();
  const scale = reference.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
  const result = {};
  for (const [name, frozen] of Object.entries({
    'ONNX Runtime': onnx,
    TensorFlow: folded,
    bfloat16: halved,
  })) {
    /** @type {any} */
    const actual = await (await frozen.features(x)).data();
    result[name] = actual.reduce((most, v, i) => Math.max(most, Math.abs(v - reference[i])), 0) / scale;
  }
  return result;
}
