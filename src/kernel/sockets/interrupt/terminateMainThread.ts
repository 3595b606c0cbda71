import { Session } from 'node:inspector';
import { terminationCall } from '../../execution/offerTermination.js';
import { type SharedSlots, terminationSlot, terminationStates } from '../threadMessages.js';

/** How long the main thread may take to come to a point where it can be stopped, in ms. */
const longestWait = 50;

/**
 * Terminates the JavaScript that the main thread runs now.
 *
 * @returns whether it did: not while the thread is idle, in native code, or at a delicate point of Node's own
 */
export function terminateMainThread(shared: SharedSlots): boolean {
  const { asked, safe, ordering, ordered, tooLate } = terminationStates;
  const session = new Session();
  session.connectToMainThread();
  Atomics.store(shared, terminationSlot, asked);
  session.post('Runtime.evaluate', { expression: terminationCall, silent: true });
  Atomics.wait(shared, terminationSlot, asked, longestWait);
  Atomics.compareExchange(shared, terminationSlot, asked, tooLate);
  // The main thread waits for the order only so long; from `ordering` on it waits until the order is there.
  if (Atomics.compareExchange(shared, terminationSlot, safe, ordering) !== safe) {
    session.disconnect();
    return false;
  }
  session.post('Runtime.terminateExecution', () => session.disconnect());
  Atomics.store(shared, terminationSlot, ordered);
  Atomics.notify(shared, terminationSlot);
  return true;
}
