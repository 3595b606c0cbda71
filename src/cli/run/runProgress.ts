import { clock } from '../../notebook/index.js';
import type { NotebookCell } from './notebookDocument.js';

/** Says on a terminal which cell runs and for how long; a log file gets one line a cell. */
export class RunProgress {
  readonly #name: string;
  readonly #stream = process.stderr;
  readonly #started = performance.now();
  readonly #timer: NodeJS.Timeout | undefined;
  #line = 'starting the kernel';

  constructor(name: string) {
    this.#name = name;
    if (this.#stream.isTTY) this.#timer = setInterval(() => this.#draw(), 1000);
    this.#draw();
  }

  cell(cell: NotebookCell, number: number, count: number): void {
    const first = cell.source.trim().split('\n', 1)[0] ?? '';
    this.#line = `cell ${number}/${count}  ${first}`;
    this.#draw();
  }

  /** Ends the line with what the run came to. */
  finish(outcome: string): void {
    clearInterval(this.#timer);
    this.#line = outcome;
    this.#draw();
    if (this.#stream.isTTY) this.#stream.write('\n');
  }

  #draw(): void {
    const elapsed = clock((performance.now() - this.#started) / 1000);
    const text = `${this.#name}  ${elapsed}  ${this.#line}`;
    if (!this.#stream.isTTY) this.#stream.write(`${text}\n`);
    else this.#stream.write(`\r\x1b[K${text.slice(0, Math.max(20, this.#stream.columns - 1))}`);
  }
}
