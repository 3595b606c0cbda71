import { notebookPorts, type OutputSink, toMimeBundle } from '../notebook/index.js';
import { OutputBase } from './generated/coreWidgets.js';
import type { WidgetInit, WidgetOptions } from './model/widget.js';
import { type NotebookOutput, OutputArea } from './outputArea.js';

/**
 * An area of a widget layout that shows output: text, figures, errors. ipywidgets' `Output`.
 * @example
 * ```ts
 * import { Output } from 'tsvision';
 * const output = new Output();
 * await output.capture(() => console.log('into the widget'));
 * ```
 */
export class Output extends OutputBase implements OutputSink {
  readonly #area = new OutputArea((outputs) => {
    this.#own = outputs;
    this.set({ outputs });
  });
  /** What the area itself has shown last. */
  #own: readonly NotebookOutput[] | undefined;

  constructor(init: WidgetInit<OutputBase> = {}, options?: WidgetOptions) {
    super(init as ConstructorParameters<typeof OutputBase>[0], options);
    this.#area.replace(this.outputs as readonly NotebookOutput[]);
    this.on('change:outputs', ({ new: outputs }) => {
      if (outputs !== this.#own) this.#area.replace(outputs as readonly NotebookOutput[]);
    });
  }

  /** Adds text. */
  appendStdout(text: string): void {
    this.#append('stream', { name: 'stdout', text });
  }

  /** Adds text as an error. */
  appendStderr(text: string): void {
    this.#append('stream', { name: 'stderr', text });
  }

  /** Adds whatever `display` can show: a figure, a table, any value. */
  async appendDisplayData(value: unknown): Promise<void> {
    this.#append('display_data', { data: await toMimeBundle(value), metadata: {} });
  }

  /** Shows this instead of all that there is, without flicker. */
  async replaceWith(value: unknown): Promise<void> {
    const data = await toMimeBundle(value);
    this.set({ outputs: [{ output_type: 'display_data', data, metadata: {} }] });
  }

  /** Empties the area. */
  clear(): void {
    this.set({ outputs: [] });
  }

  /**
   * Sends here what `work` prints and displays, and what the work that it starts prints later; of several that run at
   * once each keeps its own. An error is the caller's.
   * @param clear empty the area first. @default false
   */
  async capture<T>(work: () => T | Promise<T>, { clear = false } = {}): Promise<T> {
    if (clear) this.take('clear_output', { wait: true });
    const ports = notebookPorts();
    try {
      return await (ports.redirect ? ports.redirect(this, work) : work());
    } finally {
      this.settle();
    }
  }

  /** Takes one output, as a cell does; see {@link OutputSink}. */
  take(type: string, content: Readonly<Record<string, unknown>>): void {
    this.#area.take(type, content);
  }

  /** Shows now what has been taken. */
  settle(): void {
    this.#area.settle();
  }

  #append(type: string, content: NotebookOutput): void {
    this.take(type, content);
    this.settle();
  }
}
