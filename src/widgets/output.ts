import { clearOutput, type MimeBundle, notebookPorts, toMimeBundle } from '../notebook/index.js';
import { OutputBase } from './generated/coreWidgets.js';

/** One output as a notebook file keeps it. */
type NotebookOutput = Readonly<Record<string, unknown>>;

/** An area of a widget layout that shows output: text, figures, errors. ipywidgets' `Output`. */
export class Output extends OutputBase {
  /** Adds text. */
  appendStdout(text: string): void {
    this.#append({ output_type: 'stream', name: 'stdout', text });
  }

  /** Adds text as an error. */
  appendStderr(text: string): void {
    this.#append({ output_type: 'stream', name: 'stderr', text });
  }

  /** Adds whatever `display` can show: a figure, a table, any value. */
  async appendDisplayData(value: unknown): Promise<void> {
    this.#append({ output_type: 'display_data', data: await toMimeBundle(value), metadata: {} });
  }

  /** Shows this instead of all that there is, without flicker. */
  async replaceWith(value: unknown): Promise<void> {
    const data: MimeBundle = await toMimeBundle(value);
    this.set({ outputs: [{ output_type: 'display_data', data, metadata: {} }] });
  }

  /** Empties the area. */
  clear(): void {
    this.set({ outputs: [] });
  }

  /**
   * Sends here what `work` prints and displays, in front ends that can redirect (JupyterLab, Notebook, nbclient).
   * @param clear empty the area first. @default false
   */
  async capture<T>(work: () => T | Promise<T>, { clear = false } = {}): Promise<T> {
    this.set({ msgId: notebookPorts().parentMessageId() ?? '' });
    if (clear) clearOutput();
    try {
      return await work();
    } finally {
      this.set({ msgId: '' });
    }
  }

  #append(output: NotebookOutput): void {
    this.set({ outputs: [...this.outputs, output] });
  }
}
