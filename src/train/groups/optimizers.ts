/**
 * How weights follow gradients: `optimizers.sgd({ momentum: 0.9 })`.
 * @module
 */

export {
  type AdamWOptions,
  adamW,
  Optimizer,
  type OptimizerFactory,
  type Parameter,
  type ParameterGroup,
  type RmsPropOptions,
  rmsProp,
  type SgdOptions,
  sgd,
} from '../optimizers.js';
