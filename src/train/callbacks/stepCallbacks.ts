import { type Fault, isPromise, isTsvisionError, partName } from '../../core/index.js';
import { LossNotFiniteError, ScheduleError } from '../errors.js';
import type { BatchRecord, TrainingCallback, TrainingState } from '../loop/trainingCallback.js';
import { clipGradients } from '../optimizers.js';
import type { Schedule, SchedulePoint } from '../schedules.js';

/** Sets learning rates and momentum before each batch from a {@link Schedule}. */
export class ScheduleRates implements TrainingCallback {
  readonly name = 'scheduleRates';
  #pointAt: ((iteration: number) => SchedulePoint) | undefined;

  constructor(readonly schedule: Schedule) {}

  onTrainBegin({ batchesPerEpoch, epochs }: TrainingState): void {
    if (typeof this.schedule !== 'function') throw this.#error({ problem: 'is no function' });
    const pointAt = this.#named(() => this.schedule({ batchesPerEpoch, epochs }));
    const due = 'a function of the iteration';
    if (typeof pointAt !== 'function') throw this.#error({ gave: pointAt, due, by: this.schedule });
    this.#pointAt = pointAt;
  }

  onBatchBegin({ optimizer, baseRates, iteration }: TrainingState): void {
    const { lrFactor, momentum } = this.#point(iteration);
    for (const [i, group] of optimizer.groups.entries()) group.lr = (baseRates[i] as number) * lrFactor;
    optimizer.momentum = momentum ?? optimizer.defaultMomentum;
  }

  #point(iteration: number): SchedulePoint {
    const by = this.#pointAt;
    if (!by) return { lrFactor: 1 };
    const point = this.#named(() => by(iteration));
    const wrong = (gave: unknown, due: string): ScheduleError =>
      this.#error({ gave, due, in: `iteration ${iteration}`, by });
    if (typeof point !== 'object' || point === null || isPromise(point)) throw wrong(point, '{ lrFactor }');
    const { lrFactor, momentum = 0 } = point;
    if (!(Number.isFinite(lrFactor) && lrFactor >= 0)) throw wrong(lrFactor, 'an lrFactor of at least 0');
    if (!(momentum >= 0 && momentum < 1)) throw wrong(momentum, 'a momentum of at least 0 and less than 1');
    return point;
  }

  #named<T>(step: () => T): T {
    try {
      return step();
    } catch (error) {
      throw isTsvisionError(error) ? error : this.#error({ threw: error });
    }
  }

  #error(fault: Fault): ScheduleError {
    return new ScheduleError(partName(this.schedule, 'schedule'), fault);
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
