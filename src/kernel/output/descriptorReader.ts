import { readSync } from 'node:fs';
import { Socket } from 'node:net';
import { StringDecoder } from 'node:string_decoder';

const buffer = Buffer.alloc(1 << 16);

/** Reads what was written to a redirected descriptor: as it comes, or at once when asked. */
export class DescriptorReader {
  readonly #descriptor: number;
  readonly #socket: Socket;
  readonly #decoder = new StringDecoder('utf8');
  readonly #take: (text: string) => void;

  /** @param descriptor the reading end of a pipe, which does not block */
  constructor(descriptor: number, take: (text: string) => void) {
    this.#descriptor = descriptor;
    this.#take = take;
    this.#socket = new Socket({ fd: descriptor, readable: true, writable: false });
    this.#socket.on('data', (bytes) => this.#decode(bytes));
    this.#socket.on('error', () => {});
    this.#socket.unref();
  }

  /** Takes all that has been written by now: called before what must come after it. */
  drain(): void {
    while (!this.#socket.destroyed) {
      const length = this.#read();
      if (length === 0) return;
      this.#decode(buffer.subarray(0, length));
    }
  }

  close(): void {
    this.drain();
    this.#socket.destroy();
  }

  #read(): number {
    try {
      return readSync(this.#descriptor, buffer);
    } catch {
      // Nothing is there.
      return 0;
    }
  }

  #decode(bytes: Buffer): void {
    const text = this.#decoder.write(bytes);
    if (text !== '') this.#take(text);
  }
}
