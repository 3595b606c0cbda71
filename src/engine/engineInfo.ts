/** The engines, best first; `webgpu` runs only where it is asked for. */
export const engineBackends = ['tensorflow', 'webgpu', 'wasm', 'cpu'] as const;

/** Name of an engine, as tfjs and `TSVISION_BACKEND` know it. */
export type EngineBackend = (typeof engineBackends)[number];

/** Instructions of this processor that halve the time of bfloat16 convolutions, or that it has none. */
export type Bf16Support = 'amx' | 'avx512_bf16' | 'none';

/** A better engine than the one that runs. */
export interface SkippedEngine {
  /** What was tried, e.g. `TensorFlow 2.21.0 in the cache folder`. */
  readonly engine: string;
  /** Why it does not run. */
  readonly reason: string;
  /** What would make it run; absent where nothing would. */
  readonly remedy?: string;
}

/** Which engine runs, and why no better one does. */
export interface EngineInfo {
  /** What computes: TensorFlow, a GPU by way of WebGPU, WebAssembly or plain JavaScript. */
  readonly backend: EngineBackend;
  /** npm package and version of the engine. */
  readonly package: string;
  /** Version of the TensorFlow library; absent on the other engines. */
  readonly tensorflowVersion?: string;
  /** How the GPU calls itself that WebGPU found; absent on the other engines. */
  readonly adapter?: string;
  /** Whether tensors live on a GPU. */
  readonly gpu: boolean;
  /** Threads that one operation may use. */
  readonly threads: number;
  /** Which instructions for bfloat16 the processor has. */
  readonly bf16: Bf16Support;
  /** Better engines, best first. */
  readonly skipped: readonly SkippedEngine[];
}
