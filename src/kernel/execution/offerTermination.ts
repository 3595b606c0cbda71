import { type SharedSlots, terminationSlot, terminationStates } from '../sockets/threadMessages.js';

/** The call by which the socket thread asks whether what this thread runs may be terminated here and now. */
export const terminationCall = 'globalThis[Symbol.for("tsvision.prepareTermination")]?.()';

/** How long the order to terminate may be on its way, in ms; once it is announced, it is waited for. */
const longestWay = 200;
/** Parts of Node that keep the stack of asynchronous ids: between two of its steps nothing may be terminated. */
const bookkeeping = /^node:(internal\/)?(async_hooks|timers|process\/(task_queues|promises))/;
/** The kernel's own code: stopped half-way through a message it would forget it, or wait for ever. */
const kernelFolder = new URL('../', import.meta.url).href;
/** Calls that are looked at in search of the user's code. */
const depth = 100;

type AsyncWrap = { clearAsyncIdStack(): void };

/**
 * Prepares the main thread for being terminated. Node 20 and 22 keep a stack of asynchronous ids beside the stack
 * of calls; termination unwinds only the latter, and Node then ends itself ("async hook stack has become
 * corrupted", or an assertion on `execution_async_id`). Emptying that stack first leaves nothing to complain
 * about, provided that the code is not just then putting an id on it, and does not run on before the order to
 * terminate is there. Where Node has no such function (Node 24 keeps contexts in V8) nothing is emptied.
 */
export function offerTermination(shared: SharedSlots): void {
  const asyncWrap = findAsyncWrap();
  const { asked, safe, unsafe, ordering, tooLate } = terminationStates;
  const value = (): void => {
    const verdict = isSafeHere() ? safe : unsafe;
    if (Atomics.compareExchange(shared, terminationSlot, asked, verdict) !== asked) return;
    Atomics.notify(shared, terminationSlot);
    if (verdict === unsafe) return;
    Atomics.wait(shared, terminationSlot, safe, longestWay);
    if (Atomics.compareExchange(shared, terminationSlot, safe, tooLate) === safe) return;
    Atomics.wait(shared, terminationSlot, ordering);
    asyncWrap.clearAsyncIdStack?.();
  };
  Object.defineProperty(globalThis, Symbol.for('tsvision.prepareTermination'), { value });
}

function findAsyncWrap(): Partial<AsyncWrap> {
  // Node offers this function nowhere else, and warns of the way to it.
  const { noDeprecation } = process;
  process.noDeprecation = true;
  try {
    return (process as unknown as { binding(name: string): AsyncWrap }).binding('async_wrap');
  } catch {
    return {};
  } finally {
    process.noDeprecation = noDeprecation ?? false;
  }
}

/** Whether the code that this call interrupted is the user's or called by it; an idle thread runs no code. */
function isSafeHere(): boolean {
  const { stackTraceLimit, prepareStackTrace } = Error;
  try {
    Error.stackTraceLimit = depth;
    Error.prepareStackTrace = (_error, sites) => sites;
    const sites = new Error().stack as unknown as NodeJS.CallSite[];
    // The first three are this function, its caller and the expression that the socket thread evaluates.
    const interrupted = sites.slice(3);
    if (bookkeeping.test(interrupted[0]?.getFileName() ?? '')) return false;
    return interrupted.some((site) => site.isEval() || isForeign(site.getFileName()));
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
    Error.prepareStackTrace = prepareStackTrace;
  }
}

/** Whether a file is neither Node's nor the kernel's. */
function isForeign(file: string | null | undefined): boolean {
  return typeof file === 'string' && !file.startsWith('node:') && !file.startsWith(kernelFolder);
}
