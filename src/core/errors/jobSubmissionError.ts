import { TsvisionError } from './tsvisionError.js';

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
