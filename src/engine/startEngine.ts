import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { commandLine, InvalidArgumentError } from '../core/index.js';
import { bf16Support } from './bf16Rules.js';
import { type EngineBackend, type EngineInfo, engineBackends, type SkippedEngine } from './engineInfo.js';
import { type EngineSetupError, EngineUnavailableError } from './errors.js';
import { registerAvgPoolGradient } from './kernels/paddedPools.js';
import { registerTransformKernel } from './kernels/transformKernel.js';
import { setJpegDecoder } from './native/jpegDecoder.js';
import { installedBinding, registerTensorflow, type TensorflowBinding } from './native/tensorflowBackend.js';
import { platformProblem } from './setup/platforms.js';
import { isBuilt } from './setup/setupEngine.js';
import { tensorflowBuild, tensorflowVersion } from './setup/tensorflowBuild.js';
import * as tf from './tf.js';
import { startWasm } from './wasm/wasmBackend.js';
import { startWebgpu } from './webgpu/webgpuBackend.js';

/** An engine that starts: TensorFlow runs already, the others run once `ready` fulfils. */
export interface StartingEngine {
  /** @throws EngineUnavailableError When `TSVISION_BACKEND` names an engine that does not run. */
  readonly ready: Promise<EngineInfo>;
  /** What runs at this moment. */
  readonly current: () => EngineInfo;
}

/**
 * Chooses the best engine: TensorFlow as the user installed it, TensorFlow as `tsvision setup` built it, WASM, cpu.
 * WebGPU runs only where it is asked for.
 *
 * @param wanted Forces one. @default `TSVISION_BACKEND`
 */
export function startEngine(wanted: string | undefined = process.env.TSVISION_BACKEND): StartingEngine {
  const skipped: SkippedEngine[] = [];
  let current = cpuInfo(skipped);
  const start = (): Promise<EngineInfo> | EngineInfo => {
    const forced = parseBackend(wanted);
    if (forced === undefined || forced === 'tensorflow') {
      const info = tryTensorflow(skipped);
      if (info) return info;
    }
    // Raw tfjs calls before WASM is up need a backend that is; their tensors move over by themselves.
    startCpu();
    if (forced === 'tensorflow') throw unavailable(forced, skipped);
    if (forced === 'webgpu') return forceWebgpu(skipped);
    return forced === 'cpu' ? current : tryWasm(skipped, forced);
  };
  const settle = (info: EngineInfo): EngineInfo => {
    current = info;
    return info;
  };
  const ready = startNow(start, settle);
  ready.catch(() => undefined); // Whoever awaits it hears of it; a process that never does must not end by it.
  return { ready, current: () => current };
}

/** Runs `start` now; what it gives at once is settled at once, so that TensorFlow is there after the import. */
function startNow(
  start: () => Promise<EngineInfo> | EngineInfo,
  settle: (info: EngineInfo) => EngineInfo,
): Promise<EngineInfo> {
  try {
    const info = start();
    return info instanceof Promise ? info.then(settle) : Promise.resolve(settle(info));
  } catch (error) {
    return Promise.reject(error);
  }
}

function parseBackend(wanted: string | undefined): EngineBackend | undefined {
  if (wanted === undefined || wanted === '') return undefined;
  if ((engineBackends as readonly string[]).includes(wanted)) return wanted as EngineBackend;
  throw new InvalidArgumentError('TSVISION_BACKEND', wanted, `one of ${engineBackends.join(', ')}`);
}

function tryTensorflow(skipped: SkippedEngine[]): EngineInfo | undefined {
  for (const { engine, binding } of tensorflowCandidates(skipped)) {
    try {
      const { version, ...registered } = registerTensorflow(binding);
      setJpegDecoder(binding.jpeg);
      const threads = Number(process.env.TF_NUM_INTRAOP_THREADS) || availableParallelism();
      return {
        backend: 'tensorflow',
        ...registered,
        tensorflowVersion: version,
        threads,
        bf16: bf16Support(),
        skipped,
      };
    } catch (error) {
      skipped.push({ engine, reason: (error as Error).message, remedy: `Run \`${commandLine('setup')}\`.` });
    }
  }
  return undefined;
}

function* tensorflowCandidates(
  skipped: SkippedEngine[],
): Generator<{ engine: string; binding: TensorflowBinding }> {
  for (const name of ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node']) {
    const folder = packageFolder(name);
    const binding = folder === undefined ? undefined : installedBinding(folder);
    if (binding) yield { engine: `${name} as installed`, binding };
    else {
      const reason =
        folder === undefined ? 'not installed' : 'its own installer did not bring its native library';
      skipped.push({ engine: `${name} as installed`, reason });
    }
  }
  const engine = `TensorFlow ${tensorflowVersion} in the cache folder`;
  const builds = (['cuda', 'cpu'] as const).flatMap((variant) => tensorflowBuild(variant) ?? []);
  const built = builds.filter(isBuilt);
  if (built.length === 0) {
    const notSetUp = { reason: 'not set up', remedy: `Run \`${commandLine('setup')}\`.` };
    skipped.push({ engine, ...(platformProblem() ?? notSetUp) });
  }
  for (const { packageFolder: folder, binding, loader, jpeg, libraries, variant } of built) {
    const preload = variant === 'cuda' ? sharedLibraries(join(libraries, 'nvidia')) : [];
    yield { engine, binding: { packageFolder: folder, binding, loader, jpeg, preload } };
  }
}

function sharedLibraries(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.so[.\d]*$/.test(name))
    .map((name) => join(folder, name));
}

function packageFolder(name: string): string | undefined {
  try {
    const folder = dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
    return existsSync(folder) ? folder : undefined;
  } catch {
    return undefined;
  }
}

/** Never chosen by itself: a processor's own TensorFlow may well be faster than a small GPU. */
async function forceWebgpu(skipped: SkippedEngine[]): Promise<EngineInfo> {
  try {
    return { backend: 'webgpu', ...(await startWebgpu()), threads: 1, bf16: 'none', skipped };
  } catch (error) {
    const { message, remedy } = error as EngineSetupError;
    const [reason = ''] = message.split('\n'); // The remedy comes after it.
    skipped.push({ engine: 'WebGPU', reason, ...(remedy && { remedy }) });
    startCpu();
    throw unavailable('webgpu', skipped, error);
  }
}

async function tryWasm(skipped: SkippedEngine[], forced: EngineBackend | undefined): Promise<EngineInfo> {
  try {
    return { backend: 'wasm', ...(await startWasm()), gpu: false, bf16: 'none', skipped };
  } catch (error) {
    skipped.push({ engine: 'WebAssembly', reason: (error as Error).message });
    if (forced) throw unavailable(forced, skipped, error);
    startCpu();
    return cpuInfo(skipped);
  }
}

/** Runs at once, without tfjs's advice (a banner on stderr) to install what we just found not to run. */
function startCpu(): void {
  registerTransformKernel('cpu');
  registerAvgPoolGradient('cpu');
  void tf.setBackend('cpu');
  (tf.backend() as { firstUse?: boolean }).firstUse = false;
}

function cpuInfo(skipped: readonly SkippedEngine[]): EngineInfo {
  const version = tf.version['tfjs-core'];
  return {
    backend: 'cpu',
    package: `@tensorflow/tfjs-backend-cpu ${version}`,
    gpu: false,
    threads: 1,
    bf16: 'none',
    skipped,
  };
}

function unavailable(
  backend: EngineBackend,
  skipped: readonly SkippedEngine[],
  cause?: unknown,
): EngineUnavailableError {
  const last = skipped.at(-1);
  const remedy = last?.remedy ?? 'Leave TSVISION_BACKEND unset to use the best engine that runs.';
  return new EngineUnavailableError(backend, `${last?.engine}: ${last?.reason}.`, remedy, cause);
}
