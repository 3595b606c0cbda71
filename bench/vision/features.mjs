// Features of a frozen ResNet-34, 8 photos of 224×224: ours beside PyTorch, turn by turn in one run.
//
//   node bench/vision/features.mjs [--json] [--rounds 5] [--bfloat16  also where the processor has no instructions for it]
//
// TSVISION_TORCH_PYTHON names a Python that has torch and safetensors; without it our own figures stand alone.
import { spawn } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
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

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '5' },
    bfloat16: { type: 'boolean', default: false },
  },
});
const [photos, runs, rounds] = [8, 3, Number(values.rounds)];

await engineReady();
const { body } = await buildCnn(models.resnet34, { classes: 2, pretrained: false });
const random = new Random(1);
const pixels = Float32Array.from({ length: photos * 224 * 224 * 3 }, () => random.normal());
const x = tf.tensor4d(pixels, [photos, 224, 224, 3]);

const folder = await mkdtemp(join(tmpdir(), 'tsvision-bench-'));
const [weights, input] = [join(folder, 'weights.safetensors'), join(folder, 'input.safetensors')];
await writeSafetensors(weights, await stateDict(body));
await writeSafetensors(input, new Map([['input', { shape: x.shape, data: pixels }]]));
const torch = await startTorch();

const onnx = await compileFrozenBody(body, { engine: 'onnxruntime' });
const folded = await compileFrozenBody(body, { engine: 'tfjs' });
const halved = await compileFrozenBody(body, { engine: 'tfjs', precision: 'bfloat16' });
const plain = { features: async (batch) => tf.tidy(() => forward(body, batch)) };
// Without instructions for it bfloat16 is emulated by both, at a tenth of the speed: that says nothing.
const withHalf = engineInfo().bf16 !== 'none' || values.bfloat16;
const contestants = {
  'tsvision (ONNX Runtime)': () => timeOurs(onnx),
  'tsvision (TensorFlow, folded)': () => timeOurs(folded),
  'tsvision (TensorFlow, not folded)': () => timeOurs(plain),
  ...(withHalf && { 'tsvision (TensorFlow, bfloat16)': () => timeOurs(halved) }),
  ...(torch && {
    'PyTorch float32, channels last': () => torch.time('float32'),
    'PyTorch float32, traced and frozen': () => torch.time('frozen'),
    ...(withHalf && { 'PyTorch bfloat16 autocast': () => torch.time('bfloat16') }),
  }),
};

const times = Object.fromEntries(Object.keys(contestants).map((name) => [name, []]));
for (let round = 0; round < rounds; round++)
  for (const [name, time] of Object.entries(contestants)) times[name].push(...(await time()));
const rates = Object.fromEntries(
  Object.entries(times).map(([name, ms]) => [name, (photos / median(ms)) * 1000]),
);

const base = rates['PyTorch float32, channels last'];
const ratios = base && {
  'float32 / PyTorch float32 (target 1.15)':
    Math.max(rates['tsvision (ONNX Runtime)'], rates['tsvision (TensorFlow, folded)']) / base,
  ...(withHalf && {
    'bfloat16 / PyTorch float32 (target 1.8)': rates['tsvision (TensorFlow, bfloat16)'] / base,
    'bfloat16 / PyTorch bfloat16 (target 0.95)':
      rates['tsvision (TensorFlow, bfloat16)'] / rates['PyTorch bfloat16 autocast'],
  }),
};
const report = {
  bench: 'features',
  photos,
  engine: engineInfo(),
  torch: torch?.version,
  differences: await differences(),
  photosPerSecond: rates,
  ratios,
};
if (values.json) console.log(JSON.stringify(report, null, 2));
else {
  console.log(
    `ResNet-34 features, ${photos} photos of 224×224, ${availableParallelism()} threads, bfloat16 instructions: ${engineInfo().bf16}`,
  );
  for (const [name, rate] of Object.entries(rates))
    console.log(`  ${name.padEnd(36)} ${rate.toFixed(1)} photos/s`);
  for (const [name, ratio] of Object.entries(ratios ?? {}))
    console.log(`  ${name.padEnd(44)} ${ratio.toFixed(2)}`);
  for (const [name, value] of Object.entries(report.differences))
    console.log(`  largest relative difference, ${name}: ${value.toExponential(1)}`);
}
torch?.stop();
await onnx.dispose();

async function timeOurs(frozen) {
  const ms = [];
  for (let i = 0; i <= runs; i++) {
    const start = performance.now();
    const y = await frozen.features(x);
    await y.data();
    ms.push(performance.now() - start);
    y.dispose();
  }
  return ms.slice(1);
}

/** How far each of ours is from PyTorch's features on the same weights, or from our plain forward pass. */
async function differences() {
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
    const actual = await (await frozen.features(x)).data();
    result[name] = actual.reduce((most, v, i) => Math.max(most, Math.abs(v - reference[i])), 0) / scale;
  }
  return result;
}

async function startTorch() {
  const python = process.env.TSVISION_TORCH_PYTHON;
  if (python === undefined) return undefined;
  const script = new URL('torchResnet34.py', import.meta.url).pathname;
  const child = spawn(python, [script, weights, input, String(availableParallelism())], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async () => JSON.parse((await lines.next()).value);
  const { torch: version } = await answer();
  return {
    version,
    time: async (kind) => {
      child.stdin.write(`${JSON.stringify({ kind, runs })}\n`);
      return (await answer()).ms;
    },
    stop: () => child.stdin.end(),
  };
}

function median(list) {
  return [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
}
