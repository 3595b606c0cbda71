import type { tf } from '../../engine/index.js';
import type { Architecture, DataBunch } from '../../vision/index.js';
import { accuracy } from '../metrics/accuracy.js';
import { sgd } from '../optimiser/sgd.js';
import { type CreateCnnOptions, createCnn } from './createCnn.js';
import type { Learner } from './learner.js';

/** fastai v0.7's way to a learner. */
export const ConvLearner = {
  /**
   * {@link createCnn} with the settings of fastai v0.7: SGD with momentum 0.9, no weight decay, batch norm of frozen
   * groups left as it is, and accuracy as the metric where each photo has one class. Any option may be set otherwise.
   *
   * @param options.precompute train the head on features that are computed once. @default false
   */
  pretrained(
    architecture: Architecture | tf.LayersModel,
    data: DataBunch,
    options: CreateCnnOptions = {},
  ): Promise<Learner> {
    const metrics = data.targetKind === 'single' ? [accuracy] : [];
    return createCnn(data, architecture, { optFunc: sgd(), wd: 0, trainBn: false, metrics, ...options });
  },
} as const;
