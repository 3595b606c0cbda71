// The bears lesson in small, on the engine of TSVISION_BACKEND: drawn bears, the pretrained tinyresnet, one epoch with its
// body frozen and one with all of it learning. Prints the losses of all batches as JSON.
//
// node scripts/platforms/bearsSteps.mjs [--whole]     as the lesson has it: 224 pixels, two epochs frozen
import { createCnn, engineInfo, engineReady, ImageDataBunch, imagenetStats, models, samples } from 'tsvision';

const inSmall = { n: 6, size: 64, bs: 4, epochs: 1 };
const { n, size, bs, epochs } = process.argv.includes('--whole')
  ? { n: 12, size: 224, bs: 8, epochs: 2 }
  : inSmall;
await engineReady();
const { path } = await samples.bears({ n });
const data = await ImageDataBunch.fromFolder(path, { train: '.', validPct: 0.2, seed: 42, size, bs });
data.normalize(imagenetStats);
const learn = await createCnn(data, models.tinyresnet);
await learn.fitOneCycle(epochs, { table: false });
const frozen = [...learn.recorder.losses];
learn.unfreeze();
await learn.fitOneCycle(1, { table: false });
const unfrozen = [...learn.recorder.losses];
const { loss } = await learn.validate();
const { backend, package: name, tensorflowVersion, adapter } = engineInfo();
process.stdout.write(
  `${JSON.stringify({ backend, engine: name, tensorflowVersion, adapter, frozen, unfrozen, validation: [loss] })}\n`,
);
