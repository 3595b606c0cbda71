import type { Learner } from '../learner/learner.js';
import type { TrainingCallback } from '../loop/trainingCallback.js';

/** A callback, or a function that makes one for the learner that trains: `callbacks: [earlyStopping()]`. */
export type CallbackInput = TrainingCallback | ((learner: Learner) => TrainingCallback);
