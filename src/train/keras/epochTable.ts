import { clock, LiveDisplay, type NotebookPorts, notebookPorts } from '../../notebook/index.js';
import { TrainingTable } from '../callbacks/trainingTable.js';

/** The live table of a Keras-style run: a row for each epoch, the one of the lowest validation loss marked. */
export class EpochTable {
  readonly #ports: NotebookPorts = notebookPorts();
  readonly #live = new LiveDisplay({ ports: this.#ports });
  readonly #table: TrainingTable;
  #lowest = Number.POSITIVE_INFINITY;

  /** @param names of the values of an epoch, in their order */
  constructor(
    readonly names: readonly string[],
    readonly epochs: number,
  ) {
    this.#table = new TrainingTable(['epoch', ...names, 'time']);
    if (this.#isTerminal) this.#print(this.#table.line());
  }

  /** Says how far an epoch is. */
  step(epoch: number, done: number, steps: number, loss: number): void {
    const note = `epoch ${epoch + 1}/${this.epochs}, batch ${done}/${steps} loss ${loss.toFixed(4)}`;
    if (!this.#isTerminal) this.#live.update(() => this.#table.render(note));
  }

  /** Adds a finished epoch. */
  add(epoch: number, values: Readonly<Record<string, number>>, seconds: number): void {
    const { rows } = this.#table;
    const watched = values.val_loss;
    if (watched !== undefined && watched < this.#lowest) {
      this.#lowest = watched;
      this.#table.best = rows.length;
    }
    rows.push([
      `${epoch + 1}/${this.epochs}`,
      ...this.names.map((name) => text(values[name])),
      clock(seconds),
    ]);
    if (this.#isTerminal) this.#print(this.#table.line(rows.at(-1)));
    else this.#live.update(() => this.#table.render());
  }

  /** Shows the last state, without progress. */
  finish(): void {
    if (!this.#isTerminal) this.#live.finish(() => this.#table.render());
  }

  get #isTerminal(): boolean {
    return this.#ports.kind === 'terminal';
  }

  #print(line: string): void {
    this.#ports.publish({ data: { 'text/plain': line } });
  }
}

function text(value: number | undefined): string {
  return value === undefined ? '' : value.toFixed(4);
}
