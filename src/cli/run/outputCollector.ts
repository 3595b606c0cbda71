import type { IncomingMessage } from '../../kernel/index.js';
import type { NotebookObject, NotebookOutput } from './notebookDocument.js';
import { settledText } from './settledText.js';

const outputTypes = new Set(['stream', 'display_data', 'execute_result', 'error']);

/** Keeps the outputs of all cells as a front end does: streams joined, displays updated, output cleared. */
export class OutputCollector {
  readonly #lists = new Map<string, NotebookOutput[]>();
  /** Displays by their id, wherever they are: an update changes all of them. */
  readonly #displays = new Map<string, NotebookOutput[]>();
  /** Lists that are cleared when their next output comes. */
  readonly #clearing = new Set<NotebookOutput[]>();

  /** The messages of this request fill this list. */
  assign(messageId: string, outputs: NotebookOutput[]): void {
    this.#lists.set(messageId, outputs);
  }

  /** Takes an output message, for the list its parent fills or for another one. */
  take(message: IncomingMessage, list = this.#lists.get(String(message.parentHeader.msg_id))): void {
    const { content } = message;
    const type = message.header.msg_type;
    if (type === 'update_display_data') this.#update(content);
    if (!list) return;
    if (type === 'clear_output') {
      if (content.wait === true) this.#clearing.add(list);
      else list.length = 0;
    }
    if (outputTypes.has(type)) this.#add(list, outputOf(type, content), displayIdOf(content));
  }

  /** No more output comes: of lines that were overwritten, the last state is kept. */
  finish(): void {
    for (const outputs of this.#lists.values())
      for (const output of outputs)
        if (output.output_type === 'stream') output.text = settledText(String(output.text));
  }

  #add(list: NotebookOutput[], output: NotebookOutput, displayId: string | undefined): void {
    if (this.#clearing.delete(list)) list.length = 0;
    const last = list.at(-1);
    if (output.output_type === 'stream' && last?.output_type === 'stream' && last.name === output.name) {
      last.text = String(last.text) + String(output.text);
      return;
    }
    list.push(output);
    if (displayId === undefined) return;
    this.#displays.set(displayId, [...(this.#displays.get(displayId) ?? []), output]);
  }

  #update(content: NotebookObject): void {
    for (const output of this.#displays.get(displayIdOf(content) ?? '') ?? []) {
      output.data = content.data;
      output.metadata = content.metadata ?? {};
    }
  }
}

function outputOf(type: string, content: NotebookObject): NotebookOutput {
  const { transient: _, ...kept } = content;
  return { output_type: type as NotebookOutput['output_type'], ...kept };
}

function displayIdOf(content: NotebookObject): string | undefined {
  const id = (content.transient as NotebookObject | undefined)?.display_id;
  return typeof id === 'string' ? id : undefined;
}
