import { TsvisionError } from '../core/errors.js';

/** A cell took longer than it may. */
export class CellTimeoutError extends TsvisionError {
  override readonly name = 'CellTimeoutError' as const;
  /** The limit, in seconds. */
  readonly seconds: number;

  constructor(seconds: number) {
    super(`The cell took longer than ${seconds} s, so it was interrupted.`, {
      remedy: 'Allow more by --timeout, or make the cell do less.',
    });
    this.seconds = seconds;
  }
}

/** A job could not be given to the engine that should run it. */
export class JobSubmissionError extends TsvisionError {
  override readonly name = 'JobSubmissionError' as const;

  constructor(
    /** Address of the engine. */
    readonly engine: string,
    /** HTTP status of its answer; `undefined` when there was none. */
    readonly status: number | undefined,
    reason: string,
    cause?: unknown,
  ) {
    super(`${engine} did not take the job: ${reason}.`, {
      remedy: remedies[status ?? 0] ?? 'Nothing was started; the same command tries again.',
      cause,
    });
  }
}

const remedies: Readonly<Record<number, string>> = {
  0: 'See whether this machine reaches that address, then run the same command again.',
  401: 'See whether HF_TOKEN is right and has not expired.',
  402: 'Jobs are paid for: see the billing of --namespace.',
  403: 'See whether HF_TOKEN may start jobs for --namespace.',
  404: 'See whether --namespace is spelled right.',
};

/** A file is no notebook that this program can run. */
export class NotebookFormatError extends TsvisionError {
  override readonly name = 'NotebookFormatError' as const;
  /** The notebook. */
  readonly path: string;

  constructor(path: string, reason: string, remedy: string, cause?: unknown) {
    super(`${path} cannot be run: ${reason}`, { remedy, ...(cause === undefined ? {} : { cause }) });
    this.path = path;
  }
}

/** The npm packages that the pip wheel needs could not be fetched; nothing was installed. */
export class NpmPackagesError extends TsvisionError {
  override readonly name = 'NpmPackagesError' as const;

  constructor(
    /** Where they were to go. */
    readonly folder: string,
    /** What npm said. */
    readonly output: string,
    cause?: unknown,
  ) {
    super(`npm could not install tsvision's packages into ${folder}.\n${output}`, {
      remedy:
        'Check the network connection to the npm registry, then run `tsvision install`: it goes on where this stopped.',
      ...(cause === undefined ? {} : { cause }),
    });
  }
}

/** Parts of a table of predictions that do not make a whole. */
export class PredictionPartsError extends TsvisionError {
  override readonly name = 'PredictionPartsError' as const;

  constructor(
    /** Folder of the parts. */
    readonly folder: string,
    /** What is wrong with them. */
    readonly problem: string,
  ) {
    super(`The parts in ${folder} cannot be joined: ${problem}.`, {
      remedy: 'Move the folder away and run all shards again.',
    });
  }
}

/** A training configuration that cannot be used. */
export class TrainConfigError extends TsvisionError {
  override readonly name = 'TrainConfigError' as const;

  constructor(
    /** The file. */
    readonly path: string,
    /** One sentence for each wrong field, such as `data.size: expected number`. */
    readonly problems: readonly string[],
  ) {
    super(`${path} is no training configuration:\n${problems.map((each) => `  ${each}`).join('\n')}`, {
      remedy: 'Correct the named fields; `tsvision train --help` lists them.',
    });
  }
}
