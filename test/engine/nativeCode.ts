import { tf } from '../../src/engine/index.js';

/**
 * Hides native code of ours, so that the composition of tfjs's or TensorFlow's operations runs.
 * @param names functions of the binding
 * @returns brings them back
 */
export function withoutNativeCode(...names: string[]): () => void {
  return replaceBinding((name, value) => (names.includes(name) ? undefined : value));
}

/** Counts calls of native code of ours; `stop` ends it. */
export function countNativeCalls(...names: string[]): {
  readonly calls: Record<string, number>;
  stop(): void;
} {
  const calls: Record<string, number> = Object.fromEntries(names.map((name) => [name, 0]));
  const stop = replaceBinding((name, value) =>
    names.includes(name) && typeof value === 'function'
      ? (...args: unknown[]) => {
          calls[name] = (calls[name] as number) + 1;
          return value(...args);
        }
      : value,
  );
  return { calls, stop };
}

/** Puts `replace` before what the binding has under each name, until the function that it gives is called. */
function replaceBinding(replace: (name: string, value: unknown) => unknown): () => void {
  const backend = tf.backend() as unknown as { binding?: Record<string, unknown> };
  const { binding } = backend;
  if (!binding) return () => undefined;
  // A binding that once ran in bfloat16, in a file of tests before this one, has private fields: its methods need it.
  backend.binding = new Proxy<Record<string, unknown>>(
    {},
    {
      get: (_, name) => {
        const value = Reflect.get(binding, name);
        return replace(String(name), typeof value === 'function' ? value.bind(binding) : value);
      },
    },
  );
  return () => {
    backend.binding = binding;
  };
}
