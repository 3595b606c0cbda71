import { AsyncLocalStorage } from 'node:async_hooks';
import type { OutputSink } from '../../notebook/index.js';
import type { MessageContext } from './messageContext.js';

/** Knows which message the running code belongs to, across timers and promises. */
export class ContextTracker {
  readonly #storage = new AsyncLocalStorage<MessageContext>();
  readonly #sinks = new AsyncLocalStorage<OutputSink>();
  readonly #active = new Set<MessageContext>();
  #lastCell: MessageContext | undefined;

  /** The message whose code runs now; for code that belongs to none, the newest cell. */
  get current(): MessageContext | undefined {
    return this.#storage.getStore() ?? this.#lastCell;
  }

  /** What takes the output of the running code instead of its cell, if anything does. */
  get sink(): OutputSink | undefined {
    return this.#sinks.getStore();
  }

  /** Runs `work`, whose output goes to the sink. */
  redirect<T>(sink: OutputSink, work: () => T): T {
    return this.#sinks.run(sink, work);
  }

  /** Runs `work` on behalf of the message. */
  run<T>(context: MessageContext, work: () => T): T {
    return this.#storage.run(context, work);
  }

  started(context: MessageContext): void {
    this.#active.add(context);
    if (context.message.header.msg_type === 'execute_request') this.#lastCell = context;
  }

  finished(context: MessageContext): void {
    this.#active.delete(context);
  }

  /** Interrupts every message that is being handled. */
  interrupt(): void {
    for (const context of this.#active) context.interrupt();
  }
}
