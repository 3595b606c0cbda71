import { createInterface } from 'node:readline/promises';
import type { DisplayMessage, NotebookPorts } from './notebookPorts.js';

/** Stands in for the kernel in a plain Node program: displays are printed as text, updates overwrite a line. */
export class TerminalPorts implements NotebookPorts {
  readonly kind = 'terminal' as const;
  readonly #neverInterrupted = new AbortController().signal;
  #openDisplay: string | undefined;

  publish({ data, displayId, update }: DisplayMessage): void {
    const text = plainText(data['text/plain']);
    const isLine = !text.includes('\n');
    if (!process.stdout.isTTY) {
      // A log file wants the last state of a display, which its owner shows without `update`… or each change.
      process.stdout.write(`${text}\n`);
    } else if (update && displayId === this.#openDisplay && isLine) {
      process.stdout.write(`\r\x1b[K${text}`);
    } else {
      if (this.#openDisplay !== undefined) process.stdout.write('\n');
      process.stdout.write(text + (displayId !== undefined && isLine ? '' : '\n'));
      this.#openDisplay = displayId !== undefined && isLine ? displayId : undefined;
    }
  }

  clearOutput(): void {
    if (process.stdout.isTTY) process.stdout.write('\r\x1b[K');
  }

  async input(prompt: string): Promise<string> {
    const lines = createInterface({ input: process.stdin, output: process.stdout });
    try {
      return await lines.question(prompt);
    } finally {
      lines.close();
    }
  }

  interruptSignal(): AbortSignal {
    return this.#neverInterrupted;
  }

  parentMessageId(): undefined {
    return undefined;
  }

  hold(_promise: Promise<unknown>): void {
    // A program awaits what it needs by itself.
  }
}

function plainText(value: unknown): string {
  return Array.isArray(value) ? value.join('') : String(value ?? '');
}
