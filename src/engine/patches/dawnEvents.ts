/** For which release this was written. */
export const writtenFor = { package: 'webgpu', version: '0.6.2' } as const;

/**
 * Dawn hears of what the GPU has finished in a function of its own, which it gives to `setImmediate` for as long as it
 * waits for something: nothing is heard of while JavaScript runs. With that function in hand, code can wait.
 */
let hear: (() => void) | undefined;

const nodesOwn = globalThis.setImmediate;

/** Runs Dawn's first request that is answered later, by which it shows its function. */
export async function withDawnEvents<Result>(request: () => Promise<Result>): Promise<Result> {
  const before = globalThis.setImmediate;
  globalThis.setImmediate = ((callback: () => void, ...values: unknown[]) => {
    if (isNative(callback)) hear ??= callback;
    return Reflect.apply(before, globalThis, [callback, ...values]);
  }) as typeof setImmediate;
  try {
    return await request();
  } finally {
    globalThis.setImmediate = before;
  }
}

const isNative = (callback: unknown): boolean => /\[native code\]\s*\}$/.test(String(callback));

const nobody = new Int32Array(new SharedArrayBuffer(4));

/** Waits, while nothing else runs, until `isOver`. */
export function waitForDawn(isOver: () => boolean): void {
  for (let round = 0; !isOver(); round++) {
    // The GPU works on; the processor need not spin.
    if (round > 0) Atomics.wait(nobody, 0, 0, Math.min(round / 100, 1));
    hearOnce();
  }
}

/** The function would ask to be called once more, each time: the call that Node has of it already is enough. */
function hearOnce(): void {
  if (hear === undefined) throw new Error('Dawn has not shown how it hears of the GPU.');
  const before = globalThis.setImmediate;
  globalThis.setImmediate = (() => undefined) as unknown as typeof setImmediate;
  try {
    hear();
  } finally {
    globalThis.setImmediate = before;
  }
}

/** An interrupt that had to terminate code in the middle of waiting skips what `finally` would have put back. */
export function leaveDawnEvents(): void {
  if (hear !== undefined) globalThis.setImmediate = nodesOwn;
}
