// The bears lesson in small, on the engine of TSVISION_BACKEND: drawn bears, the pretrained tinyresnet, one epoch with its
// body frozen and one with all of it learning. Prints the losses of all batches as JSON.
import { createCnn, engineInfo, engineReady, ImageDataBunch, imagenetStats, models, samples } from 'tsvision';

await engineReady();
const { path } = await samples.bears({ n: 6 });
const data = await ImageDataBunch.fromFolder(path, { train: '.', validPct: 0.2, seed: 42, size: 64, bs: 4 });
data.normalize(imagenetStats);
const learn = await createCnn(data, models.tinyresnet);
await learn.fitOneCycle(1, { table: false });
const frozen = [...learn.recorder.losses];
learn.unfreeze();
await learn.fitOneCycle(1, { table: false });
const unfrozen = [...learn.recorder.losses];
const { loss } = await learn.validate();
const { backend, package: name, tensorflowVersion, adapter } = engineInfo();
process.stdout.write(
  `${JSON.stringify({ backend, engine: name, tensorflowVersion, adapter, frozen, unfrozen, validation: [loss] })}\n`,
);
