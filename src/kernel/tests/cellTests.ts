import { LiveDisplay, notebookPorts } from '../../notebook/index.js';
import type { TestCase, TestRun } from './testCase.js';
import { CellTestContext } from './testContext.js';
import { testTable } from './testTable.js';

/** The tests of one cell: they run one after the other, and a table below the cell tells how far they are. */
export class CellTests implements TestRun {
  readonly stop = notebookPorts().interruptSignal();
  readonly #tests: TestCase[] = [];
  readonly #live = new LiveDisplay();
  #begun = 0;
  #running: Promise<void> | undefined;

  /** Runs a test after those before it; the cell is not done until it has ended. */
  add(test: TestCase): Promise<void> {
    this.#tests.push(test);
    this.#running ??= this.#run();
    notebookPorts().keepBusy?.(this.#running);
    return this.#running;
  }

  changed(): void {
    this.#live.update(() => testTable(this.#tests));
  }

  newContext(test: TestCase): CellTestContext {
    return new CellTestContext(test);
  }

  async #run(): Promise<void> {
    // More may be added meanwhile.
    while (this.#begun < this.#tests.length) await this.#tests[this.#begun++]?.start();
    this.#running = undefined;
    this.#live.finish();
    // The cell was interrupted and is not done: the kernel ends it, and does not run those after it.
    if (this.stop.aborted) await new Promise(() => {});
  }
}
