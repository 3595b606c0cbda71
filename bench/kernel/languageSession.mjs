// One session of the language side; prints its figures as JSON.
import { setTimeout as sleep } from 'node:timers/promises';
import { createCellEvaluator } from '../../dist/kernel/language/index.js';
import { median, seconds } from '../measuring/rounds.mjs';

const signal = new AbortController().signal;

async function medianOf(count, run) {
  const times = [];
  for (let i = 0; i < count; i++) times.push(1000 * (await seconds(() => run(i))));
  return median(times);
}

const started = performance.now();
const evaluator = createCellEvaluator();
let count = 0;
const cell = (code) => evaluator.evaluate(code, { executionCount: ++count, signal });

const result = {};
await cell('1 + 1');
result.firstCell = performance.now() - started;
await sleep(2000);
await medianOf(20, (i) => cell(`1 + ${i}`));
result.trivialCell = await medianOf(50, (i) => cell(`${i} + 1`));
result.declaringCell = await medianOf(50, (i) => cell(`const v${i} = [${i}].map((n) => n * 2); v${i}`));
result.tfjsImport = 1000 * (await seconds(() => cell("import * as tf from '@tensorflow/tfjs'")));
await cell('const t = tf.tensor([1, 2, 3])');
result.trivialCellAfterTfjs = await medianOf(50, (i) => cell(`${i} + 2`));
result.tfjsCell = await medianOf(100, (i) => cell(`const y${i} = t.mul(${i}).add(1); y${i}.dataSync()[0]`));
result.completeTf = await medianOf(20, () => evaluator.complete('tf.', 3));
result.completeMember = await medianOf(20, () => evaluator.complete('t.sq', 4));
result.inspect = await medianOf(20, () => evaluator.inspect('tf.tensor', 9, 0));
result.isComplete = await medianOf(20, () => evaluator.isComplete('const a = {'));
result.residentMegabytes = process.memoryUsage().rss / 1e6;
const before = process.memoryUsage().rss;
for (let i = 0; i < 2000; i++)
  await cell(`let n${i % 200} = { id: ${i}, list: [1, 2, 3].map((x) => x + ${i}) }; n${i % 200}.list`);
result.megabytesOf2000Cells = (process.memoryUsage().rss - before) / 1e6;
await evaluator.close();
process.stdout.write(JSON.stringify(result));
