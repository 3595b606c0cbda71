import { TsvisionError } from './tsvisionError.js';

/** What is wrong with a safetensors file, for a program to act on. */
export type SafetensorsProblem =
  | 'truncated'
  | 'header-too-large'
  | 'header-not-json'
  | 'bad-entry'
  | 'unknown-dtype'
  | 'bad-shape'
  | 'bad-offsets'
  | 'overlap';

/** A file that is not a well-formed safetensors file. Nothing of it has been used. */
export class SafetensorsError extends TsvisionError {
  override readonly name = 'SafetensorsError' as const;
  /** Path of the file, or `(buffer)`. */
  readonly source: string;
  readonly problem: SafetensorsProblem;
  /** Name of the tensor that is described wrongly, when it is one tensor. */
  readonly tensor: string | undefined;

  constructor(source: string, problem: SafetensorsProblem, detail: string, tensor?: string) {
    const where = tensor === undefined ? '' : ` (tensor ${JSON.stringify(tensor.slice(0, 200))})`;
    super(`${source} is not a usable safetensors file: ${detail}${where}.`, {
      remedy: 'Download it again, or export it anew with a safetensors writer; pickles (.pth) are not read.',
    });
    this.source = source;
    this.problem = problem;
    this.tensor = tensor;
  }
}
