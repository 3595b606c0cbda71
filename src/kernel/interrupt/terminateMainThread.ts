import { Session } from 'node:inspector';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type SharedSlots,
  sharedSlots,
  terminationSlot,
  terminationStates,
} from '../sockets/threadMessages.js';
import type { Verdict } from './interruptedStack.js';
import { terminationCall } from './offerTermination.js';

/** What came of an attempt; without a verdict it was called off. */
export type Attempt = { readonly terminated: boolean; readonly verdict: Verdict | undefined };

/** How an attempt goes while it waits for the main thread, which may be in native code. */
export interface Waiting {
  /** Worst verdict that is terminated now. */
  accepted(): Verdict;
  /** Called every few milliseconds; `false` calls the attempt off. */
  goesOn(): boolean;
}

/** Terminates the JavaScript that the main thread runs, if it is nothing worse than accepted. One attempt at a time. */
export async function terminateMainThread(shared: SharedSlots, waiting: Waiting): Promise<Attempt> {
  const { asked, safe, unsafe, ordering, ordered, tooLate } = terminationStates;
  const session = new Session();
  session.connectToMainThread();
  Atomics.store(shared, sharedSlots.accepted, waiting.accepted());
  Atomics.store(shared, terminationSlot, asked);
  session.post('Runtime.evaluate', { expression: terminationCall, silent: true });
  while (Atomics.load(shared, terminationSlot) === asked && waiting.goesOn()) {
    await sleep(1);
    Atomics.store(shared, sharedSlots.accepted, waiting.accepted());
  }
  Atomics.compareExchange(shared, terminationSlot, asked, tooLate);
  // The main thread waits for the order only so long; from `ordering` on it waits until the order is there.
  if (Atomics.compareExchange(shared, terminationSlot, safe, ordering) === safe) {
    session.post('Runtime.terminateExecution', () => session.disconnect());
    Atomics.store(shared, terminationSlot, ordered);
    return { terminated: true, verdict: verdictIn(shared) };
  }
  const isJudged = Atomics.load(shared, terminationSlot) === unsafe;
  session.disconnect();
  return { terminated: false, verdict: isJudged ? verdictIn(shared) : undefined };
}

function verdictIn(shared: SharedSlots): Verdict {
  return Atomics.load(shared, sharedSlots.verdict) as Verdict;
}
