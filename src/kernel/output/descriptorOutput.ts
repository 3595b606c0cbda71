import { DescriptorReader } from './descriptorReader.js';
import { NativeLog } from './nativeLog.js';
import type { StreamBatcher } from './streamBatcher.js';

/** What children and native code write to the descriptors 1 and 2 themselves: output of the cell that runs. */
export class DescriptorOutput {
  /** The message that it belongs to; before the first cell there is none, and it goes to the log. */
  parent: string | undefined;
  readonly #readers: readonly DescriptorReader[];

  constructor(
    pipes: { readonly stdout: number; readonly stderr: number } | undefined,
    streams: StreamBatcher,
    log: (text: string) => void,
  ) {
    const add = (name: 'stdout' | 'stderr', text: string): void => {
      if (text === '') return;
      if (this.parent === undefined) log(text);
      else streams.add({ name, text, parent: this.parent });
    };
    const nativeLog = new NativeLog();
    const addSorted = (text: string): void => {
      const parts = nativeLog.sort(text);
      if (parts.log !== '') log(parts.log);
      add('stderr', parts.cell);
    };
    this.#readers = pipes
      ? [
          new DescriptorReader(pipes.stdout, (text) => add('stdout', text)),
          new DescriptorReader(pipes.stderr, addSorted),
        ]
      : [];
  }

  /** Takes all that has been written by now. */
  drain(): void {
    for (const reader of this.#readers) reader.drain();
  }

  close(): void {
    for (const reader of this.#readers) reader.close();
  }
}
