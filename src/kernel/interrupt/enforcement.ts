import type { SharedSlots } from '../sockets/threadMessages.js';
import { type Verdict, verdicts } from './interruptedStack.js';
import { type Attempt, terminateMainThread } from './terminateMainThread.js';

/** How long what the user's code called in the library or in tfjs may take to return, in ms. */
const nestedPatience = 400;
/** So often in a row must the user's code be found that the library called: else it is a step that will end. */
const nestedFinds = 5;
/** How long the library may take to come to the end of a batch, in ms. */
const libraryPatience = 60_000;

/** One interrupt that the main thread does not hear: terminates the code that keeps it, the more the longer it lasts. */
export class Enforcement {
  readonly #shared: SharedSlots;
  readonly #begun = performance.now();
  #nestedFound = 0;

  constructor(shared: SharedSlots) {
    this.#shared = shared;
  }

  /**
   * One attempt; `true` when something was terminated.
   *
   * @param goesOn called while it waits; `false` calls it off
   */
  async attempt(goesOn: () => boolean): Promise<boolean> {
    const result = await terminateMainThread(this.#shared, { accepted: () => this.#accepted(), goesOn });
    this.#nestedFound = isNested(result) ? this.#nestedFound + 1 : 0;
    return result.terminated;
  }

  #accepted(): Verdict {
    const elapsed = performance.now() - this.#begun;
    if (elapsed >= libraryPatience) return verdicts.library;
    return elapsed >= nestedPatience && this.#nestedFound >= nestedFinds ? verdicts.nested : verdicts.users;
  }
}

function isNested({ verdict, terminated }: Attempt): boolean {
  return !terminated && verdict === verdicts.nested;
}
