import { type Bf16Rule, bf16Rules } from '../bf16Rules.js';
import {
  attribute,
  dataType,
  type NativeBinding,
  type NativeKernel,
  nativeKernels,
  type OpAttribute,
  type OpOutput,
} from '../kernels/tensorflowOps.js';

/** For which release this was written. */
export const writtenFor = { package: '@tensorflow/tfjs-node-gpu', version: '4.22.0' } as const;

type NativeName = (typeof nativeKernels)[number];

/**
 * Stands before the binding of a backend and runs operations in bfloat16 by {@link bf16Rules}. tfjs has no such
 * type: to it these tensors are float32, and they become float32 as soon as anything reads them. Hence all of tfjs,
 * its gradients included, works on them unchanged, and activations stay in bfloat16 from one convolution to the
 * next.
 */
export class Bf16Binding {
  readonly #raw: NativeBinding;
  /** Handles of what is bfloat16. */
  readonly #halves = new Set<number>();
  /** bfloat16 copies of float32 inputs, of weights above all, which forward and backward pass both need. */
  readonly #copies = new Map<number, number>();
  #active = false;

  constructor(raw: NativeBinding) {
    this.#raw = raw;
    // Constants and the functions that see no tensors stay as they are.
    for (const name of Object.getOwnPropertyNames(raw)) {
      if (!(name in this) && !(nativeKernels as readonly string[]).includes(name))
        Object.defineProperty(this, name, { value: raw[name as keyof NativeBinding] });
    }
    if (!raw.optimizerStep) Object.defineProperty(this, 'optimizerStep', { value: undefined });
    for (const name of nativeKernels) Object.defineProperty(this, name, { get: () => this.#native(name) });
  }

  /** Whether float32 turns into bfloat16 now; what is bfloat16 already stays it either way. */
  setActive(active: boolean): void {
    this.#active = active;
    if (!active) this.#dropCopies();
  }

  executeOp(name: string, attributes: OpAttribute[], ids: number[], outputs: number): OpOutput[] {
    const any = this.#halves.size > 0 && ids.some((id) => this.#halves.has(id));
    if (!any && !this.#active) return this.#raw.executeOp(name, attributes, ids, outputs);
    const type = attributes.find((each) => each.name === 'T')?.value;
    const rule = type === dataType.float32 ? bf16Rules[name] : undefined;
    if (rule?.kind === 'compute') return this.#compute(rule, name, attributes, ids);
    if (!any) return this.#raw.executeOp(name, attributes, ids, outputs);
    if (rule && this.#follows(rule, ids)) return this.#follow(rule, name, attributes, ids, outputs);
    return this.#withFloats(ids, (floats) => this.#raw.executeOp(name, attributes, floats, outputs));
  }

  deleteTensor(id: number): void {
    this.#halves.delete(id);
    this.#dropCopy(id);
    this.#raw.deleteTensor(id);
  }

  tensorDataSync(id: number): ReturnType<NativeBinding['tensorDataSync']> {
    return this.#withFloats([id], ([float]) => this.#raw.tensorDataSync(float as number));
  }

  optimizerStep(kind: string, ids: Int32Array, perParam: number, numbers: Float64Array): void {
    for (const id of ids) this.#dropCopy(id); // The weights change under their handles.
    this.#withFloats(Array.from(ids), (floats) =>
      this.#raw.optimizerStep?.(kind, Int32Array.from(floats), perParam, numbers),
    );
  }

  /**
   * Kernels of ours where bfloat16 is at work: convolutions compute in it, where the processor can, and batch norm reads
   * and writes it. The others know float32 alone, and take its place only if they are the faster ones with the casts,
   * too. When it is over, tensors that are left of it are cast: float32 keeps its kernels.
   */
  #native(name: NativeName): NativeKernel | undefined {
    const kernel = this.#raw[name]?.bind(this.#raw);
    if (!kernel || (!this.#active && this.#halves.size === 0)) return kernel;
    if (this.#raw.convolvesBfloat16 && name === 'convolve3x3')
      return (ids, numbers) => this.#convolve(kernel, ids, numbers);
    if (this.#raw.convolvesBfloat16 && name === 'convolve3x3WeightGrad')
      return (ids, numbers) => kernel(this.#allInHalf(ids), numbers);
    if (name === 'batchNorm') return (ids, numbers) => this.#normalize(kernel, ids, numbers, 1);
    if (name === 'batchNormGrad') return (ids, numbers) => this.#normalize(kernel, ids, numbers, 2);
    if (this.#active && name !== 'maxPoolGrad') return undefined;
    return (ids, numbers) =>
      this.#withFloats(Array.from(ids), (floats) => kernel(Int32Array.from(floats), numbers));
  }

  /** Weights and bias stay in float32, the result has the type of the pictures. */
  #convolve(kernel: NativeKernel, ids: Int32Array, numbers: Float64Array): number[] {
    const [x, ...rest] = ids as unknown as [number, ...number[]];
    const given = this.#active && !this.#halves.has(x) ? this.#toHalf(x) : x;
    const results = this.#withFloats(rest, (floats) => kernel(Int32Array.of(given, ...floats), numbers));
    if (this.#active || this.#halves.has(x)) for (const id of results) this.#halves.add(id);
    return results;
  }

  /** The first `maps` are pictures, and so is the first result: in bfloat16, where one of them is. The rest is float32. */
  #normalize(kernel: NativeKernel, ids: Int32Array, numbers: Float64Array, maps: number): number[] {
    const pictures = Array.from(ids.subarray(0, maps));
    const inHalf = pictures.some((id) => this.#halves.has(id));
    const given = pictures.map((id) => (inHalf && !this.#halves.has(id) ? this.#toHalf(id) : id));
    const results = this.#withFloats(Array.from(ids.subarray(maps)), (floats) =>
      kernel(Int32Array.from([...given, ...floats]), numbers),
    );
    if (inHalf) this.#halves.add(results[0] as number);
    return results;
  }

  /** As they are where all of them are float32 and bfloat16 is over. */
  #allInHalf(ids: Int32Array): Int32Array {
    const any = this.#active || ids.some((id) => this.#halves.has(id));
    return any ? ids.map((id) => (this.#halves.has(id) ? id : this.#toHalf(id))) : ids;
  }

  #compute(
    rule: Bf16Rule & { kind: 'compute' },
    name: string,
    attributes: OpAttribute[],
    ids: number[],
  ): OpOutput[] {
    const [output] = this.#inHalf(name, attributes, ids, rule.inputs, 1) as [OpOutput];
    if (!rule.float32Output) return [this.#keep(output)];
    const id = this.#toFloat(output.id);
    this.#raw.deleteTensor(output.id);
    return [{ ...output, id, dtype: dataType.float32 }];
  }

  #follows(rule: Bf16Rule, ids: number[]): boolean {
    if (rule.kind === 'followAll') return ids.every((id) => this.#halves.has(id));
    return rule.kind === 'followAny' && rule.inputs.some((i) => this.#halves.has(ids[i] as number));
  }

  #follow(
    rule: Bf16Rule,
    name: string,
    attributes: OpAttribute[],
    ids: number[],
    outputs: number,
  ): OpOutput[] {
    const which = rule.kind === 'followAny' ? rule.inputs : [];
    if (rule.kind !== 'followAny' || rule.as === undefined) {
      return this.#inHalf(name, attributes, ids, which, outputs).map((output) => this.#keep(output));
    }
    const typed = [...attributes, attribute.type('U', dataType.float32)];
    // The newer kernel has one output more than the one whose place it takes.
    const results = this.#inHalf(rule.as, typed, ids, which, outputs + 1);
    this.#raw.deleteTensor((results.at(-1) as OpOutput).id);
    return results.slice(0, outputs).map((output) => this.#keep(output));
  }

  #inHalf(
    name: string,
    attributes: OpAttribute[],
    ids: number[],
    which: readonly number[],
    outputs: number,
  ): OpOutput[] {
    return this.#raw.executeOp(
      name,
      attributes.map((each) => (each.name === 'T' ? attribute.type('T', dataType.bfloat16) : each)),
      ids.map((id, i) => (which.includes(i) && !this.#halves.has(id) ? this.#toHalf(id) : id)),
      outputs,
    );
  }

  /** Calls `run` with float32 tensors in place of bfloat16 ones, for the time of the call. */
  #withFloats<Result>(ids: number[], run: (floats: number[]) => Result): Result {
    const floats = ids.map((id) => (this.#halves.has(id) ? this.#toFloat(id) : id));
    try {
      return run(floats);
    } finally {
      for (const [i, id] of floats.entries()) if (id !== ids[i]) this.#raw.deleteTensor(id);
    }
  }

  /** Shows an output to tfjs as float32 and remembers what it is. */
  #keep(output: OpOutput): OpOutput {
    if (output.dtype !== dataType.bfloat16) return output;
    this.#halves.add(output.id);
    return { ...output, dtype: dataType.float32 };
  }

  #toFloat(id: number): number {
    return this.#cast(id, dataType.bfloat16, dataType.float32);
  }

  #toHalf(id: number): number {
    const known = this.#copies.get(id);
    if (known !== undefined) return known;
    const copy = this.#cast(id, dataType.float32, dataType.bfloat16);
    this.#copies.set(id, copy);
    return copy;
  }

  #dropCopies(): void {
    for (const id of [...this.#copies.keys()]) this.#dropCopy(id);
  }

  #dropCopy(id: number): void {
    const copy = this.#copies.get(id);
    if (copy !== undefined) this.#raw.deleteTensor(copy);
    this.#copies.delete(id);
  }

  #cast(id: number, from: number, to: number): number {
    const attributes = [
      attribute.type('SrcT', from),
      attribute.type('DstT', to),
      attribute.bool('Truncate', false),
    ];
    return (this.#raw.executeOp('Cast', attributes, [id], 1) as [OpOutput])[0].id;
  }
}
