import { leavePrecision } from '../precision.js';
import * as tf from '../tf.js';
import { leaveDawnEvents } from './dawnEvents.js';

/** For which release this was written. */
export const writtenFor = { package: '@tensorflow/tfjs-core', version: '4.22.0' } as const;

/** What tfjs keeps of the calls that are under way. */
interface CallState {
  scopeStack: unknown[];
  activeScope: unknown;
  gradientDepth: number;
  kernelDepth: number;
  numDataMovesStack: unknown[];
  activeTape: unknown;
  profiling: boolean;
}

/**
 * An interrupt that had to terminate code inside of `tf.tidy` or of a gradient leaves tfjs in the middle of it: every
 * later tensor would be kept for a tidy that never ends, every operation written on a tape. Then the calls under way
 * are forgotten; tensors and variables stay.
 */
export function repairAfterTermination(): void {
  const { state } = tf.engine() as unknown as { readonly state: CallState };
  state.scopeStack.length = 0;
  state.numDataMovesStack.length = 0;
  state.activeScope = undefined;
  state.activeTape = undefined;
  state.gradientDepth = 0;
  state.kernelDepth = 0;
  state.profiling = false;
  leavePrecision();
  leaveDawnEvents();
}
