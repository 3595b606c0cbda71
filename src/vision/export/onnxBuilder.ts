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
    // An inner message is not put together on its own: weights would be copied once for each level.
    const content =
      value instanceof ProtobufWriter
        ? value.#parts
        : [typeof value === 'string' ? new TextEncoder().encode(value) : value];
    this.#parts.push(varint((BigInt(field) << 3n) | 2n), varint(BigInt(lengthOf(content))));
    for (const part of content) this.#parts.push(part);
    return this;
  }

  /** The message. */
  finish(): Uint8Array {
    const all = new Uint8Array(lengthOf(this.#parts));
    let at = 0;
    for (const part of this.#parts) {
      all.set(part, at);
      at += part.byteLength;
    }
    return all;
  }
}

function lengthOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((length, part) => length + part.byteLength, 0);
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

/** Attributes of a node; a whole number is an `INT`, a list of them `INTS`, `{ float }` a `FLOAT`. */
export type OnnxAttributes = Readonly<
  Record<string, number | readonly number[] | string | { readonly float: number }>
>;

/** ONNX's numbers of element types. */
export const onnxType = { float32: 1, uint8: 2, int64: 7 } as const;

/** A dimension: a size, or the name of an unknown one. */
export type OnnxDimension = number | string;

const opset = 13;
const irVersion = 8;

/** Collects nodes and constants and writes them as an ONNX model (field numbers are those of `onnx.proto`). */
export class OnnxBuilder {
  readonly #graph = new ProtobufWriter();
  #names = 0;

  /** Adds a node of one output and gives the output's name. */
  node(
    type: string,
    inputs: readonly string[],
    attributes: OnnxAttributes = {},
    output = this.#name(type),
  ): string {
    const node = new ProtobufWriter();
    for (const input of inputs) node.bytes(1, input);
    node.bytes(2, output).bytes(3, output).bytes(4, type);
    for (const [name, value] of Object.entries(attributes)) node.bytes(5, attribute(name, value));
    this.#graph.bytes(1, node);
    return output;
  }

  /** Adds a constant and gives its name. */
  constant(data: Float32Array | BigInt64Array, shape: readonly number[]): string {
    const name = this.#name('constant');
    const tensor = new ProtobufWriter();
    for (const size of shape) tensor.int(1, size);
    tensor.int(2, data instanceof Float32Array ? onnxType.float32 : onnxType.int64);
    tensor.bytes(8, name).bytes(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    this.#graph.bytes(5, tensor);
    return name;
  }

  /** Declares an input. */
  input(name: string, type: number, shape: readonly OnnxDimension[]): void {
    this.#graph.bytes(11, valueInfo(name, type, shape));
  }

  /** Declares an output. */
  output(name: string, type: number, shape: readonly OnnxDimension[]): void {
    this.#graph.bytes(12, valueInfo(name, type, shape));
  }

  /** The whole model. */
  finish(graphName: string, metadata: Readonly<Record<string, string>>): Uint8Array {
    const model = new ProtobufWriter().int(1, irVersion).bytes(2, 'tsvision');
    model.bytes(7, this.#graph.bytes(2, graphName));
    model.bytes(8, new ProtobufWriter().bytes(1, '').int(2, opset));
    for (const [key, value] of Object.entries(metadata))
      model.bytes(14, new ProtobufWriter().bytes(1, key).bytes(2, value));
    return model.finish();
  }

  #name(kind: string): string {
    return `${kind.toLowerCase()}_${this.#names++}`;
  }
}

function attribute(name: string, value: OnnxAttributes[string]): ProtobufWriter {
  const field = new ProtobufWriter().bytes(1, name);
  if (typeof value === 'number') return field.int(3, value).int(20, 2);
  if (typeof value === 'string') return field.bytes(4, value).int(20, 3);
  if (!Array.isArray(value)) return field.float(2, (value as { float: number }).float).int(20, 1);
  for (const number of value as readonly number[]) field.int(8, number);
  return field.int(20, 7);
}

function valueInfo(name: string, type: number, shape: readonly OnnxDimension[]): ProtobufWriter {
  const dimensions = new ProtobufWriter();
  for (const size of shape)
    dimensions.bytes(
      1,
      typeof size === 'number' ? new ProtobufWriter().int(1, size) : new ProtobufWriter().bytes(2, size),
    );
  const tensor = new ProtobufWriter().int(1, type).bytes(2, dimensions);
  return new ProtobufWriter().bytes(1, name).bytes(2, new ProtobufWriter().bytes(1, tensor));
}
