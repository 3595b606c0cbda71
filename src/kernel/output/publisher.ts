import type { MimeBundle, OutputSink } from '../../notebook/index.js';
import type { OutgoingMessage } from '../protocol/jupyterMessage.js';
import { broadcast, inputRequest, replyTo, statusMessage } from '../protocol/replies.js';
import type { ContextTracker } from '../requests/contextTracker.js';
import type { MessageContext } from '../requests/messageContext.js';
import type { SocketThread } from '../sockets/socketThread.js';

import { withinSize } from './outputSize.js';

/** What may go with a published message. */
export interface PublishOptions {
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly buffers?: readonly Uint8Array[];
  /** The message that caused it. @default the one whose code runs now */
  readonly context?: MessageContext | undefined;
}

/** What an area of the page can take in place of a cell. */
const outputTypes = new Set(['display_data', 'update_display_data', 'clear_output', 'error']);

/** What carries a value in several formats. */
const shows = new Set(['display_data', 'update_display_data', 'execute_result']);

/** Sends to all front ends, on behalf of the message whose code runs. */
export class Publisher {
  readonly #sockets: SocketThread;
  readonly #contexts: ContextTracker;
  /** Displays that a sink has taken, by their ids: an update from elsewhere is for them too. */
  readonly #taken = new Map<string, OutputSink>();

  constructor(sockets: SocketThread, contexts: ContextTracker) {
    this.#sockets = sockets;
    this.#contexts = contexts;
  }

  /** @throws TypeError when the content cannot be said in JSON */
  publish(type: string, whole: Readonly<Record<string, unknown>>, options: PublishOptions = {}): void {
    const content = shows.has(type) ? { ...whole, data: withinSize(whole.data as MimeBundle) } : whole;
    if (options.context === undefined && outputTypes.has(type) && this.#redirected(type, content)) return;
    const { metadata, buffers, context = this.#contexts.current } = options;
    this.#sockets.send(broadcast(type, content, { parent: context?.parent, metadata, buffers }));
  }

  /** Standard output or error; `false` when no cell has run yet, whose output it could be. */
  stream(name: 'stdout' | 'stderr', text: string): boolean {
    const { current, sink } = this.#contexts;
    if (sink) {
      sink.take('stream', { name, text });
      return true;
    }
    if (current && text !== '') this.#sockets.stream({ name, text, parent: current.parent });
    return current !== undefined;
  }

  /** What is written to the descriptors 1 and 2 themselves belongs to this cell from now on. */
  cellStarted(context: MessageContext): void {
    this.#sockets.cellStarted(context.parent);
  }

  /** Puts out below the message's cell, whatever runs. */
  placeOf(context: MessageContext): OutputSink {
    return {
      take: (type, content) => {
        const { name, text } = content as { name: 'stdout' | 'stderr'; text: string };
        if (type === 'stream') this.#sockets.stream({ name, text, parent: context.parent });
        // Clearing the cell would take away the very widget whose callback asks for it.
        else if (type !== 'clear_output') this.publish(type, content, { context });
      },
    };
  }

  #redirected(type: string, content: Readonly<Record<string, unknown>>): boolean {
    const { sink } = this.#contexts;
    const id = (content.transient as { readonly display_id?: string } | undefined)?.display_id;
    if (type === 'update_display_data' && id !== undefined) {
      const owner = this.#taken.get(id);
      owner?.take(type, content);
      return owner !== undefined;
    }
    if (sink && id !== undefined) this.#taken.set(id, sink);
    sink?.take(type, content);
    return sink !== undefined;
  }

  status(state: 'busy' | 'idle', context: MessageContext): void {
    this.#sockets.send(statusMessage(state, context.parent));
  }

  reply(context: MessageContext, content: Readonly<Record<string, unknown>>): void {
    this.#sockets.send(replyTo(context.message, content));
  }

  /** The message that asks the front end for a line of input. */
  inputRequest(context: MessageContext, prompt: string, password: boolean): OutgoingMessage {
    return inputRequest(context.message, prompt, password);
  }
}
