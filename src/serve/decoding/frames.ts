/** Kinds of frames between the server and a decoder: its settings, a photo (and its input), a failure. */
export const [settings, photo, failed] = [1, 2, 3];

/** What a process sends or is sent: one byte that says what it is, and bytes. */
export interface Frame {
  readonly kind: number;
  /** The reader's own; starts at a multiple of 8, so that numbers can be read from it in place. */
  readonly body: Uint8Array<ArrayBuffer>;
}

const headBytes = 5;

/** The head that stands before a frame's bytes in a stream. */
export function frameHead(kind: number, length: number): Buffer {
  const head = Buffer.alloc(headBytes);
  head.writeUInt8(kind, 0);
  head.writeUInt32LE(length, 1);
  return head;
}

/** Takes the pieces of a stream as they come and gives its frames. Each byte is copied once. */
export class FrameReader {
  readonly #head = Buffer.alloc(headBytes);
  #body: Uint8Array<ArrayBuffer> | undefined;
  #filled = 0;

  constructor(private readonly receive: (frame: Frame) => void) {}

  /** The next piece. */
  push(piece: Uint8Array): void {
    let rest = piece;
    // An empty body is complete before its first byte.
    while (rest.length > 0 || this.#body?.length === this.#filled) rest = this.#take(rest);
  }

  #take(piece: Uint8Array): Uint8Array {
    const into = this.#body ?? this.#head;
    const part = piece.subarray(0, into.length - this.#filled);
    into.set(part, this.#filled);
    this.#filled += part.length;
    if (this.#filled === into.length) this.#complete();
    return piece.subarray(part.length);
  }

  #complete(): void {
    this.#filled = 0;
    const body = this.#body;
    this.#body = body ? undefined : new Uint8Array(this.#head.readUInt32LE(1));
    if (body) this.receive({ kind: this.#head.readUInt8(0), body });
  }
}
