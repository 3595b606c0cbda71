import { dirname } from 'node:path';
import { expandPath, InvalidArgumentError } from '../../core/index.js';
import type { CliCommand } from '../cliCommand.js';

interface TrainCommandOptions {
  readonly submit?: string;
  readonly namespace?: string;
  readonly image?: string;
  readonly flavor?: string;
  readonly volume?: string[];
  readonly timeout?: number;
}

const fields = `
Fields of CONFIG.json (paths are relative to its folder):
  data       { path, train, valid | validPct, size, batchSize, transforms: standard | none, workers }
  arch       efficientnetLite0, tinyresnet, resnet18, resnet34, resnet50, mobilenetV2, squeezenet1_1, vgg16, vgg16Bn;
             without it efficientnetLite0 where \`tsvision setup\` has brought its weights, else tinyresnet
  epochs, freezeEpochs, lr, schedule: oneCycle | flatCos | constant, wd, seed, pretrained
  metrics    list of accuracy, errorRate, topKAccuracy
  runFolder  checkpoints: the same command after a crash goes on from the last epoch
  export     file of the trained model; onnx: file of the same as ONNX`;

/** `tsvision train CONFIG.json`: trains without a notebook, here or as a job elsewhere. */
export const trainCommand: CliCommand = (program) => {
  program
    .command('train')
    .description('train a classifier as a file says; run it again to go on after a crash')
    .argument('<config>', 'JSON file; --help lists its fields')
    .option('--submit <engine>', 'run it as a job of this engine instead: hf-jobs (token in HF_TOKEN)')
    .option('--namespace <name>', 'hf-jobs: user or organisation that pays')
    .option('--image <name>', 'hf-jobs: image that holds tsvision')
    .option('--flavor <name>', 'hf-jobs: kind of machine', 'cpu-upgrade')
    .option('--volume <source:/path...>', 'hf-jobs: what to mount, such as datasets/me/bears:/data')
    .option('--timeout <seconds>', 'hf-jobs: longest time', secondsOf)
    .addHelpText('after', fields)
    .action(train);
};

async function train(path: string, options: TrainCommandOptions): Promise<void> {
  const { readTrainConfig, trainFromConfig } = await import('../train/index.js');
  const file = expandPath(path);
  const config = await readTrainConfig(file);
  if (options.submit !== undefined) return submit(config, options);
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  for (const written of await trainFromConfig(config, dirname(file), stop.signal))
    process.stdout.write(`${written}\n`);
}

async function submit(
  config: Parameters<typeof import('../train/index.js')['submitJob']>[0],
  { submit: engine, namespace, image, flavor, volume, timeout }: TrainCommandOptions,
): Promise<void> {
  if (engine !== 'hf-jobs') throw new InvalidArgumentError('--submit', engine, '`hf-jobs`');
  const accessToken = process.env.HF_TOKEN;
  if (!accessToken?.startsWith('hf_')) {
    const shown = accessToken === undefined ? undefined : '…';
    throw new InvalidArgumentError('HF_TOKEN', shown, 'set to an access token, which begins with `hf_`');
  }
  if (!namespace) throw new InvalidArgumentError('--namespace', namespace, 'a user or organisation');
  if (!image) throw new InvalidArgumentError('--image', image, 'an image that holds tsvision');
  const { submitJob } = await import('../train/index.js');
  const id = await submitJob(config, {
    namespace,
    image,
    accessToken,
    ...(flavor === undefined ? {} : { flavor }),
    ...(volume ? { volumes: volume } : {}),
    ...(timeout === undefined ? {} : { timeout }),
    ...(process.env.HF_ENDPOINT ? { hubUrl: process.env.HF_ENDPOINT } : {}),
  });
  process.stdout.write(`job ${namespace}/${id}\n`);
}

function secondsOf(text: string): number {
  const seconds = Number(text);
  if (!Number.isInteger(seconds) || seconds < 1)
    throw new InvalidArgumentError('--timeout', text, 'a whole number of seconds');
  return seconds;
}
