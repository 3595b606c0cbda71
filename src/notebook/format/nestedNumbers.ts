import { isNumberList, type NestedNumbers, nestedText } from './tensorText.js';

/** A list of lists with fewer numbers is shown as it is. */
const many = 1000;

/** The preview of a long list of lists of numbers, as tensors have one; `undefined` for anything else. */
export function nestedNumbersText(value: unknown): string | undefined {
  const shape = Array.isArray(value) ? shapeOf(value) : undefined;
  if (!shape || shape.length < 2 || shape.reduce((product, length) => product * length, 1) < many)
    return undefined;
  return `Array [${shape.join(', ')}]\n${nestedText(value as NestedNumbers, ' ')}`;
}

/** Lengths along each axis, where all lists of an axis are of one length and all else is a number. */
function shapeOf(list: readonly unknown[]): number[] | undefined {
  if (isNumberList(list)) return [list.length];
  const [first] = list;
  if (!Array.isArray(first)) return undefined;
  const inner = shapeOf(first);
  const isRegular = inner && list.every((part) => Array.isArray(part) && hasShape(part, inner));
  return isRegular ? [list.length, ...inner] : undefined;
}

function hasShape(list: readonly unknown[], [length, ...inner]: readonly number[]): boolean {
  if (list.length !== length) return false;
  if (inner.length === 0) return isNumberList(list);
  return list.every((part) => Array.isArray(part) && hasShape(part, inner));
}
