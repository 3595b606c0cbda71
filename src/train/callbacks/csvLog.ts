import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { atomicWrite, csvLine } from '../../core/index.js';
import type { CallbackInput, CallbackLearner } from '../host.js';
import type { TrainingCallback, TrainingState } from '../loop/trainingCallback.js';

/** Options of {@link csvLog}. */
export interface CsvLogOptions {
  /** File, relative to the learner's path. @default 'history.csv' */
  readonly file?: string;
  /** Go on below what is in the file. @default false */
  readonly append?: boolean;
}

/**
 * Writes one line for each epoch: epoch, train_loss, valid_loss, metrics, time in seconds.
 * @example
 * ```ts
 * import { csvLog } from 'tsvision';
 * await learn.fit(1, 1e-3, { callbacks: [csvLog({ file: 'history.csv' })] });
 * ```
 */
export function csvLog({ file = 'history.csv', append = false }: CsvLogOptions = {}): CallbackInput {
  return (learner) => new CsvLog(learner, join(learner.path, file), append);
}

class CsvLog implements TrainingCallback {
  readonly name = 'csvLog';
  #lines: string[] = [];

  constructor(
    readonly learner: CallbackLearner,
    readonly path: string,
    readonly append: boolean,
  ) {}

  async onTrainBegin(): Promise<void> {
    if (this.#lines.length > 0) return;
    const before = this.append ? await readFile(this.path, 'utf8').catch(() => '') : '';
    const names = this.learner.metrics.map(({ name }) => name);
    this.#lines = before
      ? before.trimEnd().split('\n')
      : [lineOf(['epoch', 'train_loss', 'valid_loss', ...names, 'time'])];
  }

  async onEpochEnd({ epoch, smoothLoss, validation, epochSeconds }: TrainingState): Promise<void> {
    const metrics = validation?.metrics ?? [];
    const { loss = '' } = validation ?? {};
    this.#lines.push(lineOf([epoch, smoothLoss, loss, ...metrics, epochSeconds.toFixed(2)]));
    await atomicWrite(this.path, `${this.#lines.join('\n')}\n`);
  }

  saveState(): unknown {
    return this.#lines;
  }

  loadState(lines: string[]): void {
    this.#lines = [...lines];
  }
}

/** Without its line end. */
function lineOf(cells: readonly (string | number)[]): string {
  return csvLine(cells).slice(0, -1);
}
