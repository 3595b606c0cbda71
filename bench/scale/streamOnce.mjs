// The training rows of shards in a process of its own, which may be killed at any time: each batch is noted with the place
// after it in one write, so that what counts as done and where to go on are one thing.
import { appendFileSync, existsSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { tf } from '../../dist/engine/index.js';
import { ImageDataBunch } from '../../dist/vision/index.js';

const { files, side, validPct, notes } = JSON.parse(process.argv[2]);
const started = performance.now();
const data = await ImageDataBunch.fromShards(files, { validPct, size: side, bs: 250, shuffle: 1000 });
const scanned = (performance.now() - started) / 1000;
process.send({ scanned, valid: data.validDs.length });

// A line that the kill has cut never counted.
const lines = existsSync(notes) ? readFileSync(notes, 'utf8').split('\n') : [''];
const cut = lines.pop();
if (cut) truncateSync(notes, statSync(notes).size - Buffer.byteLength(cut));
let rows = lines.reduce((sum, line) => sum + JSON.parse(line).keys.length, 0);
const state = lines.length > 0 ? JSON.parse(lines.at(-1)).state : undefined;
lines.length = 0;
let [fresh, told] = [0, 0];
const begun = performance.now();
for await (const { xs, ys, names, state: place } of data.trainDl
  .with({ dropLast: false })
  .batches({ state })) {
  tf.dispose([xs, ys]);
  appendFileSync(
    notes,
    `${JSON.stringify({ keys: names.map((name) => Number(name.slice(-8))), state: place })}\n`,
  );
  rows += names.length;
  fresh += names.length;
  if (fresh - told < 5000) continue;
  told = fresh;
  process.send({
    rows,
    fresh,
    rss: process.memoryUsage().rss / 2 ** 20,
    seconds: (performance.now() - begun) / 1000,
  });
}
process.send(
  { rows, fresh, rss: process.memoryUsage().rss / 2 ** 20, seconds: (performance.now() - begun) / 1000 },
  () => process.exit(),
);
