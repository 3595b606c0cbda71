import { StreamAllowance } from '../core/index.js';
import type { OutputSink } from '../notebook/index.js';

/** One output as a notebook file keeps it. */
export type NotebookOutput = Readonly<Record<string, unknown>>;

/** Least time between two changes of what is shown, in ms: each sends the whole list. */
const interval = 100;

/** The outputs of one area, kept as a front end keeps a cell's: streams joined, displays updated, output cleared. */
export class OutputArea implements OutputSink {
  readonly #show: (outputs: readonly NotebookOutput[]) => void;
  readonly #displayIds = new WeakMap<NotebookOutput, unknown>();
  #outputs: NotebookOutput[] = [];
  #allowance = new StreamAllowance();
  /** Whether all goes when the next output comes. */
  #clears = false;
  #timer: NodeJS.Timeout | undefined;
  #shown = Number.NEGATIVE_INFINITY;

  constructor(show: (outputs: readonly NotebookOutput[]) => void) {
    this.#show = show;
  }

  take(type: string, content: NotebookOutput): void {
    if (type === 'clear_output') {
      this.#clears = true;
      if (content.wait !== true) this.settle();
      return;
    }
    if (type === 'update_display_data') this.#update(content);
    else this.#add({ ...content, output_type: type });
    this.#showSoon();
  }

  /** These outputs stand there now, by somebody else's hand. */
  replace(outputs: readonly NotebookOutput[]): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#outputs = [...outputs];
    this.#allowance = new StreamAllowance();
    this.#clears = false;
  }

  /** Shows the last state, emptied if nothing came after it was cleared. */
  settle(): void {
    if (this.#clears) this.replace([]);
    this.#showNow();
  }

  #add({ transient, ...output }: NotebookOutput): void {
    if (this.#clears) this.replace([]);
    const last = this.#outputs.at(-1);
    if (output.output_type !== 'stream') {
      this.#outputs.push(output);
      this.#displayIds.set(output, idOf(transient));
      return;
    }
    const text = this.#allowance.take(String(output.text));
    if (text === '') return;
    const joins = last?.output_type === 'stream' && last.name === output.name;
    if (joins) this.#outputs.pop();
    this.#outputs.push({ ...output, text: joins ? String(last.text) + text : text });
  }

  #update({ data, metadata, transient }: NotebookOutput): void {
    const id = idOf(transient);
    this.#outputs = this.#outputs.map((output) => {
      if (id === undefined || this.#displayIds.get(output) !== id) return output;
      const changed = { ...output, data, metadata: metadata ?? {} };
      this.#displayIds.set(changed, id);
      return changed;
    });
  }

  /** A loop that never yields leaves no time for timers: what is due is shown at once. */
  #showSoon(): void {
    if (performance.now() - this.#shown >= interval) this.#showNow();
    else this.#timer ??= setTimeout(() => this.#showNow(), interval);
  }

  #showNow(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#shown = performance.now();
    this.#show([...this.#outputs]);
  }
}

function idOf(transient: unknown): unknown {
  return (transient as { readonly display_id?: unknown } | undefined)?.display_id;
}
