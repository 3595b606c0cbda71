// What `tsvision predict` does, with the time of each part, in a process of its own.
import { mergeParts, planRun, predictShard } from '../../dist/cli/predict/index.js';
import { InferenceModel } from '../../dist/vision/index.js';
import { answerOnce, between, heldMiB, secondsSoFar } from './inOwnProcess.mjs';

await answerOnce(async ({ folder, exportPath, out }) => {
  const model = await InferenceModel.load(exportPath);
  const ready = secondsSoFar();
  const shard = { number: 1, count: 1 };
  const run = await planRun(folder, out, model.version, shard);
  const listed = secondsSoFar();
  let held = 0;
  const onProgress = (done, total) => {
    if (done === total) held = heldMiB();
  };
  await predictShard(model, run, shard, { onProgress });
  const predicted = secondsSoFar();
  await mergeParts(run, model.classes);
  return {
    photos: run.count,
    heldMiB: held,
    start: ready,
    list: between(ready, listed),
    pass: between(listed, predicted),
    join: between(predicted, secondsSoFar()),
  };
});
