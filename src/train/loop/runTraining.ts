import { InvalidArgumentError } from '../../core/index.js';
import { engineReady } from '../../engine/index.js';
import { Checkpoint } from '../callbacks/checkpoint.js';
import { LiveTable } from '../callbacks/liveTable.js';
import { GradientClipping, ScheduleRates, StopOnNonFiniteLoss } from '../callbacks/stepCallbacks.js';
import type { RunOptions } from '../learner/fitOptions.js';
import type { Learner } from '../learner/learner.js';
import { groupRates, type LearningRate } from '../learningRate.js';
import { History } from '../recorder/history.js';
import { type FoundCheckpoint, readCheckpoint, restoreCheckpoint } from '../saving/foundCheckpoint.js';
import type { Schedule } from '../schedules.js';
import { CallbackList } from './callbackList.js';
import type { TrainingCallback } from './trainingCallback.js';
import { trainingLoop } from './trainingLoop.js';
import { type TrainingSource, trainingSource } from './trainingSource.js';
import { TrainingState } from './trainingState.js';
import { trainingStep } from './trainingStep.js';

/** One run of training. */
export interface TrainingRun extends RunOptions {
  readonly epochs: number;
  readonly lr: LearningRate;
  readonly schedule: Schedule;
}

/** Trains a learner: builds the state and the callbacks, resumes if asked, and runs the loop. */
export async function runTraining(learner: Learner, run: TrainingRun): Promise<void> {
  const { epochs } = run;
  if (!Number.isInteger(epochs) || epochs < 1)
    throw new InvalidArgumentError('epochs', epochs, 'an integer ≥ 1');
  await engineReady();
  const checkpoint = await readCheckpoint(learner, run);
  // What is frozen decides what the run trains on, so it comes first.
  if (checkpoint) learner.trained.freezeTo(checkpoint.saved.meta.frozenTo, learner.trainBn);
  const signal = learner.signal(run.signal);
  const source = await trainingSource(learner, signal);
  try {
    await runOn(source, learner, run, signal, checkpoint);
  } finally {
    await source.dispose?.();
  }
}

async function runOn(
  source: TrainingSource,
  learner: Learner,
  run: TrainingRun,
  signal: AbortSignal,
  checkpoint: FoundCheckpoint | undefined,
): Promise<void> {
  const { epochs } = run;
  const { length } = source.train;
  checkBatches(learner, length);
  const callbacks = buildCallbacks(learner, run);
  if (checkpoint) restoreCheckpoint(learner, checkpoint, callbacks, epochs, length);
  const progress = checkpoint?.progress;
  if (progress?.complete) return;
  const optimizer = learner.requireOptimizer();
  optimizer.wd = run.wd ?? learner.wd;
  const rates = groupRates(run.lr, learner.trained.layerGroups.length);
  const state = new TrainingState(epochs, length, optimizer, rates);
  state.iteration = progress?.iteration ?? 0;
  const firstEpoch = progress?.finishedEpochs ?? 0;
  const epochsBefore = learner.epochsTrained - firstEpoch;
  await trainingLoop(state, new CallbackList(callbacks), {
    batches: (epoch) => source.train.batches({ epoch: epochsBefore + epoch, signal }),
    step: (now, list) => trainingStep(now, list, source.model, learner.lossFunc, learner.precision),
    validate: async () =>
      source.valid.length > 0 ? learner.validationPass(source.valid, signal, source.infer) : undefined,
    signal,
    firstEpoch,
  });
}

/** The order matters: rates first, then what may scale them; the checkpoint sees what all others did. */
function buildCallbacks(learner: Learner, run: TrainingRun): TrainingCallback[] {
  const history = new History(learner.metrics.map(({ name }) => name));
  learner.recorder.show(history);
  const countEpochs: TrainingCallback = {
    name: 'countEpochs',
    onEpochEnd: () => {
      learner.epochsTrained += 1;
    },
  };
  const own = [...learner.callbacks, ...(run.callbacks ?? [])].map((callback) =>
    typeof callback === 'function' ? callback(learner) : callback,
  );
  const callbacks = [
    new ScheduleRates(run.schedule),
    history,
    countEpochs,
    ...(run.gradientClip === undefined ? [] : [new GradientClipping(run.gradientClip)]),
    ...own,
    ...(run.table === false ? [] : [new LiveTable(learner.metrics)]),
    new StopOnNonFiniteLoss(),
  ];
  if (run.checkpoint === undefined) return callbacks;
  return [
    ...callbacks,
    new Checkpoint(learner, learner.statePath(`${run.checkpoint}.checkpoint`), callbacks),
  ];
}

function checkBatches(learner: Learner, batches: number): void {
  if (batches > 0) return;
  const { dataset, batchSize } = learner.data.trainDl;
  throw new InvalidArgumentError(
    'bs',
    batchSize,
    `at most the ${dataset.length} training photos, since the last incomplete batch is left out`,
    'Make the data bunch with a smaller `bs`, or add photos.',
  );
}
