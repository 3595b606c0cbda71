import { InvalidArgumentError } from '../../core/index.js';
import { type Displayable, jupyterDisplay, type MimeBundle, ProgressBar } from '../../notebook/index.js';
import { ScheduleRates } from '../callbacks/stepCallbacks.js';
import { sourceOf } from '../features/sourceOf.js';
import type { TrainingHost } from '../host.js';
import { requireFit } from '../loop/requireFit.js';
import type { TrainingCallback } from '../loop/trainingCallback.js';
import { type BatchRecord, CallbackList, TrainingState } from '../loop/trainingCallback.js';
import type { TrainingSource } from '../loop/trainingLoop.js';
import { trainingLoop, trainingStep } from '../loop/trainingLoop.js';
import { applyState, captureState } from '../saving/learnerState.js';
import { lrRange } from '../schedules.js';
import { History } from './history.js';
import { fallsClearly, type LrFindPoint, type LrSuggestions, rules, suggestRates } from './suggestions.js';

/** Options of {@link Learner.lrFind}. */
export interface LrFindOptions {
  /** First rate. @default 1e-7 */
  readonly startLr?: number;
  /** Rate that would come after the last batch. @default 10 */
  readonly endLr?: number;
  /** Batches at most. @default 100 */
  readonly numIt?: number;
  /** Stop when the smoothed loss is above 4 times its least value. @default true */
  readonly stopDiv?: boolean;
  /** Weight decay. @default the learner's */
  readonly wd?: number;
  /** Ends the search. @default that of the running cell */
  readonly signal?: AbortSignal;
}

/** What {@link Learner.lrFind} measured; shown, it says what it found and not every point. */
export class LrFindResult implements Displayable {
  constructor(
    /** Rates that were tried, ascending. */
    readonly points: readonly LrFindPoint[],
    /** `undefined` when the test was too short to suggest anything. */
    readonly suggestions: LrSuggestions | undefined,
  ) {}

  toString(): string {
    const rates = Object.entries(this.suggestions ?? {}).map(
      ([name, rate]: [string, number]) => `${name} ${rate.toExponential(2)}`,
    );
    const [first, last] = [this.points[0]?.lr, this.points.at(-1)?.lr];
    const range = first === undefined ? '' : `, ${first.toExponential(0)} to ${last?.toExponential(1)}`;
    return `lrFind: ${this.points.length} rates${range}; ${rates.join(', ') || 'too few to suggest one'}`;
  }

  [jupyterDisplay](): MimeBundle {
    const known = this.suggestions;
    const names = Object.keys(rules) as (keyof LrSuggestions)[];
    const told = known ? names.map((name) => `  ${name.padEnd(8)} ${rules[name]}`) : [];
    const doubt =
      known && !fallsClearly(this.#judged()) ? ['The loss does not clearly fall: trust no suggestion.'] : [];
    const last = 'learn.recorder.plot() draws the curve.';
    return { 'text/plain': [this.toString(), last, ...doubt, ...told].join('\n') };
  }

  /** The points that the suggestions are of. */
  #judged(): readonly LrFindPoint[] {
    return usablePoints(this.points, this.points.length);
  }
}

/** Points that suggestions leave out: the first tenth (noise of the start), and the last 5 (already diverging). */
function usablePoints(points: readonly LrFindPoint[], iterations: number): readonly LrFindPoint[] {
  return points
    .slice(Math.floor(iterations / 10), Math.max(0, points.length - 5))
    .filter(({ loss }) => Number.isFinite(loss));
}

/** See {@link Learner.lrFind}. */
export async function lrFind(host: TrainingHost, options: LrFindOptions): Promise<LrFindResult> {
  const { startLr = 1e-7, endLr = 10, numIt = 100 } = options;
  if (!Number.isInteger(numIt) || numIt < 1) throw new InvalidArgumentError('numIt', numIt, 'an integer ≥ 1');
  if (!(startLr > 0 && endLr > startLr))
    throw new InvalidArgumentError('endLr', endLr, 'greater than startLr > 0');
  await requireFit(host);
  const before = await captureState(host);
  const history = new History(host.metrics.map(({ name }) => name));
  try {
    await rangeTest(host, options, { startLr, endLr, numIt }, history);
  } finally {
    applyState(host, before);
  }
  const points = history.lrs.map((lr, i) => ({ lr, loss: history.smoothLosses[i] as number }));
  const suggestions = suggestRates(usablePoints(points, numIt));
  host.recorder.show(history, suggestions);
  return new LrFindResult(points, suggestions);
}

async function rangeTest(
  host: TrainingHost,
  options: LrFindOptions,
  { startLr, endLr, numIt }: Required<Pick<LrFindOptions, 'startLr' | 'endLr' | 'numIt'>>,
  history: History,
): Promise<void> {
  host.resetOptimizer();
  const optimizer = host.requireOptimizer();
  optimizer.wd = options.wd ?? host.wd;
  const signal = host.signal(options.signal);
  const source = await sourceOf(host, signal);
  const epochs = Math.ceil(numIt / Math.max(1, source.train.length));
  const state = new TrainingState(
    epochs,
    source.train.length,
    optimizer,
    optimizer.groups.map(() => 1),
  );
  using bar = new ProgressBar('lrFind', numIt);
  const schedule = lrRange({ start: startLr, end: endLr, iterations: numIt });
  // Only the curve: the passes over the data that the test makes are no epochs.
  const recordOnly: TrainingCallback = { name: 'curve', onLoss: (now, batch) => history.onLoss(now, batch) };
  const stop = new StopWhenDone(numIt, options.stopDiv ?? true, bar);
  try {
    await runTest(host, source, state, [new ScheduleRates(schedule), recordOnly, stop], signal);
  } finally {
    await source.dispose?.();
  }
}

async function runTest(
  host: TrainingHost,
  source: TrainingSource,
  state: TrainingState,
  callbacks: readonly TrainingCallback[],
  signal: AbortSignal,
): Promise<void> {
  await trainingLoop(state, new CallbackList(callbacks), {
    batches: (epoch) => source.train.batches({ epoch: host.epochsTrained + epoch, signal }),
    step: (now, list) => trainingStep(now, list, source.model, host.lossFunc, host.precision),
    validate: async () => undefined,
    signal,
  });
}

/** Batches before the loss is judged (fastai v0.7 waits as long). */
const settling = 10;

/** Ends the test after so many batches, or when the loss has blown up. */
class StopWhenDone implements TrainingCallback {
  readonly name = 'stopWhenDone';
  #best = Number.POSITIVE_INFINITY;
  #reason: string | undefined;

  constructor(
    readonly iterations: number,
    readonly stopWhenDiverging: boolean,
    readonly bar: ProgressBar,
  ) {}

  onLoss(state: TrainingState, { iteration, loss }: BatchRecord): void {
    const { smoothLoss } = state;
    // The first few means are of a few batches only: an easy first batch of a trained model would end the test.
    if (iteration >= settling) this.#best = Math.min(this.#best, smoothLoss);
    const diverges = this.stopWhenDiverging && smoothLoss > 4 * this.#best;
    this.bar.advance(1, `loss ${loss.toFixed(4)}`);
    if (Number.isNaN(smoothLoss)) this.#stop(state, 'the loss is no number any more');
    else if (diverges) this.#stop(state, 'the loss rose above four times its least');
  }

  #stop(state: TrainingState, reason: string): void {
    state.stopNow = true;
    this.#reason = reason;
  }

  /** The loss of the last batch is read after it: by then all are counted. */
  onTrainEnd(): void {
    if (this.#reason) this.bar.stop(this.#reason);
  }

  onBatchEnd(state: TrainingState): void {
    if (state.iteration + 1 >= this.iterations) state.stopNow = true;
  }
}
