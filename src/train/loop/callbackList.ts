import { isTsvisionError, partName } from '../../core/index.js';
import { CallbackError } from '../errors.js';
import type { TrainingCallback } from './trainingCallback.js';
import type { BatchRecord, TrainingState } from './trainingState.js';

type PlainEvent = Exclude<
  { [K in keyof TrainingCallback]: K extends `on${string}` ? K : never }[keyof TrainingCallback],
  'onLoss' | undefined
>;

/** Calls an event on several callbacks, in their order. */
export class CallbackList {
  constructor(readonly callbacks: readonly TrainingCallback[]) {}

  async emit(event: PlainEvent, state: TrainingState): Promise<void> {
    for (const callback of this.callbacks) await named(callback, event, () => callback[event]?.(state));
  }

  async emitLoss(state: TrainingState, record: BatchRecord): Promise<void> {
    for (const callback of this.callbacks)
      await named(callback, 'onLoss', () => callback.onLoss?.(state, record));
  }

  /** Calls `onTrainEnd` on all, even when one of them throws; the first error is thrown at the end. */
  async emitEnd(state: TrainingState): Promise<void> {
    const errors: unknown[] = [];
    for (const callback of this.callbacks) {
      try {
        await named(callback, 'onTrainEnd', () => callback.onTrainEnd?.(state));
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0 && state.error === undefined) throw errors[0];
  }
}

/** Runs an event, so that a callback which throws is named; the library's own errors pass as they are. */
async function named(
  callback: TrainingCallback,
  event: string,
  run: () => void | Promise<void> | undefined,
): Promise<void> {
  try {
    await run();
  } catch (error) {
    throw callbackError(callback, event, error);
  }
}

/** What a callback threw, with its name, unless it is an error of the library's own or of an interrupt. */
export function callbackError(callback: TrainingCallback, event: string, error: unknown): unknown {
  if (isTsvisionError(error) || (error instanceof Error && error.name === 'AbortError')) return error;
  return new CallbackError(partName(callback, 'callback'), event, { threw: error, in: event });
}
