import { TsvisionError } from './tsvisionError.js';

/** An argument that a function cannot work with. */
export class InvalidArgumentError extends TsvisionError {
  override readonly name = 'InvalidArgumentError' as const;
  /** Name of the argument, as in the function's signature. */
  readonly argument: string;
  /** What was given. */
  readonly value: unknown;

  constructor(argument: string, value: unknown, expected: string, remedy?: string) {
    super(`\`${argument}\` must be ${expected}, but it is ${describe(value)}.`, remedy ? { remedy } : {});
    this.argument = argument;
    this.value = value;
  }
}

function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return `an array of ${value.length}`;
  return String(value);
}
