import { types } from 'node:util';
import type { NotebookPorts } from './notebookPorts.js';

/** How long a display may hold back those after it, in ms: what it awaits may itself wait for one of them. */
export const longestHold = 10_000;

/** By the message that is being handled (a cell, a click on a widget): settles when all so far is shown. */
const pending = new Map<string | undefined, Promise<unknown>>();

/**
 * Shows in the order of the calls: a slow picture is not overtaken by a fast one. What is ready is shown before the
 * call returns, unless something before it is still being drawn. What fails holds nothing back.
 *
 * @returns when it is shown; rejects as `ready` does
 */
export function showInOrder<T>(
  ports: NotebookPorts,
  ready: T | Promise<T>,
  show: (value: T) => void,
): Promise<void> {
  const isReady = !types.isPromise(ready);
  const cell = isReady && pending.size === 0 ? undefined : ports.parentMessageId();
  const before = pending.get(cell);
  if (isReady && before === undefined) {
    show(ready);
    return Promise.resolve();
  }
  // `then` is called here, so that it shows where the caller's output goes.
  const shown = Promise.allSettled([before, ready]).then(async () => show(await ready));
  const released = within(longestHold, shown).then(() => {
    if (pending.get(cell) === released) pending.delete(cell);
  });
  pending.set(cell, released);
  ports.keepBusy?.(shown);
  // A promise of its own: a fault that its caller does not handle is reported.
  return shown.then(() => {});
}

/** Settles with the promise, or after so many ms; never rejects. */
function within(ms: number, promise: Promise<unknown>): Promise<unknown> {
  return new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    const done = (): void => {
      clearTimeout(timer);
      resolve();
    };
    promise.then(done, done);
  });
}
