import { expandPath, InterruptedError, InvalidArgumentError, shownPath } from '../../core/index.js';
import type { CliCommand } from '../cliCommand.js';

interface PredictCommandOptions {
  readonly out: string;
  readonly shard: string;
  readonly batch: number;
  readonly merge?: boolean;
}

/** `tsvision predict EXPORT FOLDER --out preds.csv`: names every photo of a folder, on as many workers as you like. */
export const predictCommand: CliCommand = (program) => {
  program
    .command('predict')
    .description(
      'classify every photo of a folder, of shards, or behind addresses; run it again to go on after a crash',
    )
    .argument('<export>', 'what learn.export(path) wrote')
    .argument(
      '<photos>',
      'a folder, with sub-folders; shards (.tar, .parquet, also part-{000..099}.tar); or a .txt of http(s) addresses',
    )
    .requiredOption(
      '--out <file>',
      'table to write: .csv or .parquet; parts and journals lie beside it in FILE.parts',
    )
    .option('--shard <I/N>', 'do part I of N only; the worker that ends last joins the parts', '1/1')
    .option('--batch <photos>', 'photos in one call of the model', batchOf, 16)
    .option('--merge', 'only join the finished parts')
    .action(predict);
};

async function predict(path: string, folder: string, options: PredictCommandOptions): Promise<void> {
  const { checkOutput, mergeParts, missingShards, parseShard, planRun, predictShard } = await import(
    '../predict/index.js'
  );
  const { InferenceModel } = await import('../../vision/index.js');
  const shard = parseShard(options.shard);
  checkOutput(options.out);
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () =>
      stop.abort(new InterruptedError(`Stopped by ${signal}; the same command goes on from here.`)),
    );
  const model = await InferenceModel.load(expandPath(path));
  const run = await planRun(folder, options.out, model.version, shard, stop.signal);
  if (!options.merge) {
    const onProgress = (done: number, total: number): void => {
      if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${total} photos`);
    };
    const fresh = await predictShard(model, run, shard, {
      batchSize: options.batch,
      signal: stop.signal,
      onProgress,
    });
    say(`shard ${options.shard} is complete: ${fresh} photos predicted now`);
  }
  const missing = missingShards(run);
  if (missing.length > 0) {
    say(`the table is joined when shards ${missing.join(', ')} of ${run.shards} are complete too`);
    if (options.merge) process.exitCode = 1;
    return;
  }
  await mergeParts(run, model.classes);
  say(`${shownPath(run.out)}: ${run.count} rows`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function batchOf(text: string): number {
  const photos = Number(text);
  if (!Number.isInteger(photos) || photos < 1 || photos > 1024)
    throw new InvalidArgumentError('--batch', text, 'a whole number from 1 to 1024');
  return photos;
}
