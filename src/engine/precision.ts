import { InvalidArgumentError } from '../core/index.js';
import { type NativeBinding, type TensorflowBackend, tensorflowBackend } from './kernels/tensorflowOps.js';
import { Bf16Binding } from './patches/bf16Binding.js';

/** In which type convolutions and matrix products compute. */
export type Precision = 'float32' | 'bfloat16';

let current: Precision = 'float32';
/** What holds outside of {@link withPrecision}. */
let lasting: Precision = 'float32';
const wrapped = new WeakMap<TensorflowBackend, Bf16Binding>();

/** The precision of the operations that run now. */
export function currentPrecision(): Precision {
  return current;
}

/**
 * Sets the precision of all operations from now on: with `'bfloat16'`, convolutions, matrix products and their
 * gradients compute in bfloat16 and what lies between them (batch norm, relu, pooling, sums) stays in it, while
 * weights, their gradients, statistics and losses are float32, as under PyTorch's autocast. Half the time on
 * processors with instructions for it (see `engineInfo().bf16`), slower on others, and nothing changes on engines
 * other than TensorFlow.
 */
export function setPrecision(precision: Precision): void {
  if (precision !== 'float32' && precision !== 'bfloat16') {
    throw new InvalidArgumentError('precision', precision, "'float32' or 'bfloat16'");
  }
  switchTo(precision);
  lasting = current;
}

/** Back to what was set last: code within {@link withPrecision} was terminated. */
export function leavePrecision(): void {
  if (current !== lasting) switchTo(lasting);
}

function switchTo(precision: Precision): void {
  const backend = tensorflowBackend();
  current = backend ? precision : 'float32';
  if (!backend || (precision === 'float32' && !wrapped.has(backend))) return;
  wrapBinding(backend).setActive(precision === 'bfloat16');
}

/**
 * Runs `run` in this precision and returns what it returns; see {@link setPrecision}. `run` is synchronous: an
 * async one would leave the precision before its first `await` is over.
 */
export function withPrecision<Result>(precision: Precision, run: () => Result): Result {
  const before = current;
  if (precision === before) return run();
  switchTo(precision);
  try {
    return run();
  } finally {
    switchTo(before);
  }
}

function wrapBinding(backend: TensorflowBackend): Bf16Binding {
  const known = wrapped.get(backend);
  if (known) return known;
  const binding = new Bf16Binding(backend.binding);
  backend.binding = binding as unknown as NativeBinding;
  wrapped.set(backend, binding);
  return binding;
}
