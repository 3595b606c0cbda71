import { isPromise, isTsvisionError, partName } from '../../core/index.js';
import type { LabelledItem } from '../../data/index.js';
import { PhotoFunctionError } from '../errors.js';

type PhotoLabel = NonNullable<LabelledItem['label']>;

/**
 * What a function of the user's says of a photo, whose path it gets with `/`.
 * @param argument name of the argument that it was given as
 * @throws {PhotoFunctionError} when it throws, or gives a promise
 */
export function askOfPhoto<T>(argument: string, func: (path: string) => T, path: string): T {
  const name = partName(func, argument);
  const slashed = path.replaceAll('\\', '/');
  let answer: T;
  try {
    answer = func(slashed);
  } catch (error) {
    if (isTsvisionError(error)) throw error;
    throw new PhotoFunctionError(name, path, { threw: error, in: `${argument}(${JSON.stringify(slashed)})` });
  }
  if (!isPromise(answer)) return answer;
  throw new PhotoFunctionError(name, path, { gave: answer, due: 'an answer', in: argument, by: func });
}

/** The label that a function gives a photo. @throws {PhotoFunctionError} for what is no label */
export function labelOfPhoto(
  argument: string,
  func: (path: string) => PhotoLabel | null | undefined,
  path: string,
): PhotoLabel | undefined {
  const label = askOfPhoto(argument, func, path) ?? undefined;
  if (label === undefined || isLabel(label)) return label;
  const due = 'a class name, a list of them, or a finite number';
  const where = `${argument}(${JSON.stringify(path)})`;
  throw new PhotoFunctionError(partName(func, argument), path, { gave: label, due, in: where, by: func });
}

function isLabel(label: unknown): boolean {
  if (Array.isArray(label)) return label.every((name) => typeof name === 'string');
  // NaN is a label that is missing, as in pandas.
  return typeof label === 'string' || Number.isFinite(label) || Number.isNaN(label);
}
