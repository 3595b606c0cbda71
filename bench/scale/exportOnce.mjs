// An export to predict with, of random weights: what they are does not change what a photo costs.
import { createCnn } from '../../dist/train/index.js';
import { ImageDataBunch, imagenetStats, models } from '../../dist/vision/index.js';
import { answerOnce } from './inOwnProcess.mjs';

await answerOnce(async ({ folder, arch, size, workFolder, exportPath }) => {
  const bunch = await ImageDataBunch.fromFolder(folder, { train: '.', validPct: 0.5, size, bs: 16 });
  const options = { pretrained: false, path: workFolder };
  const learn = await createCnn(bunch.normalize(imagenetStats), models[arch], options);
  await learn.export(exportPath);
  return {};
});
