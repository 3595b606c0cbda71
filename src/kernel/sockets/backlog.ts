import { type SharedSlots, sharedSlots, type ToSockets } from './threadMessages.js';

/** Output that may be on its way to the socket thread, in messages, or KiB of them. */
const most = 4000;
/** Longest wait without the socket thread having taken anything, in ms: then it has ended. */
const longestWait = 5000;

/**
 * Keeps a cell that prints faster than the socket thread sends from filling the memory: it waits. Without this the
 * thread would also not come to hear of a Stop, behind all that output.
 */
export class Backlog {
  readonly #shared: SharedSlots;
  #sent = 0;

  constructor(shared: SharedSlots) {
    this.#shared = shared;
  }

  /** A message was sent; waits while there is too much under way. */
  sent(message: ToSockets): void {
    const weight = weigh(message);
    if (weight === 0) return;
    this.#sent = (this.#sent + weight) | 0;
    for (let taken = this.#taken(); ((this.#sent - taken) | 0) > most; taken = this.#taken())
      if (Atomics.wait(this.#shared, sharedSlots.taken, taken, longestWait) === 'timed-out') return;
  }

  /** The socket thread took a message. */
  static taken(shared: SharedSlots, message: ToSockets): void {
    const weight = weigh(message);
    if (weight === 0) return;
    Atomics.add(shared, sharedSlots.taken, weight);
    Atomics.notify(shared, sharedSlots.taken);
  }

  #taken(): number {
    return Atomics.load(this.#shared, sharedSlots.taken);
  }
}

/** Only output counts. */
function weigh(message: ToSockets): number {
  if (message.kind === 'stream') return 1 + (message.chunk.text.length >>> 10);
  if (message.kind !== 'send') return 0;
  const { content, buffers } = message.message;
  return 1 + (buffers.reduce((sum, { byteLength }) => sum + byteLength, content.length) >>> 10);
}
