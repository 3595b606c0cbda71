/** The releases of Node whose insides this was written for; Node 24 has no such function. */
export const writtenFor = { package: 'node', majors: [20, 22, 24] } as const;

/** Node's stack of asynchronous ids, as far as it can be emptied. */
export interface AsyncWrap {
  clearAsyncIdStack(): void;
}

/** Empty where Node has none. */
export function findAsyncWrap(): Partial<AsyncWrap> {
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
