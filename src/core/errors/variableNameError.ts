import { TsvisionError } from './tsvisionError.js';

/** A variable's name that another one has. */
export class VariableNameError extends TsvisionError {
  override readonly name = 'VariableNameError' as const;
  /** The name. */
  readonly variable: string;

  constructor(variable: string) {
    super(`There is a variable called ${JSON.stringify(variable)} already, as after running a cell twice.`, {
      remedy: 'Dispose of the old one first (w.dispose(), tf.disposeVariables()), or give no name.',
    });
    this.variable = variable;
  }
}
