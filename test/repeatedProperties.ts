import fc from 'fast-check';
import { hangLimit } from './hangLimit.js';

const factor = Number(process.env.TSVISION_PROPERTY_RUNS);
if (!(factor > 0))
  throw new Error('TSVISION_PROPERTY_RUNS is a number above 0: how many times the cases of a property.');

/** fast-check's own, with more cases; slow properties end with as many as half of their time allows. */
function assert<T>(property: fc.IRawProperty<T>, parameters: fc.Parameters<T> = {}): Promise<void> | void {
  const usual = parameters.numRuns ?? fc.readConfigureGlobal()?.numRuns ?? 100;
  return fc.assert(property, {
    interruptAfterTimeLimit: hangLimit / 2,
    ...parameters,
    numRuns: Math.ceil(usual * factor),
  });
}

export default { ...fc, assert };
