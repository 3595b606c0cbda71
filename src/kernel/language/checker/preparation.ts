import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import { type CheckerOperation, ofSyntaxAlone } from './checkerProtocol.js';

/** Nobody has asked for so long: a moment to read what may be asked for next, in ms. */
const quiet = 500;

/**
 * When a checker's requests are answered while it still reads the libraries' types: what needs no types at once,
 * the rest in its order as soon as they are there.
 */
export class Preparation {
  #waiting: (() => void)[] | undefined = [];
  #asked = performance.now();

  readonly admit = (operation: CheckerOperation, answer: () => void): void => {
    this.#asked = performance.now();
    if (this.#waiting && !ofSyntaxAlone.has(operation)) this.#waiting.push(answer);
    else answer();
  };

  /** Reads what every request needs; between two steps others are answered. */
  async read(steps: Iterable<undefined>): Promise<void> {
    for (const _ of steps) await turn();
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const answer of waiting) answer();
  }

  /**
   * Reads what may be asked for, while nobody asks: whoever runs a notebook from top to bottom does not share the
   * processor with types that he may not need; whoever is still typing finds them read.
   */
  async readIdly(steps: Iterable<undefined>): Promise<void> {
    await this.#whenQuiet();
    for (const _ of steps) await this.#whenQuiet();
  }

  async #whenQuiet(): Promise<void> {
    await turn();
    for (let left = this.#untilQuiet(); left > 0; left = this.#untilQuiet()) await sleep(left);
  }

  #untilQuiet(): number {
    return this.#asked + quiet - performance.now();
  }
}
