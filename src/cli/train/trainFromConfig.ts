import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { accuracy, createCnn, errorRate, type Learner, slice, topKAccuracy } from '../../train/index.js';
import {
  getTransforms,
  ImageDataBunch,
  imagenetStats,
  type ModelName,
  models,
  pretrainedOnDisk,
} from '../../vision/index.js';
import type { TrainConfig } from './trainConfig.js';

/** A configuration whose network is decided. */
type NamedConfig = TrainConfig & { readonly arch: string };

const metrics = { accuracy, errorRate, topKAccuracy };

/**
 * Trains as a configuration says and exports the model. Each epoch is checkpointed under a name that the whole
 * configuration decides: the same call after a crash goes on where it stood, and a changed one starts anew.
 *
 * @param base folder that the configuration's paths are relative to
 * @returns the files that were written
 */
export async function trainFromConfig(
  { arch = bestOnDisk(), ...rest }: TrainConfig,
  base: string,
  signal?: AbortSignal,
): Promise<string[]> {
  // With its name, so that a run that began with one network does not go on with another.
  const config = { ...rest, arch };
  const learn = await learnerOf(config, base);
  const { freezeEpochs = Number(config.pretrained), epochs, lr } = config;
  const [low, high] = typeof lr === 'number' ? [lr / 100, lr] : lr;
  const name = createHash('sha256').update(JSON.stringify(config)).digest('hex').slice(0, 12);
  const run = { resume: true, ...(signal ? { signal } : {}) };
  if (freezeEpochs > 0) {
    learn.freeze();
    await trainStage(learn, config, freezeEpochs, high, { ...run, checkpoint: `${name}-head` });
  }
  if (epochs > 0) {
    learn.unfreeze();
    const rates = config.pretrained ? slice(low, high) : high;
    await trainStage(learn, config, epochs, rates, { ...run, checkpoint: `${name}-all` });
  }
  const files = [await learn.export(resolve(base, config.export))];
  if (config.onnx) files.push(await learn.export({ format: 'onnx', path: resolve(base, config.onnx) }));
  return files;
}

/** What a configuration that names no network is trained with; it says so. */
function bestOnDisk(): ModelName {
  const { name } = pretrainedOnDisk(models.efficientnetLite0, models.tinyresnet).spec;
  process.stderr.write(`The configuration names no network: ${name} is the best whose weights are here.\n`);
  return name as ModelName;
}

async function learnerOf(config: NamedConfig, base: string): Promise<Learner> {
  const { data: photos, arch, pretrained, wd, seed } = config;
  const { path, train, valid, validPct, size, batchSize, transforms, workers } = photos;
  const data = await ImageDataBunch.fromFolder(resolve(base, path), {
    ...(train === undefined ? {} : { train }),
    ...(valid === undefined ? {} : { valid }),
    ...(validPct === undefined ? {} : { validPct }),
    ...(workers === undefined ? {} : { numWorkers: workers }),
    dsTfms: transforms === 'standard' ? getTransforms() : [],
    size,
    bs: batchSize,
    seed,
  });
  return createCnn(data.normalize(imagenetStats), models[arch as ModelName], {
    pretrained,
    wd,
    seed,
    metrics: config.metrics.map((name) => metrics[name]()),
    path: resolve(base, config.runFolder),
    modelDir: 'checkpoints',
  });
}

async function trainStage(
  learn: Learner,
  { schedule }: TrainConfig,
  epochs: number,
  lr: number | ReturnType<typeof slice>,
  run: { checkpoint: string; resume: boolean; signal?: AbortSignal },
): Promise<void> {
  switch (schedule) {
    case 'oneCycle':
      return learn.fitOneCycle(epochs, { ...run, maxLr: lr });
    case 'flatCos':
      return learn.fitFlatCos(epochs, { ...run, lr });
    case 'constant':
      return learn.fit(epochs, lr, run);
    default:
      return schedule satisfies never;
  }
}
