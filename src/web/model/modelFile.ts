import type { FoldedGraph, FoldedOp } from '../../vision/compile/layerOps.js';
import type { PhotoPreprocessorConfig } from '../../vision/loading/photoPreprocessor.js';
import type { WebDtype, WebModelCard } from '../contract.js';

/** An operation without its numbers, which are tensors of the file of weights: `3.kernel`, `3.bias`, by its position. */
export type WebOp = FoldedOp extends infer Op
  ? Op extends FoldedOp
    ? Omit<Op, 'kernel' | 'bias' | 'scale' | 'shift'>
    : never
  : never;

/** What `model.json` says. */
export interface WebModelFile {
  readonly format: 'tsvision-web';
  /** Raised when a page of before could not read it. */
  readonly version: 1;
  readonly vocab: readonly string[];
  /** What is still to be done to the network's outputs. */
  readonly activation: 'softmax' | 'sigmoid' | 'none';
  /** How a photo is prepared: the settings of validation. */
  readonly preprocessor: PhotoPreprocessorConfig;
  readonly weights: {
    readonly file: string;
    readonly bytes: number;
    readonly sha256: string;
    readonly dtype: WebDtype;
  };
  readonly graph: Omit<FoldedGraph, 'ops'> & { readonly ops: readonly WebOp[] };
  /** Number of the value that heat maps are of: the last one with rows and columns; null: there are none. */
  readonly explain: { readonly features: number } | null;
  readonly card: WebModelCard;
}

/** Names and shapes of the tensors that an operation needs. */
export function tensorsOf(op: WebOp, position: number, channels: number): [name: string, size: number][] {
  const name = (part: string): string => `${position}.${part}`;
  if (op.kind === 'conv' || op.kind === 'dense') {
    const size = (op.shape as readonly number[]).reduce((a, b) => a * b, 1);
    const outputs = op.kind === 'conv' ? op.shape[op.depthwise ? 2 : 3] : op.shape[1];
    return [
      [name('kernel'), size],
      [name('bias'), outputs],
    ];
  }
  if (op.kind !== 'affine') return [];
  return [
    [name('scale'), channels],
    [name('shift'), channels],
  ];
}

/** The graph with its numbers. @throws RangeError when a tensor is missing or has another size than the graph's */
export function graphOf({ graph }: WebModelFile, tensors: ReadonlyMap<string, Float32Array>): FoldedGraph {
  const ops = graph.ops.map((op, i) => {
    const own = tensorsOf(op, i, tensors.get(`${i}.scale`)?.length ?? 0).map(([name, size]) => {
      const data = tensors.get(name);
      if (!data || data.length !== size || size === 0)
        throw new RangeError(`${name} has ${data?.length ?? 'no'} numbers and should have ${size}`);
      return [name.slice(name.indexOf('.') + 1), data];
    });
    return { ...op, ...Object.fromEntries(own) } as FoldedOp;
  });
  return { ...graph, ops };
}

/** Whether this is what `model.json` holds, as far as a page needs to know before it reads on. */
export function isModelFile(value: unknown): value is WebModelFile {
  const { format, version, vocab, graph, weights, preprocessor } = (value ?? {}) as Partial<WebModelFile>;
  return (
    format === 'tsvision-web' &&
    version === 1 &&
    Array.isArray(vocab) &&
    Array.isArray(graph?.ops) &&
    typeof weights?.file === 'string' &&
    preprocessor?.target !== undefined
  );
}
