// One epoch with a frozen body over a folder, in a process of its own.
import { createCnn } from '../../dist/train/index.js';
import { getTransforms, ImageDataBunch, imagenetStats, models } from '../../dist/vision/index.js';
import { answerOnce, between, heldMiB, secondsSoFar } from './inOwnProcess.mjs';

await answerOnce(async ({ folder, arch, size, workFolder, exportPath }) => {
  const bunch = await ImageDataBunch.fromFolder(folder, {
    train: '.',
    validPct: 0.1,
    size,
    bs: 64,
    dsTfms: getTransforms(),
    // Less than the smallest set fills: kept photos are bounded, and would look like growth.
    cacheBytes: 16 * 2 ** 20,
  });
  const learn = await createCnn(bunch.normalize(imagenetStats), models[arch], { path: workFolder });
  const ready = secondsSoFar();
  await learn.fitOneCycle(1, { table: false });
  const pass = between(ready, secondsSoFar());
  if (exportPath) await learn.export(exportPath);
  const photos = learn.data.trainDs.length + learn.data.validDs.length;
  return { photos, start: ready, pass, heldMiB: heldMiB() };
});
