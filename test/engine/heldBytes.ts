import { tf } from '../../src/engine/index.js';

/** tfjs's engine as far as it is used here. */
interface Engine {
  readonly state: { readonly tensorInfo: WeakMap<object, unknown> };
  trackTensor(tensor: tf.Tensor, backend: unknown): void;
  runKernel(name: string, inputs: { readonly x?: tf.Tensor }, attrs: unknown): tf.Tensor;
}

/**
 * Runs `run` and counts the bytes that tensors hold which are made meanwhile: data that several tensors share count
 * once, another shape of them is the same data (`tf.memory()` counts each), and what was there before does not count.
 *
 * @param run gets a function that says how many bytes are held now, and the most since the last call
 */
export function withHeldBytes<Result>(
  run: (held: () => { readonly now: number; readonly most: number }) => Result,
): Result {
  const engine = tf.engine() as unknown as Engine;
  const { trackTensor, runKernel } = engine;
  const reshaped = new WeakMap<object, object>();
  const origin = ({ dataId }: tf.Tensor): object => reshaped.get(dataId) ?? dataId;
  let tensors: tf.Tensor[] = [];
  const own = new WeakSet<object>();
  let [most, since] = [0, 0];
  const now = (): number => {
    tensors = tensors.filter((tensor) => !tensor.isDisposed && own.has(origin(tensor)));
    const each = new Map(tensors.map((tensor) => [origin(tensor), tensor.size * 4]));
    return [...each.values()].reduce((sum, bytes) => sum + bytes, 0);
  };
  engine.runKernel = (name, inputs, attrs) => {
    const output = runKernel.call(engine, name, inputs, attrs);
    if (name === 'Reshape') reshaped.set(output.dataId, origin(inputs.x as tf.Tensor));
    return output;
  };
  engine.trackTensor = (tensor, backend) => {
    if (!engine.state.tensorInfo.has(tensor.dataId)) own.add(tensor.dataId);
    trackTensor.call(engine, tensor, backend);
    if (!own.has(tensor.dataId)) return;
    tensors.push(tensor);
    // Counting goes through all of them: not for each small one.
    since += tensor.size * 4;
    if (since < 4096) return;
    since = 0;
    most = Math.max(most, now());
  };
  try {
    return run(() => {
      const held = { now: now(), most: Math.max(most, now()) };
      most = 0;
      return held;
    });
  } finally {
    engine.trackTensor = trackTensor;
    engine.runKernel = runKernel;
  }
}
