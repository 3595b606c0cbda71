import type { tf } from '../../engine/index.js';

/** One trainable weight with a name that is the same in every run of the program. */
export interface Parameter {
  readonly key: string;
  readonly variable: tf.Variable;
}

/** Weights that share a learning rate. */
export interface ParameterGroup {
  readonly parameters: readonly Parameter[];
  /** Learning rate of the next step. */
  lr: number;
}
