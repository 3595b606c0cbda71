/**
 * Shared memory that batches are prepared in, used again and again: the engine does not count shared memory when
 * it decides to collect garbage, so that new memory for each batch would pile up.
 */
export class BatchBuffers {
  readonly #free: SharedArrayBuffer[] = [];

  /** Memory of so many bytes, with anything in it. */
  take(bytes: number): SharedArrayBuffer {
    const position = this.#free.findIndex((buffer) => buffer.byteLength === bytes);
    return position < 0
      ? new SharedArrayBuffer(bytes)
      : (this.#free.splice(position, 1)[0] as SharedArrayBuffer);
  }

  /** Takes memory back that no thread writes to any more. */
  giveBack(buffer: SharedArrayBuffer): void {
    this.#free.push(buffer);
    // Sizes change with the batch size and at the last batch; more than this is never in flight.
    if (this.#free.length > 4) this.#free.shift();
  }
}
