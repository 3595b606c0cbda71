import type { tf } from '../../engine/index.js';
import { segmentsOf } from '../compile/checkpointed.js';
import { graphOf } from '../compile/forward.js';
import type { GraphOp } from './graphOps.js';
import { graphOps } from './graphOps.js';
import { type Block, Ledger } from './ledger.js';

/** How a training step runs. */
export interface StepOptions {
  /** With gradient checkpointing. @default false */
  readonly lean?: boolean;
}

/** Bytes of a training step, besides the weights of the network. */
export interface StepMemory {
  /** What the forward pass keeps for the backward pass. */
  readonly kept: number;
  /** The most that is held at a time: photos, what is kept, gradients, what kernels need for themselves. */
  readonly most: number;
  /** `most` of tensors alone. */
  readonly tensors: number;
  /** Weights that learn: their gradients are in `most`, an optimizer's averages are not. */
  readonly learning: number;
}

/**
 * What a training step of a network will hold, by the shapes of its layers: it runs forwards and back as a step does,
 * and computes nothing. Values are float32.
 *
 * @param model of one input and one output; what learns now
 * @param input shape of a batch, `[n, height, width, 3]`
 * @throws whatever a layer of the user's own throws when it is asked for the shape of its output
 */
export function stepMemory(
  model: tf.LayersModel,
  input: readonly number[],
  { lean = false }: StepOptions = {},
): StepMemory {
  const graph = graphOf(model);
  const segments = lean ? segmentsOf(graph) : [];
  const { segments: ops, sizes } = graphOps(graph, input, segments.length > 0 ? segments : undefined);
  const run = new SimulatedStep(sizes);
  const parts = ops.map((own, i) => ({ ops: own, lean: segments[i]?.repeatable ?? false }));
  return run.step(parts);
}

/** Bytes of a network in inference. */
export interface InferenceMemory {
  /** The most that is held at a time, input and output among it. */
  readonly most: number;
  /** Shape of what it gives. */
  readonly output: readonly number[];
}

/** What inference of a network holds. @param input shape of a batch */
export function inferenceMemory(model: tf.LayersModel, input: readonly number[]): InferenceMemory {
  const graph = graphOf(model);
  const { segments, sizes, shapes } = graphOps(graph, input);
  const most = new SimulatedStep(sizes).infer(segments.flat());
  return { most, output: shapes[graph.result] as readonly number[] };
}

interface Part {
  readonly ops: readonly GraphOp[];
  /** Computed once more on the way back. */
  readonly lean: boolean;
}

/** An operation on the tape, and what is kept for it. */
interface Recorded {
  readonly op: GraphOp;
  readonly kept: readonly Block[];
}

/** Walks through a step and counts. */
class SimulatedStep {
  readonly #ledger = new Ledger();
  readonly #values: Block[] = [];
  readonly #gradients = new Map<number, Block>();

  constructor(readonly sizes: readonly number[]) {
    this.#make(0);
  }

  /** Value 0 is the caller's, and stays. */
  #make(value: number, block: Block = { bytes: this.sizes[value] as number }): Block {
    this.#values[value] = block;
    this.#ledger.hold(block);
    return block;
  }

  infer(ops: readonly GraphOp[]): number {
    this.#forwards(ops, false);
    return this.#ledger.most;
  }

  step(parts: readonly Part[]): StepMemory {
    const tapes = parts.map(({ ops, lean }) => this.#forwards(ops, !lean));
    const result = parts.at(-1)?.ops.at(-1)?.output ?? 0;
    const kept = this.#ledger.now - (this.sizes[0] as number);
    this.#setGradient(result, { bytes: this.sizes[result] as number });
    this.#release(result);
    for (const [i, part] of [...parts.entries()].reverse()) {
      const input = i === 0 ? 0 : (parts[i - 1]?.ops.at(-1)?.output as number);
      this.#back(part, tapes[i] as Recorded[], input);
    }
    const learning = parts.flatMap(({ ops }) => ops).reduce((sum, { weights }) => sum + weights, 0);
    return { kept, most: this.#ledger.most, tensors: this.#ledger.mostOfTensors, learning };
  }

  /** @param record whether what the backward pass will read is kept; else the input is, to compute it again */
  #forwards(ops: readonly GraphOp[], record: boolean): Recorded[] {
    const tape: Recorded[] = [];
    const first = ops[0]?.inputs[0] ?? 0;
    const isSaved = !record && first !== 0 && ops.some(({ recorded }) => recorded);
    if (isSaved) this.#ledger.hold(this.#values[first] as Block);
    for (const op of ops) {
      const shared = op.memory.shares ? this.#values[op.inputs[0] as number] : undefined;
      this.#make(op.output, shared ?? { bytes: op.bytes });
      this.#ledger.passing(op.memory.forwards ?? 0, op.memory.kernels?.forwards);
      if (record && op.recorded) tape.push({ op, kept: this.#keep(op) });
      for (const value of op.lastUses) this.#release(value);
    }
    return tape;
  }

  #keep({ memory, inputs, output }: GraphOp): Block[] {
    const blocks = memory.keeps.flatMap((kept) => {
      if (kept === 'inputs') return inputs.map((value) => this.#values[value] as Block);
      return kept === 'output' ? [this.#values[output] as Block] : [{ bytes: kept }];
    });
    for (const block of blocks) this.#ledger.hold(block);
    return blocks;
  }

  #back({ ops, lean }: Part, tape: readonly Recorded[], input: number): void {
    if (!lean) {
      for (const recorded of [...tape].reverse()) this.#backOf(recorded);
      return;
    }
    if (!ops.some(({ recorded }) => recorded)) return;
    const saved = this.#values[input] as Block;
    const again = this.#again(ops, input, saved);
    for (const recorded of [...again].reverse()) this.#backOf(recorded);
    this.#release(ops.at(-1)?.output as number);
    if (input !== 0) this.#ledger.release(saved);
  }

  /** A segment once more, from the input that was saved. */
  #again(ops: readonly GraphOp[], input: number, saved: Block): Recorded[] {
    if (input !== 0) this.#make(input, saved);
    return this.#forwards(ops, true);
  }

  #backOf({ op, kept }: Recorded): void {
    const dy = this.#gradients.get(op.output) as Block;
    this.#ledger.hold({ bytes: op.weights });
    for (const value of op.learning) {
      const passes = op.memory.shares || op.memory.passesGradient;
      this.#setGradient(value, passes ? dy : { bytes: this.sizes[value] as number });
    }
    this.#ledger.passing(op.memory.backwards ?? 0, op.memory.kernels?.backwards);
    this.#gradients.delete(op.output);
    this.#ledger.release(dy);
    for (const block of kept) this.#ledger.release(block);
  }

  /** A second gradient of a value is added to the first: the sum is a third tensor. */
  #setGradient(value: number, block: Block): void {
    const before = this.#gradients.get(value);
    this.#ledger.hold(block);
    if (before === undefined) {
      this.#gradients.set(value, block);
      return;
    }
    const sum = { bytes: block.bytes };
    this.#ledger.hold(sum);
    this.#gradients.set(value, sum);
    this.#ledger.release(before);
    this.#ledger.release(block);
  }

  #release(value: number): void {
    if (value !== 0) this.#ledger.release(this.#values[value] as Block);
  }
}
