import { VariableNameError } from '../errors.js';
import * as tf from '../tf.js';

/** For which release this was written. */
export const writtenFor = { package: '@tensorflow/tfjs-core', version: '4.22.0' } as const;

/** Makes a name that is taken a named error that says what to do; tfjs says only that it "was already registered". */
export function explainTakenNames(): void {
  const engine = tf.engine();
  // Names are the user's: `constructor` is one as any other.
  Object.setPrototypeOf(engine.state.registeredVariables, null);
  const make = engine.makeVariable.bind(engine);
  engine.makeVariable = (value, trainable, name, dtype) => {
    if (name !== undefined && Object.hasOwn(engine.state.registeredVariables, name))
      throw new VariableNameError(name);
    return make(value, trainable, name, dtype);
  };
}
