import { className, readSafely } from './inspectSafely.js';

type Numbers = ArrayLike<number | bigint | string | boolean>;

/** Anything with a shape, an element type and a way to its numbers: tensors of any library. */
interface TensorLike {
  /** Sizes of the axes, outermost first. */
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly isDisposed?: boolean;
  readonly data?: unknown;
  /** The numbers, row by row. */
  dataSync?(): Numbers;
}

/** How many numbers stand at either end of an axis, and beyond how many the middle is left out. */
const edge = 3;
const most = 8;
/** A tensor with more elements is not brought back from the engine only to be shown. */
const largestFetched = 1 << 22;

export function isTypedArray(value: unknown): value is Numbers {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}

export function isTensorLike(value: unknown): value is TensorLike {
  const shape = readSafely(value, 'shape');
  const numbers =
    typeof readSafely(value, 'dataSync') === 'function' || isTypedArray(readSafely(value, 'data'));
  return (
    Array.isArray(shape) &&
    shape.every((size) => Number.isInteger(size)) &&
    typeof readSafely(value, 'dtype') === 'string' &&
    numbers
  );
}

/** `Float32Array(1000) [0.5, 1, 2, … 7, 8, 9]`. */
export function typedArrayText(value: Numbers): string {
  return `${className(value)}(${value.length}) ${axisText(value, [value.length], 0, '')}`;
}

/** `Tensor float32 [2, 3]` and a preview of its numbers. */
export function tensorText(tensor: TensorLike): string {
  const head = `${className(tensor)} ${tensor.dtype} [${tensor.shape.join(', ')}]`;
  if (tensor.isDisposed) return `${head} (disposed)`;
  const size = tensor.shape.reduce((product, length) => product * length, 1);
  if (size > largestFetched) return head;
  const numbers = isTypedArray(tensor.data) ? tensor.data : tensor.dataSync?.();
  if (!numbers) return head;
  return `${head}\n${tensor.shape.length === 0 ? elementText(numbers[0]) : axisText(numbers, tensor.shape, 0, ' ')}`;
}

function axisText(numbers: Numbers, shape: readonly number[], start: number, indent: string): string {
  const [length = 0, ...inner] = shape;
  const stride = inner.reduce((product, size) => product * size, 1);
  const item = (i: number): string =>
    inner.length === 0
      ? elementText(numbers[start + i])
      : axisText(numbers, inner, start + i * stride, `${indent} `);
  const range = (from: number, to: number): string[] =>
    Array.from({ length: to - from }, (_, i) => item(from + i));
  const isLong = length > most;
  const items = isLong ? [...range(0, edge), '…', ...range(length - edge, length)] : range(0, length);
  return `[${items.join(inner.length === 0 ? ', ' : `,\n${indent}`)}]`;
}

/** Lists of lists of numbers. */
export type NestedNumbers = readonly (number | NestedNumbers)[];

/** Whether the list holds numbers alone, and some. */
export function isNumberList(list: readonly unknown[]): list is readonly number[] {
  return list.length > 0 && list.every((element) => typeof element === 'number');
}

/** As a tensor's preview: the ends of every axis. */
export function nestedText(list: NestedNumbers, indent: string): string {
  const isInner = isNumberList(list);
  const item = (element: number | NestedNumbers): string =>
    Array.isArray(element) ? nestedText(element, `${indent} `) : elementText(element);
  const isLong = list.length > most;
  const items = isLong
    ? [...list.slice(0, edge).map(item), '…', ...list.slice(-edge).map(item)]
    : list.map(item);
  return `[${items.join(isInner ? ', ' : `,\n${indent}`)}]`;
}

function elementText(element: unknown): string {
  if (typeof element !== 'number') return String(element);
  return Number.isInteger(element) ? String(element) : String(Number(element.toPrecision(4)));
}
