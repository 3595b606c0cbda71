/** Where the function waits that the socket thread calls before it terminates what the main thread runs. */
export const forgetAsyncStackName = 'Symbol.for("tsvision.forgetAsyncStack")';

type AsyncWrap = { clearAsyncIdStack(): void };

/**
 * Prepares the main thread for being terminated. Node 20 and 22 keep a stack of asynchronous ids beside the stack
 * of calls; termination unwinds only the latter, and Node then ends itself ("async hook stack has become
 * corrupted", or an assertion on `execution_async_id`). Emptying that stack first leaves nothing to complain
 * about. Where Node has no such function (or needs none: Node 24 keeps contexts in V8) nothing happens.
 */
export function offerForgetAsyncStack(): void {
  let asyncWrap: Partial<AsyncWrap> = {};
  try {
    asyncWrap = (process as unknown as { binding(name: string): AsyncWrap }).binding('async_wrap');
  } catch {
    // A Node without the binding.
  }
  const key = Symbol.for('tsvision.forgetAsyncStack');
  Object.defineProperty(globalThis, key, { value: () => asyncWrap.clearAsyncIdStack?.() });
}
