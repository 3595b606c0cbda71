import { LossNotFiniteError } from '../../core/index.js';
import type { TrainingCallback } from '../loop/trainingCallback.js';
import type { BatchRecord, TrainingState } from '../loop/trainingState.js';

/** Ends the run with a clear error as soon as the loss is NaN or infinite. */
export class StopOnNonFiniteLoss implements TrainingCallback {
  readonly name = 'stopOnNonFiniteLoss';

  onLoss(_state: TrainingState, { loss, epoch, batch, lr }: BatchRecord): void {
    if (!Number.isFinite(loss)) throw new LossNotFiniteError(loss, epoch, batch, lr);
  }
}
