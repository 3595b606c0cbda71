/** Writes protocol buffers: enough of the wire format for ONNX. */
export class ProtobufWriter {
  readonly #parts: Uint8Array[] = [];

  /** An integer field. */
  int(field: number, value: number | bigint): this {
    this.#parts.push(varint((BigInt(field) << 3n) | 0n), varint(BigInt.asUintN(64, BigInt(value))));
    return this;
  }

  /** A float field. */
  float(field: number, value: number): this {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    this.#parts.push(varint((BigInt(field) << 3n) | 5n), bytes);
    return this;
  }

  /** A field of bytes, text or an inner message. */
  bytes(field: number, value: Uint8Array | string | ProtobufWriter): this {
    const content =
      value instanceof ProtobufWriter
        ? value.finish()
        : typeof value === 'string'
          ? new TextEncoder().encode(value)
          : value;
    this.#parts.push(varint((BigInt(field) << 3n) | 2n), varint(BigInt(content.byteLength)), content);
    return this;
  }

  /** The message. */
  finish(): Uint8Array {
    const all = new Uint8Array(this.#parts.reduce((length, part) => length + part.byteLength, 0));
    let at = 0;
    for (const part of this.#parts) {
      all.set(part, at);
      at += part.byteLength;
    }
    return all;
  }
}

function varint(value: bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = Number(rest & 127n);
    rest >>= 7n;
    bytes.push(rest === 0n ? low : low | 128);
  } while (rest !== 0n);
  return Uint8Array.from(bytes);
}
