import { TsvisionError } from './tsvisionError.js';

/** An operation that the engine cannot do with these tensors. */
export class EngineOpError extends TsvisionError {
  override readonly name = 'EngineOpError' as const;
  /** The engine's name of the operation, such as `BatchMatMulV2`. */
  readonly op: string;
  /** Shapes of the tensors that it was given. */
  readonly shapes: readonly (readonly number[])[];

  constructor(op: string, shapes: readonly (readonly number[])[], reason: string, cause: unknown) {
    const given = shapes.map((shape) => `[${shape.join(', ')}]`).join(' and ');
    const isProduct = /MatMul/.test(op) && shapes.some(({ length }) => length === 1);
    super(`${op} of ${given || 'nothing'}: ${reason}`, {
      cause,
      remedy: isProduct
        ? 'A matrix times a vector is matrix.dot(vector), or matrix.matMul(vector.expandDims(1)).'
        : 'Look at shapes and types: x.shape, x.dtype.',
    });
    this.op = op;
    this.shapes = shapes;
  }
}
