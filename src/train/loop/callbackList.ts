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
    for (const callback of this.callbacks) await callback[event]?.(state);
  }

  async emitLoss(state: TrainingState, record: BatchRecord): Promise<void> {
    for (const callback of this.callbacks) await callback.onLoss?.(state, record);
  }

  /** Calls `onTrainEnd` on all, even when one of them throws; the first error is thrown at the end. */
  async emitEnd(state: TrainingState): Promise<void> {
    const errors: unknown[] = [];
    for (const callback of this.callbacks) {
      try {
        await callback.onTrainEnd?.(state);
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0 && state.error === undefined) throw errors[0];
  }
}
