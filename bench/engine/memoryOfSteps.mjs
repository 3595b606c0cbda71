// A few training steps of one network in a process of their own, whose memory never shrinks: what was estimated before
// them, the most that tensors held, and the growth of the process. Answers on the channel to the parent.
import { readFileSync } from 'node:fs';
import { engineReady, tf } from '../../dist/engine/index.js';
import { createCnn } from '../../dist/train/index.js';
import { processBytes } from '../../dist/train/loop/stepBytes.js';
import { ImageDataBunch, imagenetStats, models, stepMemory } from '../../dist/vision/index.js';
import { randomBatches, twoColours } from '../vision/fullSteps.mjs';

const [arch, bs, mode] = process.argv.slice(2);
const batch = Number(bs);
await engineReady();
const photos = await twoColours();
const bunch = await ImageDataBunch.fromFolder(photos, { validPct: 0.25, size: 224, bs: 2 });
bunch.normalize(imagenetStats);
const learn = await createCnn(bunch, models[arch], { pretrained: false, path: photos });
if (mode === 'lean') learn.toLean();
if (mode === 'frozen') learn.freeze();
if (mode === 'bfloat16') learn.toBf16();
learn.data = randomBatches(bunch, batch, 3);

const { most, tensors, learning } = stepMemory(learn.model, [batch, 224, 224, 3], { lean: mode === 'lean' });
const estimated = processBytes(most + 2 * learning);
const before = memory();
await learn.fit(1, 1e-4, { table: false });
// The averages of AdamW are there from the first step on, and stay.
const figures = { estimated, growth: memory().most - before.now };
const held = heldBytes();
await learn.fit(1, 1e-4, { table: false });
process.send?.({ ...figures, estimatedTensors: tensors, held: held() });
process.disconnect?.();

/** Bytes of this process now, and the most there ever were. */
function memory() {
  const status = readFileSync('/proc/self/status', 'utf8');
  const bytes = (name) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) * 1024;
  return { now: bytes('VmRSS'), most: bytes('VmHWM') };
}

/** Counts the most bytes of tensors that are made from now on; what several of them share counts once. */
function heldBytes() {
  const engine = /** @type {any} */ (tf.engine());
  const { trackTensor, runKernel } = engine;
  const roots = new WeakMap();
  const own = new WeakSet();
  let tensors = [];
  let [most, since] = [0, 0];
  const rootOf = (id) => roots.get(id) ?? id;
  const now = () => {
    tensors = tensors.filter(({ isDisposed, dataId }) => !isDisposed && own.has(rootOf(dataId)));
    const blocks = new Map(tensors.map(({ dataId, size }) => [rootOf(dataId), size * 4]));
    return [...blocks.values()].reduce((sum, bytes) => sum + bytes, 0);
  };
  engine.runKernel = (name, inputs, attrs) => {
    const output = runKernel.call(engine, name, inputs, attrs);
    if (name === 'Reshape') roots.set(output.dataId, rootOf(inputs.x.dataId));
    return output;
  };
  engine.trackTensor = (tensor, backend) => {
    if (!engine.state.tensorInfo.has(tensor.dataId)) own.add(tensor.dataId);
    trackTensor.call(engine, tensor, backend);
    tensors.push(tensor);
    since += tensor.size * 4;
    if (since < 65536) return;
    since = 0;
    most = Math.max(most, now());
  };
  return () => most;
}
