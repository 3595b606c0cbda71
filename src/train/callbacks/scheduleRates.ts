import type { TrainingCallback } from '../loop/trainingCallback.js';
import type { TrainingState } from '../loop/trainingState.js';
import type { Schedule, SchedulePoint } from '../schedule/schedule.js';

/** Sets learning rates and momentum before each batch from a {@link Schedule}. */
export class ScheduleRates implements TrainingCallback {
  readonly name = 'scheduleRates';
  #pointAt: ((iteration: number) => SchedulePoint) | undefined;

  constructor(readonly schedule: Schedule) {}

  onTrainBegin({ batchesPerEpoch, epochs }: TrainingState): void {
    this.#pointAt = this.schedule({ batchesPerEpoch, epochs });
  }

  onBatchBegin({ optimiser, baseRates, iteration }: TrainingState): void {
    const point = this.#pointAt?.(iteration) ?? { lrFactor: 1 };
    for (const [i, group] of optimiser.groups.entries()) group.lr = (baseRates[i] as number) * point.lrFactor;
    optimiser.momentum = point.momentum ?? optimiser.defaultMomentum;
  }
}
