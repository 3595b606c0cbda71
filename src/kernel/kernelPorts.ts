import type { CommHost, DisplayMessage, NotebookPorts, OutputSink } from '../notebook/index.js';
import type { ErrorReport } from './language/index.js';
import type { Publisher } from './output/publisher.js';
import type { ContextTracker } from './requests/contextTracker.js';
import type { UserInput } from './userInput.js';

/** What the ports stand on. */
export interface KernelPortsParts {
  readonly publisher: Publisher;
  readonly contexts: ContextTracker;
  readonly comms: CommHost;
  readonly input: UserInput;
  /** Any thrown value as a readable traceback. */
  readonly report: (error: unknown) => ErrorReport;
  /** Elements as HTML. */
  readonly markup: NonNullable<NotebookPorts['markup']>;
}

/** The notebook as the library sees it, over the kernel's messages. */
export class KernelPorts implements NotebookPorts {
  readonly kind = 'kernel' as const;
  readonly comms: CommHost;
  readonly #parts: KernelPortsParts;
  readonly #onTerminated = new Set<() => void>();
  #held: Promise<unknown> = Promise.resolve();

  constructor(parts: KernelPortsParts) {
    this.#parts = parts;
    this.comms = parts.comms;
  }

  publish({ data, metadata = {}, displayId, update = false }: DisplayMessage): void {
    const transient = displayId === undefined ? {} : { display_id: displayId };
    const type = update && displayId !== undefined ? 'update_display_data' : 'display_data';
    this.#parts.publisher.publish(type, { data, metadata, transient });
  }

  clearOutput({ wait = false }: { readonly wait?: boolean } = {}): void {
    this.#parts.publisher.publish('clear_output', { wait });
  }

  redirect<T>(sink: OutputSink, work: () => T): T {
    return this.#parts.contexts.redirect(sink, work);
  }

  outputPlace(): OutputSink | undefined {
    const { sink, current } = this.#parts.contexts;
    return sink ?? (current && this.#parts.publisher.placeOf(current));
  }

  markup(value: unknown): Promise<string | undefined> | undefined {
    return this.#parts.markup(value);
  }

  showError(error: unknown): void {
    this.#parts.publisher.publish('error', { ...this.#parts.report(error) });
  }

  input(prompt: string, options?: { readonly password?: boolean }): Promise<string> {
    return this.#parts.input.ask(prompt, options);
  }

  interruptSignal(): AbortSignal {
    return this.#parts.contexts.current?.interruptSignal ?? new AbortController().signal;
  }

  parentMessageId(): string | undefined {
    return this.#parts.contexts.current?.message.header.msg_id;
  }

  hold(promise: Promise<unknown>): void {
    this.#held = Promise.allSettled([this.#held, promise]);
  }

  keepBusy(promise: Promise<unknown>): void {
    this.#parts.contexts.current?.keepBusy(promise);
  }

  onTerminated(listener: () => void): void {
    this.#onTerminated.add(listener);
  }

  /** The code of a cell, and what it had called, was terminated. */
  terminated(): void {
    for (const listener of this.#onTerminated) listener();
  }

  /** Settles when nothing holds the next cell back. */
  released(): Promise<unknown> {
    return this.#held;
  }
}
