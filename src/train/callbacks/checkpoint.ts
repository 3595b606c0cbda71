import { isPromise } from '../../core/index.js';
import { CallbackError } from '../errors.js';
import type { TrainingHost } from '../host.js';
import type { TrainingCallback, TrainingState } from '../loop/trainingCallback.js';
import { callbackError } from '../loop/trainingCallback.js';
import { captureState } from '../saving/learnerState.js';
import { writeState } from '../saving/savedState.js';

/** Where a run of training stood after an epoch. */
export interface RunProgress {
  readonly epochs: number;
  readonly batchesPerEpoch: number;
  readonly finishedEpochs: number;
  readonly iteration: number;
  /** Whether the run has come to its end. */
  readonly complete: boolean;
  readonly stopReason: string | undefined;
  /** What the callbacks remember, by name. */
  readonly callbacks: Readonly<Record<string, unknown>>;
}

/** Writes all that a run needs to go on, after each epoch, so that a crash costs one epoch at most. */
export class Checkpoint implements TrainingCallback {
  readonly name = 'checkpoint';

  constructor(
    readonly host: TrainingHost,
    readonly path: string,
    readonly others: readonly TrainingCallback[],
  ) {}

  async onEpochEnd(state: TrainingState): Promise<void> {
    const complete = state.epoch + 1 === state.epochs || state.stopReason !== undefined;
    const callbacks = this.others
      .filter((callback) => callback.saveState)
      .map((callback) => [callback.name, stateOf(callback)]);
    const progress: RunProgress = {
      epochs: state.epochs,
      batchesPerEpoch: state.batchesPerEpoch,
      finishedEpochs: state.epoch + 1,
      iteration: state.iteration,
      complete,
      stopReason: state.stopReason,
      callbacks: Object.fromEntries(callbacks),
    };
    await writeState(this.path, await captureState(this.host), progress);
  }
}

/** What a callback remembers, as it comes back from the file. */
function stateOf(callback: TrainingCallback): unknown {
  const event = 'saveState';
  let state: unknown;
  try {
    state = callback.saveState?.();
  } catch (error) {
    throw callbackError(callback, event, error);
  }
  if (!isPromise(state)) return state;
  const by = callback.saveState;
  throw new CallbackError(callback.name, event, { gave: state, due: 'its state', in: event, by });
}
