/*
 * Termination unwinds JavaScript, not C++. An addon that calls into JavaScript, or that sets a property, while a
 * termination is pending gets an error that most addons (all that use node-addon-api's exceptions) answer by ending
 * the process. So the thread counts the addon calls that are under way; nothing is terminated meanwhile.
 */

/** Addon calls under way, and functions of JavaScript that addons are calling. */
let depth = 0;
/** A termination is ordered, and hits at the next check of V8: no addon may be entered before it. */
let isCondemned = false;

/** Turns of a loop within which an ordered termination has hit long ago; each turn has one of V8's checks. */
const longestWay = 5_000_000;

/** Whether an addon stands between the code that runs and the event loop. */
export function isInNativeCode(): boolean {
  return depth > 0;
}

/** From now on no addon is entered until the termination that is about to be ordered has hit. */
export function condemn(): void {
  isCondemned = true;
}

type AnyFunction = (...args: never[]) => unknown;

/** Runs a call into an addon, or one from an addon into JavaScript. */
export function countCall(target: AnyFunction, self: unknown, args: readonly unknown[]): unknown {
  if (isCondemned) awaitTermination();
  depth += 1;
  try {
    return Reflect.apply(target as () => unknown, self, args);
  } finally {
    depth -= 1;
  }
}

/** As {@link countCall}, for `new`. */
export function countConstruction(target: AnyFunction, args: readonly unknown[], made: unknown): object {
  if (isCondemned) awaitTermination();
  depth += 1;
  try {
    return Reflect.construct(target, args as unknown[], made as AnyFunction) as object;
  } finally {
    depth -= 1;
  }
}

/** Ends by the termination, or, when that has hit something else, after some milliseconds. */
function awaitTermination(): void {
  for (let turn = 0; isCondemned && turn < longestWay; turn++);
  isCondemned = false;
}
