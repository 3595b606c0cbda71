import { findAsyncWrap } from '../patches/asyncWrap.js';
import {
  type SharedSlots,
  sharedSlots,
  terminationSlot,
  terminationStates,
} from '../sockets/threadMessages.js';
import { judgeStack, verdicts } from './interruptedStack.js';
import { condemn } from './nativeCalls.js';

/** The call by which the socket thread asks whether what this thread runs may be terminated here and now. */
export const terminationCall = 'globalThis[Symbol.for("tsvision.prepareTermination")]?.()';

/** The call by which the debugger asks whether code that it has paused may be ended there; it is ready for that then. */
export const endPausedCall = 'globalThis[Symbol.for("tsvision.endPaused")]()';

/** How long the order to terminate may be on its way, in ms; once it is announced, it is waited for. */
const longestWay = 300;
/** The calls on the stack that belong to the question: `value` and the expression that the socket thread evaluates. */
const ownCalls = 2;
/** The user's code may replace the global one. */
const now = performance.now.bind(performance);

/**
 * Prepares the main thread for being terminated. Node 20 and 22 keep a stack of asynchronous ids beside the stack
 * of calls; termination unwinds only the latter, and Node then ends itself ("async hook stack has become
 * corrupted", or an assertion on `execution_async_id`). Emptying that stack first leaves nothing to complain
 * about, provided that the code is not just then putting an id on it, and does not run on before the order to
 * terminate is there. Where Node has no such function (Node 24 keeps contexts in V8) nothing is emptied.
 *
 * @param terminated called just before the code is terminated
 */
export function offerTermination(shared: SharedSlots, terminated: () => void): void {
  const asyncWrap = findAsyncWrap();
  const { asked, safe, unsafe, ordering, tooLate } = terminationStates;
  const value = (): void => {
    if (Atomics.load(shared, terminationSlot) !== asked) return;
    const verdict = judgeStack(ownCalls);
    Atomics.store(shared, sharedSlots.verdict, verdict);
    const answer = verdict <= Atomics.load(shared, sharedSlots.accepted) ? safe : unsafe;
    if (Atomics.compareExchange(shared, terminationSlot, asked, answer) !== asked || answer === unsafe)
      return;
    if (!isOrdered(shared) && Atomics.compareExchange(shared, terminationSlot, safe, tooLate) === safe)
      return;
    spinWhile(shared, ordering, Number.POSITIVE_INFINITY);
    condemn();
    asyncWrap.clearAsyncIdStack?.();
    terminated();
  };
  Object.defineProperty(globalThis, Symbol.for('tsvision.prepareTermination'), { value });
  const endPaused = (): boolean => {
    if (judgeStack(ownCalls) > verdicts.nested) return false;
    condemn();
    asyncWrap.clearAsyncIdStack?.();
    terminated();
    return true;
  };
  Object.defineProperty(globalThis, Symbol.for('tsvision.endPaused'), { value: endPaused });
}

function isOrdered(shared: SharedSlots): boolean {
  spinWhile(shared, terminationStates.safe, longestWay);
  return Atomics.load(shared, terminationSlot) !== terminationStates.safe;
}

/**
 * Looks again and again: an `Atomics.wait` here, in a call that interrupts an `Atomics.wait` of the user's, ends the
 * process (V8 has one place a thread for those who wait).
 */
function spinWhile(shared: SharedSlots, state: number, time: number): void {
  const end = now() + time;
  while (Atomics.load(shared, terminationSlot) === state && now() < end);
}
