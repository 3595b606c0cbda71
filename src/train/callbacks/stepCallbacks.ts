import { LossNotFiniteError } from '../errors.js';
import type { TrainingCallback } from '../loop/trainingCallback.js';
import type { BatchRecord, TrainingState } from '../loop/trainingState.js';
import { clipGradients } from '../optimizers.js';
import type { Schedule, SchedulePoint } from '../schedules.js';

/** Sets learning rates and momentum before each batch from a {@link Schedule}. */
export class ScheduleRates implements TrainingCallback {
  readonly name = 'scheduleRates';
  #pointAt: ((iteration: number) => SchedulePoint) | undefined;

  constructor(readonly schedule: Schedule) {}

  onTrainBegin({ batchesPerEpoch, epochs }: TrainingState): void {
    this.#pointAt = this.schedule({ batchesPerEpoch, epochs });
  }

  onBatchBegin({ optimizer, baseRates, iteration }: TrainingState): void {
    const point = this.#pointAt?.(iteration) ?? { lrFactor: 1 };
    for (const [i, group] of optimizer.groups.entries()) group.lr = (baseRates[i] as number) * point.lrFactor;
    optimizer.momentum = point.momentum ?? optimizer.defaultMomentum;
  }
}

/** Keeps the common norm of all gradients at or below `maxNorm`. */
export class GradientClipping implements TrainingCallback {
  readonly name = 'gradientClipping';

  constructor(readonly maxNorm: number) {}

  onBackwardEnd(state: TrainingState): void {
    if (state.gradients) state.gradients = clipGradients(state.gradients, this.maxNorm);
  }
}

/** Ends the run with a clear error as soon as the loss is NaN or infinite. */
export class StopOnNonFiniteLoss implements TrainingCallback {
  readonly name = 'stopOnNonFiniteLoss';

  onLoss(_state: TrainingState, { loss, epoch, batch, lr }: BatchRecord): void {
    if (!Number.isFinite(loss)) throw new LossNotFiniteError(loss, epoch, batch, lr);
  }
}
