import { TsvisionError } from '../core/errors.js';

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

/** What stopped the set-up of TensorFlow, or the start of WebGPU. */
export type EngineSetupProblem =
  | 'platform'
  | 'package'
  | 'python'
  | 'pip'
  | 'download'
  | 'wheel'
  | 'compiler'
  | 'headers'
  | 'compile'
  | 'disk'
  | 'gpu'
  | 'test';

/** TensorFlow, or WebGPU, could not be set up; the WASM engine goes on working. */
export class EngineSetupError extends TsvisionError {
  override readonly name = 'EngineSetupError' as const;
  /** Which step failed. */
  readonly problem: EngineSetupProblem;
  /** The full output of the program that failed, for a log. */
  readonly detail: string | undefined;

  constructor(problem: EngineSetupProblem, what: string, remedy: string, detail?: string) {
    super(what, { remedy });
    this.problem = problem;
    this.detail = detail;
  }
}

/** `TSVISION_BACKEND` asks for an engine that does not run here. */
export class EngineUnavailableError extends TsvisionError {
  override readonly name = 'EngineUnavailableError' as const;
  /** The engine that was asked for. */
  readonly backend: string;
  /** Why it does not run. */
  readonly reason: string;

  constructor(backend: string, reason: string, remedy: string, cause?: unknown) {
    super(`TSVISION_BACKEND=${backend}, but that engine does not run here: ${reason}`, { remedy, cause });
    this.backend = backend;
    this.reason = reason;
  }
}

/** How the GPU failed: it is lost for good (as after a crash of its driver), out of memory, or refuses an operation. */
export type GpuProblem = 'lost' | 'memory' | 'refused';

const gpuWords: Record<GpuProblem, { readonly what: string; readonly remedy: string }> = {
  lost: {
    what: 'The GPU is lost, and all tensors on it',
    remedy: 'Restart the kernel or the program; TSVISION_BACKEND=wasm does without the GPU.',
  },
  memory: {
    what: 'The GPU has no memory left for an operation, whose result is of no use',
    remedy: 'Take a smaller batch (bs) or smaller photos, or let other programs that use the GPU end.',
  },
  refused: {
    what: 'The GPU refused an operation, whose result is of no use',
    remedy:
      'A tensor may be too large for it: take a smaller batch. TSVISION_BACKEND=wasm does without the GPU.',
  },
};

/** WebGPU's device failed. Thrown by the next operation or reading after it, since the GPU works on its own. */
export class GpuError extends TsvisionError {
  override readonly name = 'GpuError' as const;
  /** Whether the GPU is gone, full, or does not take the operation. */
  readonly problem: GpuProblem;
  /** In the words of WebGPU. */
  readonly reason: string;

  constructor(problem: GpuProblem, reason: string) {
    const { what, remedy } = gpuWords[problem];
    super(`${what}: ${reason}`, { remedy });
    this.problem = problem;
    this.reason = reason;
  }
}

/** A variable's name that another one has. */
export class VariableNameError extends TsvisionError {
  override readonly name = 'VariableNameError' as const;
  /** The name. */
  readonly variable: string;

  constructor(variable: string) {
    super(`There is a variable called ${JSON.stringify(variable)} already, as after running a cell twice.`, {
      remedy: 'Dispose of the old one first (w.dispose(), tf.disposeVariables()), or give no name.',
    });
    this.variable = variable;
  }
}
