import { tf } from '../../dist/engine/index.js';

/**
 * Milliseconds and calls a step of every operation that goes through the binding, which computes before it returns.
 * @param steps how many `run` takes; the first warms up and does not count
 */
export async function profiled(run, steps) {
  const backend = /** @type {any} */ (tf.backend());
  const { binding } = backend;
  const kernels = {};
  let on = false;
  const timed = (name, call) => {
    const start = performance.now();
    const result = call();
    if (!on) return result;
    kernels[name] ??= { ms: 0, calls: 0 };
    kernels[name].ms += performance.now() - start;
    kernels[name].calls += 1;
    return result;
  };
  const own = {
    optimizerStep: 'tsvision: optimizer',
    maxPoolGrad: 'tsvision: MaxPoolGrad',
    batchNorm: 'tsvision: batch norm, forward',
    batchNormGrad: 'tsvision: batch norm, back',
    convolve3x3: 'tsvision: 3 × 3 convolutions, forward and back',
    convolve3x3WeightGrad: 'tsvision: 3 × 3 convolutions, weights',
  };
  // The binding's own members cannot be redefined: another object stands before it.
  backend.binding = new Proxy(
    {},
    {
      get(_, name) {
        const value = Reflect.get(binding, name);
        if (typeof value !== 'function') return value;
        const call = value.bind(binding);
        if (name === 'executeOp') return (op, ...rest) => timed(op, () => call(op, ...rest));
        return own[name] ? (...args) => timed(own[name], () => call(...args)) : call;
      },
    },
  );
  try {
    await run((step) => {
      on = step > 0;
    });
  } finally {
    backend.binding = binding;
  }
  for (const kernel of Object.values(kernels)) {
    kernel.ms /= steps - 1;
    kernel.calls = Math.round(kernel.calls / (steps - 1));
  }
  return kernels;
}
