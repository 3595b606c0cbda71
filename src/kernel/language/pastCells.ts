/** So many results are kept; older ones are let go, so that a long session does not hold all that it has ever shown. */
const kept = 100;

/**
 * What has been run and what came of it, as IPython tells it: `In[3]` and `Out[3]` (also `_3`) of the third cell, and
 * `_`, `__`, `___` for the last three results. A notebook's own variables of these names go before.
 */
export class PastCells {
  /** The text of each cell by its number; the first is empty, since cells count from 1. */
  readonly inputs: string[] = [''];
  /** The results of those that had one, the last hundred. */
  readonly outputs: Record<number, unknown> = {};
  readonly #numbers: number[] = [];

  /** Makes them visible to all cells. */
  define(): void {
    const { inputs, outputs } = this;
    define('In', () => inputs);
    define('Out', () => outputs);
    for (const [back, name] of ['_', '__', '___'].entries())
      define(name, () => outputs[this.#numbers.at(-1 - back) ?? 0]);
  }

  /** Takes the numbered ones away again. */
  forget(): void {
    for (const number of this.#numbers) Reflect.deleteProperty(globalThis, `_${number}`);
    this.#numbers.length = 0;
  }

  began(number: number, code: string): void {
    this.inputs[number] = code;
  }

  gave(number: number, value: unknown): void {
    const { outputs } = this;
    // The list of results is no result: it would hold itself.
    if (value === outputs || value === this.inputs) return;
    outputs[number] = value;
    this.#numbers.push(number);
    define(`_${number}`, () => outputs[number]);
    const oldest = this.#numbers.length > kept ? this.#numbers.shift() : undefined;
    if (oldest === undefined) return;
    delete outputs[oldest];
    Reflect.deleteProperty(globalThis, `_${oldest}`);
  }
}

/** A global that can be assigned: who does so has a variable of that name from then on. */
function define(name: string, get: () => unknown): void {
  const set = (value: unknown): void => {
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
  };
  Object.defineProperty(globalThis, name, { get, set, configurable: true });
}
