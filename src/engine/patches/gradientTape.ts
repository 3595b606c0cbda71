import * as tf from '../tf.js';
import { followedFrom } from './tapeRecording.js';

/** For which release this was written. */
export const writtenFor = { package: '@tensorflow/tfjs-core', version: '4.22.0' } as const;

/** One operation of the forward pass, as tfjs records it. */
interface TapeNode {
  readonly id: number;
  readonly kernelName: string;
  readonly inputs: Readonly<Record<string, tf.Tensor>>;
  readonly outputs: readonly tf.Tensor[];
  readonly saved?: readonly (tf.Tensor | null)[];
  /** Gives, for each input, a function that computes its gradient from those of the outputs (null: none reached it). */
  readonly gradient?: (dys: (tf.Tensor | null)[]) => Record<string, () => tf.Tensor>;
}

/** A node and the inputs among its own whose gradient is asked for. */
interface Step {
  readonly node: TapeNode;
  readonly inputs: readonly (readonly [name: string, tensor: tf.Tensor])[];
}

/** tfjs's engine as far as it is used here. */
interface Engine {
  readonly constructor: { readonly nextTensorId: number };
  readonly state: { readonly gradientDepth: number; activeTape: readonly TapeNode[] | null };
  startTape(): void;
  endTape(): void;
  scopedRun<Result>(start: () => void, end: () => void, run: () => Result): Result;
  gradients(f: () => tf.Tensor, xs: tf.Tensor[], dy?: tf.Tensor | null, allowNone?: boolean): Gradients;
}

interface Gradients {
  readonly value: tf.Tensor;
  readonly grads: tf.Tensor[];
}

/**
 * Replaces the walk back along the tape, which all gradients of TensorFlow.js take. tfjs frees what the walk computes
 * and what the forward pass has kept when it is over, so that a training step needs twice the memory of its forward
 * pass; here each goes as soon as its last reader has run. It also goes when the forward or the backward pass throws,
 * where tfjs leaves it in the engine for good.
 */
export function freeGradientsEarly(): void {
  const engine = tf.engine() as unknown as Engine;
  engine.gradients = (f, xs, dy, allowNone = false) => {
    check(xs.length > 0, 'gradients() received an empty list of xs.');
    check(!dy || dy.dtype === 'float32', `dy must have 'float32' dtype, but has '${dy?.dtype}'`);
    const value = followedFrom(xs, () => forward(engine, f));
    // Within another gradient all of this is on that one's tape, and its to free.
    const outermost = engine.state.gradientDepth === 0;
    const tape = engine.state.activeTape ?? [];
    // A function of the way back may ask for gradients of its own, on a tape of its own.
    if (outermost) engine.state.activeTape = null;
    try {
      const steps = stepsBetween(tape, xs, value);
      check(
        allowNone || steps.length > 0,
        'Cannot compute gradient of y=f(x) with respect to x. Make sure that the f you passed encloses all ' +
          'operations that lead from x to y.',
      );
      return tf.tidy(() => ({
        value,
        grads: backward(engine, steps, xs, { value, dy }, outermost),
      })) as never;
    } finally {
      if (outermost) freeTape(tape);
    }
  };
}

function forward(engine: Engine, f: () => tf.Tensor): tf.Tensor {
  try {
    const value = engine.scopedRun(
      () => engine.startTape(),
      () => engine.endTape(),
      () => tf.tidy('forward', f),
    );
    check(value instanceof tf.Tensor, 'The result y returned by f() must be a tensor.');
    return value;
  } catch (error) {
    if (engine.state.gradientDepth === 0) {
      freeTape(engine.state.activeTape ?? []);
      engine.state.activeTape = null;
    }
    throw error;
  }
}

/** The nodes that lead from one of `xs` to `y`, in the order of the forward pass. */
function stepsBetween(tape: readonly TapeNode[], xs: readonly tf.Tensor[], y: tf.Tensor): Step[] {
  const fromX = new Set(xs.map(({ id }) => id));
  const steps: Step[] = [];
  for (const node of tape) {
    const inputs = Object.entries(node.inputs).filter(([, { id }]) => fromX.has(id));
    if (inputs.length === 0) continue;
    for (const { id } of node.outputs) fromX.add(id);
    steps.push({ node, inputs });
  }
  const toY = new Set([y.id]);
  const wanted = steps.reverse().filter(({ node, inputs }) => {
    if (!node.outputs.some(({ id }) => toY.has(id))) return false;
    for (const [, { id }] of inputs) toY.add(id);
    return true;
  });
  return wanted.reverse();
}

function backward(
  engine: Engine,
  steps: readonly Step[],
  xs: readonly tf.Tensor[],
  { value, dy }: { readonly value: tf.Tensor; readonly dy?: tf.Tensor | null },
  freely: boolean,
): tf.Tensor[] {
  const gradients = new Map([[value.id, dy ? tf.clone(dy) : tf.ones(value.shape)]]);
  const asked = new Set(xs.map(({ id }) => id));
  for (const { node, inputs } of [...steps].reverse()) {
    const dys = node.outputs.map(({ id }) => gradients.get(id) ?? null);
    const made = gradientsOf(engine, node, inputs, dys);
    for (const [i, [, { id }]] of inputs.entries()) accumulate(gradients, id, made[i] as tf.Tensor);
    if (!freely) continue;
    for (const { id } of node.outputs) {
      if (asked.has(id)) continue;
      gradients.get(id)?.dispose();
      gradients.delete(id);
    }
    freeTape([node]);
  }
  return xs.map(({ id }) => gradients.get(id) as tf.Tensor);
}

/** The gradients of a node's inputs, each a tensor of its own; whatever else is computed for them is freed. */
function gradientsOf(
  engine: Engine,
  { kernelName, gradient }: TapeNode,
  inputs: Step['inputs'],
  dys: (tf.Tensor | null)[],
): tf.Tensor[] {
  check(gradient !== undefined, `Cannot compute gradient: gradient function not found for ${kernelName}.`);
  return tf.tidy(() => {
    const firstOfThese = engine.constructor.nextTensorId;
    const functions = gradient(dys);
    const taken = new Set<tf.Tensor>();
    return inputs.map(([name, input]) => {
      const compute = functions[name];
      const available = Object.keys(functions);
      check(
        compute !== undefined,
        `Cannot backprop through input ${name}. Available gradients found: ${available}.`,
      );
      const dx = tf.tidy(compute);
      checkGradient(kernelName, name, input, dx);
      // What was there before (the output's gradient passed on, a constant) has another owner.
      const own = dx.id < firstOfThese || taken.has(dx) ? tf.clone(dx) : dx;
      taken.add(own);
      return own;
    });
  });
}

function accumulate(gradients: Map<number, tf.Tensor>, id: number, dx: tf.Tensor): void {
  const before = gradients.get(id);
  if (!before) {
    gradients.set(id, dx);
    return;
  }
  gradients.set(id, tf.add(before, dx));
  before.dispose();
  dx.dispose();
}

function checkGradient(kernelName: string, name: string, input: tf.Tensor, dx: tf.Tensor): void {
  check(
    dx.dtype === 'float32',
    `Error in gradient for op ${kernelName}. The gradient of input ${name} must have 'float32' dtype, but has ` +
      `'${dx.dtype}'`,
  );
  check(
    tf.util.arraysEqual(dx.shape, input.shape),
    `Error in gradient for op ${kernelName}. The gradient of input '${name}' has shape '${dx.shape}', which does ` +
      `not match the shape of the input '${input.shape}'`,
  );
}

/** What the forward pass kept. */
function freeTape(tape: readonly TapeNode[]): void {
  for (const { saved } of tape) for (const tensor of saved ?? []) tensor?.dispose();
}

/** Throws in the words of TensorFlow.js, whose errors these are. */
function check(right: boolean, message: string): asserts right {
  if (!right) throw new Error(message);
}
