import type { Writable } from 'zeromq';

type Frames = (string | Uint8Array)[];

/** Sends on a socket one message after the other: ZeroMQ refuses a second send while the first is under way. */
export class SerialSender {
  readonly #socket: Pick<Writable<Frames>, 'send'>;
  readonly #queue: Frames[] = [];
  #draining: Promise<void> | undefined;

  constructor(socket: Pick<Writable<Frames>, 'send'>) {
    this.#socket = socket;
  }

  send(frames: Frames): void {
    this.#queue.push(frames);
    this.#draining ??= this.#drain();
  }

  /** Settles when everything has been handed to ZeroMQ. */
  async flushed(): Promise<void> {
    await this.#draining;
  }

  async #drain(): Promise<void> {
    // The first send happens in a later microtask, so that `#draining` is set before it can be cleared.
    await null;
    for (let next = this.#queue.shift(); next; next = this.#queue.shift()) {
      try {
        await this.#socket.send(next);
      } catch {
        // The peer is gone, or the socket closed: nobody is left to tell.
      }
    }
    this.#draining = undefined;
  }
}
