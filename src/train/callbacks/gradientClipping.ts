import type { TrainingCallback } from '../loop/trainingCallback.js';
import type { TrainingState } from '../loop/trainingState.js';
import { clipGradients } from '../optimiser/clipGradients.js';

/** Keeps the common norm of all gradients at or below `maxNorm`. */
export class GradientClipping implements TrainingCallback {
  readonly name = 'gradientClipping';

  constructor(readonly maxNorm: number) {}

  onBackwardEnd(state: TrainingState): void {
    if (state.gradients) state.gradients = clipGradients(state.gradients, this.maxNorm);
  }
}
