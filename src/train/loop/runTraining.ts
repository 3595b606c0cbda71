import { InvalidArgumentError, isPromise, isTsvisionError, partName } from '../../core/index.js';
import { engineReady } from '../../engine/index.js';
import { Checkpoint } from '../callbacks/checkpoint.js';
import { GradientClipping, ScheduleRates, StopOnNonFiniteLoss } from '../callbacks/stepCallbacks.js';
import { CallbackError } from '../errors.js';
import { sourceOf } from '../features/sourceOf.js';
import type { CallbackInput, CallbackLearner, CallbackMaker, TrainingHost } from '../host.js';
import { groupRates, type LearningRate, LearningRateSlice, slice } from '../learningRates.js';
import type { FitFlatCosOptions, FitOneCycleOptions, FitOptions, RunOptions } from '../options.js';
import { History } from '../recorder/history.js';
import { LiveTable } from '../recorder/liveTable.js';
import { type FoundCheckpoint, readCheckpoint, restoreCheckpoint } from '../saving/foundCheckpoint.js';
import { constant, cosineRestarts, cycleEpochs, flatCos, oneCycle, type Schedule } from '../schedules.js';
import { validateOn } from './evaluation.js';
import { requireFit } from './requireFit.js';
import { CallbackList, type TrainingCallback, TrainingState } from './trainingCallback.js';
import { type TrainingSource, trainingLoop, trainingStep } from './trainingLoop.js';

/** One run of training. */
export interface TrainingRun extends RunOptions {
  readonly epochs: number;
  readonly lr: LearningRate;
  readonly schedule: Schedule;
}

/** Trains a learner: builds the state and the callbacks, resumes if asked, and runs the loop. */
export async function runTraining(host: TrainingHost, run: TrainingRun): Promise<void> {
  const { epochs } = run;
  if (!Number.isInteger(epochs) || epochs < 1)
    throw new InvalidArgumentError('epochs', epochs, 'an integer ≥ 1');
  await engineReady();
  const checkpoint = await readCheckpoint(host, run);
  await requireFit(host, checkpoint && { frozenTo: checkpoint.saved.meta.frozenTo });
  // What is frozen decides what the run trains on, so it comes first.
  if (checkpoint) host.trained.freezeTo(checkpoint.saved.meta.frozenTo, host.trainBn);
  const signal = host.signal(run.signal);
  const source = await sourceOf(host, signal);
  try {
    await runOn(source, host, run, signal, checkpoint);
  } finally {
    await source.dispose?.();
  }
}

async function runOn(
  source: TrainingSource,
  host: TrainingHost,
  run: TrainingRun,
  signal: AbortSignal,
  checkpoint: FoundCheckpoint | undefined,
): Promise<void> {
  const { epochs } = run;
  const { length } = source.train;
  checkBatches(host, length);
  const callbacks = buildCallbacks(host, run);
  if (checkpoint) restoreCheckpoint(host, checkpoint, callbacks, epochs, length);
  const progress = checkpoint?.progress;
  if (progress?.complete) return;
  const optimizer = host.requireOptimizer();
  optimizer.wd = run.wd ?? host.wd;
  const rates = groupRates(run.lr, host.trained.layerGroups.length);
  const state = new TrainingState(epochs, length, optimizer, rates);
  state.iteration = progress?.iteration ?? 0;
  const firstEpoch = progress?.finishedEpochs ?? 0;
  state.epochsBefore = host.epochsTrained - firstEpoch;
  await trainingLoop(state, new CallbackList(callbacks), {
    batches: (epoch) => source.train.batches({ epoch: state.epochsBefore + epoch, signal }),
    step: (now, list) => trainingStep(now, list, source.model, host.lossFunc, host.precision),
    validate: async () =>
      source.valid.length > 0 ? validateOn(host, source.valid, signal, source.infer) : undefined,
    signal,
    firstEpoch,
  });
}

/** The order matters: rates first, then what may scale them; the checkpoint sees what all others did. */
function buildCallbacks(host: TrainingHost, run: TrainingRun): TrainingCallback[] {
  const history = new History(host.metrics.map(({ name }) => name));
  host.recorder.show(history);
  const countEpochs: TrainingCallback = {
    name: 'countEpochs',
    onEpochEnd: () => {
      host.epochsTrained += 1;
    },
  };
  const own = [...host.callbacks, ...(run.callbacks ?? [])].map((input, i) =>
    toCallback(input, `callbacks[${i}]`, host),
  );
  const callbacks = [
    new ScheduleRates(run.schedule),
    history,
    countEpochs,
    ...(run.gradientClip === undefined ? [] : [new GradientClipping(run.gradientClip)]),
    ...own,
    ...(run.table === false ? [] : [new LiveTable(host.metrics)]),
    new StopOnNonFiniteLoss(),
  ];
  if (run.checkpoint === undefined) return callbacks;
  return [...callbacks, new Checkpoint(host, host.statePath(`${run.checkpoint}.checkpoint`), callbacks)];
}

function toCallback(input: CallbackInput, place: string, { forCallbacks }: TrainingHost): TrainingCallback {
  const callback = typeof input === 'function' ? made(input, place, forCallbacks) : input;
  if (typeof callback === 'object' && callback !== null && !isPromise(callback)) return callback;
  const what =
    typeof input === 'function' ? `${input.name || 'a function'}, which gave ${callback}` : callback;
  throw new InvalidArgumentError(
    'callbacks',
    what,
    'objects with events such as onEpochEnd, or functions that return one',
    'Call those that make one: callbacks: [earlyStopping()].',
  );
}

function made(make: CallbackMaker, place: string, learner: CallbackLearner): TrainingCallback {
  const name = partName(make, place);
  try {
    const callback = make(learner);
    if (!isPromise(callback)) return callback;
    throw new CallbackError(name, 'making it', { gave: callback, due: 'a callback', by: make });
  } catch (error) {
    throw isTsvisionError(error) ? error : new CallbackError(name, 'making it', { threw: error });
  }
}

function checkBatches(host: TrainingHost, batches: number): void {
  if (batches > 0) return;
  const { dataset, batchSize } = host.data.trainDl;
  throw new InvalidArgumentError(
    'bs',
    batchSize,
    `at most the ${dataset.length} training photos, since the last incomplete batch is left out`,
    'Make the data bunch with a smaller `bs`, or add photos.',
  );
}

/** The run that {@link Learner.fit} means: `(epochs, lr)` as fastai v1 has it, or `(lrs, nCycle)` as v0.7. */
export function fitRun(first: LearningRate, second: LearningRate, options: FitOptions): TrainingRun {
  const { cycleLen, cycleMult } = options;
  const cyclic = cycleLen !== undefined;
  if (!cyclic && typeof first === 'number' && Number.isInteger(first))
    return { schedule: constant(), ...options, epochs: first, lr: second };
  const cycles = second as number;
  const shape = { cycleLen: cycleLen ?? 1, cycleMult: cycleMult ?? 1 };
  const schedule = cyclic ? cosineRestarts(shape) : constant();
  return { schedule, ...options, epochs: cycleEpochs(cycles, shape), lr: first };
}

/** The run of {@link Learner.fitOneCycle}. @param options or the greatest learning rate */
export function oneCycleRun(epochs: number, options: FitOneCycleOptions | LearningRate): TrainingRun {
  const { maxLr = slice(3e-3), ...rest } = isRate(options) ? { maxLr: options } : options;
  return { ...rest, epochs, lr: maxLr, schedule: oneCycle(rest) };
}

/** The run of {@link Learner.fitFlatCos}. */
export function flatCosRun(epochs: number, { lr = slice(3e-3), ...options }: FitFlatCosOptions): TrainingRun {
  return { ...options, epochs, lr, schedule: flatCos(options) };
}

function isRate(value: FitOneCycleOptions | LearningRate): value is LearningRate {
  return typeof value === 'number' || Array.isArray(value) || value instanceof LearningRateSlice;
}
