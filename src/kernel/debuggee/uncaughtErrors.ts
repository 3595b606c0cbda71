/** What to do with the rejection of a promise that nobody handles. */
const handlers = new WeakMap<Promise<unknown>, (reason: unknown) => void>();

/**
 * Calls async code of the user's so that a debugger which stops at uncaught errors stops at those that only the kernel
 * catches. V8 takes an error for caught when the promise of the code, or of the callback that calls it, has a handler.
 * So there is no such callback, and no handler: Node's `unhandledRejection` brings the error, see {@link takeUncaught}.
 */
export function withoutHandler<T>(code: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    setImmediate(() => void handlers.set(code().then(resolve), reject));
  });
}

/** Hands the rejection to who waits for it; `false` when it is nobody's. */
export function takeUncaught(reason: unknown, promise: Promise<unknown>): boolean {
  const handler = handlers.get(promise);
  handler?.(reason);
  return handler !== undefined;
}
