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
  /** What is asked about cells while they are written: whoever runs one does not wait for it. */
  #patient: (() => void)[] | undefined = [];
  #asked = performance.now();
  readonly #resting: NodeJS.Timeout;

  /** @param rest called when nobody has asked for a moment, once until somebody asks again */
  constructor(rest: () => void = () => {}) {
    this.#resting = setTimeout(rest, quiet).unref();
  }

  readonly admit = (operation: CheckerOperation, answer: () => void): void => {
    if (this.#patient && operation === 'asYouType') {
      this.#patient.push(answer);
      return;
    }
    this.#asked = performance.now();
    this.#resting.refresh();
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
    try {
      for (const _ of steps) await this.#whenQuiet();
    } finally {
      const patient = this.#patient ?? [];
      this.#patient = undefined;
      for (const answer of patient) answer();
    }
  }

  async #whenQuiet(): Promise<void> {
    await turn();
    for (let left = this.#untilQuiet(); left > 0; left = this.#untilQuiet()) await sleep(left);
  }

  #untilQuiet(): number {
    return this.#asked + quiet - performance.now();
  }
}
