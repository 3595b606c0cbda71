import * as tf from '../tf.js';

/** For which release this was written. */
export const writtenFor = { package: '@tensorflow/tfjs-core', version: '4.22.0' } as const;

type Inputs = Readonly<Record<string, tf.Tensor | null | undefined>>;

/** What tfjs runs: a kernel by name, or an operation that gives its gradient itself. */
interface Operation {
  readonly inputs: Inputs;
}

/** tfjs's engine as far as it is used here. */
interface Engine {
  readonly state: { readonly gradientDepth: number; kernelDepth: number };
  isTapeOn(): boolean;
  runKernelFunc(operation: Operation): tf.Tensor | tf.Tensor[];
  /** Also tells of the copies that are kept for the backward pass, which higher gradients lead through. */
  addTapeNode(name: string, inputs: Inputs, outputs: readonly tf.Tensor[], ...more: unknown[]): void;
  getTensorsForGradient(kernelName: string, inputs: Inputs, outputs: readonly tf.Tensor[]): tf.Tensor[];
  saveTensorsForBackwardMode(tensors: readonly tf.Tensor[]): tf.Tensor[];
}

/** Operations whose gradients ask the shapes of their inputs, and read no numbers of them. */
const readShapes: ReadonlySet<string> = new Set([
  ...['Add', 'AddN', 'Sub', 'Sum', 'Mean'],
  ...['PadV2', 'Reshape', 'ExpandDims', 'Slice', 'Concat', 'Pack'],
]);

/** Inputs whose numbers are read for the gradient of another one alone; for their own, their shape will do. */
const readFor: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Conv2D: { x: 'filter', filter: 'x' },
  DepthwiseConv2dNative: { x: 'filter', filter: 'x' },
  BatchMatMul: { a: 'b', b: 'a' },
  Multiply: { a: 'b', b: 'a' },
};

/** Numbers of the tensors that a gradient is asked for, and of what was computed from them; none outside of one. */
let followed: Set<number> | undefined;

/** Runs the forward pass of a gradient by `xs`, of which the tape gets what leads on from one of them. */
export function followedFrom<Result>(xs: readonly tf.Tensor[], run: () => Result): Result {
  const { state } = tf.engine() as unknown as Engine;
  const before = followed;
  // Within another gradient both have the same tape.
  followed = state.gradientDepth > 0 && before ? before : new Set();
  for (const { id } of xs) followed.add(id);
  try {
    return run();
  } finally {
    followed = before;
  }
}

/**
 * Keeps on the tape what the backward pass will read, and no more. tfjs records every operation, and keeps for it what
 * its gradient might ask about: all maps of frozen layers below the first that learns; the input of a frozen convolution
 * above it, which only the gradient of its filter reads; the terms of a sum, of which their shapes would do.
 */
export function recordWhatLearns(): void {
  const engine = tf.engine() as unknown as Engine;
  const { runKernelFunc, addTapeNode, getTensorsForGradient, saveTensorsForBackwardMode } = engine;
  engine.runKernelFunc = (operation) => {
    const run = (): tf.Tensor | tf.Tensor[] => runKernelFunc.call(engine, operation);
    if (!followed || !engine.isTapeOn()) return run();
    return Object.values(operation.inputs).some(isFollowed) ? run() : offTape(engine, run);
  };
  engine.addTapeNode = (name, inputs, outputs, ...more) => {
    if (followed && !Object.values(inputs).some(isFollowed)) return;
    for (const { id } of outputs) followed?.add(id);
    addTapeNode.call(engine, name, inputs, outputs, ...more);
  };
  engine.getTensorsForGradient = (kernelName, inputs, outputs) => {
    const kept = getTensorsForGradient.call(engine, kernelName, inputs, outputs);
    return kept.map((tensor) => (isRead(kernelName, inputs, tensor) ? tensor : shapeOf(tensor)));
  };
  engine.saveTensorsForBackwardMode = (tensors) =>
    tensors.flatMap((tensor) =>
      shapes.has(tensor) ? [tensor] : saveTensorsForBackwardMode.call(engine, [tensor]),
    );
}

const isFollowed = (tensor: tf.Tensor | null | undefined): boolean =>
  tensor != null && followed?.has(tensor.id) === true;

/** Whether the backward pass reads the numbers of what the gradient of this operation keeps. */
function isRead(kernelName: string, inputs: Inputs, tensor: tf.Tensor): boolean {
  if (!followed) return true;
  if (readShapes.has(kernelName)) return false;
  const rules = Object.entries(readFor[kernelName] ?? {});
  return !rules.some(([name, other]) => inputs[name] === tensor && !isFollowed(inputs[other]));
}

/** As tfjs does while a kernel runs. */
function offTape<Result>({ state }: Engine, run: () => Result): Result {
  state.kernelDepth += 1;
  try {
    return run();
  } finally {
    state.kernelDepth -= 1;
  }
}

const shapes = new WeakSet<tf.Tensor>();

/** A tensor without numbers, of which the engine knows nothing. */
function shapeOf({ shape, dtype, id }: tf.Tensor): tf.Tensor {
  const stand = new tf.Tensor([...shape] as never, dtype, {}, id);
  shapes.add(stand);
  return stand;
}
