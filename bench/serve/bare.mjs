// Calls the model of an export without a server, as its parent says: what the web app is measured against.
import { readFileSync } from 'node:fs';
import { InferenceModel } from '../../dist/vision/index.js';

const [, , exported, path] = process.argv;
const model = await InferenceModel.load(exported);
const photo = readFileSync(path);

/** Ms that one photo takes. */
async function one() {
  const started = performance.now();
  await model.classify([photo]);
  return performance.now() - started;
}

/** Photos a second in batches, one after the other. */
async function batches({ size, seconds }) {
  const batch = new Array(size).fill(photo);
  const started = performance.now();
  let count = 0;
  let ended = started;
  while (ended - started < 1000 * seconds) {
    await model.classify(batch);
    count += size;
    ended = performance.now();
  }
  return (1000 * count) / (ended - started);
}

const kinds = { one, batches };
process.on('message', async (/** @type {{ kind: string }} */ message) =>
  process.send(await kinds[message.kind](message)),
);
process.on('disconnect', () => process.exit());
process.send('ready');
