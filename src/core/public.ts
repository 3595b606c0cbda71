export { InvalidArgumentError, isTsvisionError, PathNotFoundError, TsvisionError } from './errors.js';
export { Random, type RandomState } from './random.js';
export type { NamedTuple } from './records.js';
export type { Fault } from './userCode.js';
