import type { tf } from '../../engine/index.js';
import type { Segment } from '../compile/checkpointed.js';
import { fusedWith } from '../compile/forward.js';
import type { GraphStep, ModelGraph } from '../compile/traceGraph.js';
import { bytesOf, type LayerMemory, layerMemory } from './layerMemory.js';

/** One operation of a training step: a layer, with the activation that is computed along. */
export interface GraphOp {
  /** Numbers of the values that it reads. */
  readonly inputs: readonly number[];
  /** Number of the value that it makes, and its size. */
  readonly output: number;
  readonly bytes: number;
  /** Values that nobody reads after it. */
  readonly lastUses: readonly number[];
  readonly memory: LayerMemory;
  /** Those of its inputs that lead to something that learns. */
  readonly learning: readonly number[];
  /** Whether it is on the tape. */
  readonly recorded: boolean;
  /** Bytes of its weights that learn: as many has their gradient. */
  readonly weights: number;
}

/** The operations of a network for a certain batch, cut where the segments of a lean step end. */
export interface GraphOps {
  readonly segments: readonly (readonly GraphOp[])[];
  /** Shape of each value, and its size in bytes. */
  readonly shapes: readonly (readonly number[])[];
  readonly sizes: readonly number[];
}

/**
 * The operations of a network for input of a certain shape.
 *
 * @param input with the batch
 * @param segments into which a lean step cuts it; all steps in one otherwise
 * @throws whatever a layer of the user's own throws when it is asked for the shape of its output
 */
export function graphOps(
  { steps }: ModelGraph,
  input: readonly number[],
  segments: readonly Pick<Segment, 'steps'>[] = [{ steps }],
): GraphOps {
  const shapes = concreteShapes(steps, input);
  const learning = new Set<number>();
  const counted = new Set<tf.LayerVariable>();
  const opsOf = (own: readonly GraphStep[]): GraphOp[] => {
    const ops: GraphOp[] = [];
    for (let i = 0; i < own.length; i++) {
      const next = fusedWith(own[i] as GraphStep, own[i + 1]);
      ops.push(graphOp(own[i] as GraphStep, next, shapes, learning, counted));
      if (next) i += 1;
    }
    return ops;
  };
  return { segments: segments.map((segment) => opsOf(segment.steps)), shapes, sizes: shapes.map(bytesOf) };
}

/** @param learning the values before it that lead on from what learns; its own is added */
function graphOp(
  { layer, inputs, output, lastUses }: GraphStep,
  next: GraphStep | undefined,
  shapes: readonly (readonly number[])[],
  learning: Set<number>,
  counted: Set<tf.LayerVariable>,
): GraphOp {
  const shapeOf = (value: number): readonly number[] => shapes[value] as readonly number[];
  const weights = layer.trainableWeights;
  const leading = [...new Set(inputs)].filter((value) => learning.has(value));
  const [inputLearns, learns] = [leading.length > 0, weights.length > 0];
  const made = next?.output ?? output;
  if (inputLearns || learns) learning.add(made);
  const call = { layer, inputs: inputs.map(shapeOf), output: shapeOf(made), inputLearns, learns };
  const fresh = weights.filter((weight) => !counted.has(weight));
  for (const weight of fresh) counted.add(weight);
  return {
    inputs,
    output: made,
    bytes: bytesOf(shapeOf(made)),
    lastUses,
    memory: layerMemory({ ...call, withActivation: next !== undefined }),
    learning: leading,
    recorded: inputLearns || learns,
    weights: fresh.reduce((sum, { shape }) => sum + bytesOf(shape as number[]), 0),
  };
}

/** The shape of each value, by number. */
function concreteShapes(steps: readonly GraphStep[], input: readonly number[]): (readonly number[])[] {
  const shapes: (readonly number[])[] = [input];
  for (const { layer, inputs, output } of steps) {
    const given = inputs.map((value) => [...(shapes[value] as readonly number[])]);
    const shape = layer.computeOutputShape(given.length === 1 ? (given[0] as number[]) : given);
    shapes[output] = (Array.isArray(shape[0]) ? shape[0] : shape) as number[];
  }
  return shapes;
}
