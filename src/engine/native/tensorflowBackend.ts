import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { registerActivationGradients } from '../kernels/activationGradients.js';
import { registerChannelsFirst } from '../kernels/channelsFirst.js';
import { registerComposedFused } from '../kernels/composedFused.js';
import { registerMissingKernels } from '../kernels/cpuKernels.js';
import { registerImageKernels } from '../kernels/imageKernels.js';
import { registerNativePoolGradient } from '../kernels/nativePoolGradient.js';
import { registerPaddedConvolutions } from '../kernels/paddedConvolutions.js';
import { registerPaddedPools } from '../kernels/paddedPools.js';
import { registerRefusedTypes, registerTensorflowValueKernels } from '../kernels/valueKernels.js';
import { registerWinograd } from '../kernels/winograd.js';
import { explainOpErrors } from '../patches/explainOpErrors.js';
import { stepNatively } from '../patches/kerasOptimizers.js';
import { restoreNodeUtil } from '../patches/nodeUtil.js';
import { shareTfjs } from '../patches/oneTfjs.js';
import * as tf from '../tf.js';

/** The addon of `native/loader.cc`. */
interface Loader {
  silence(): void;
  restore(): void;
  preload(path: string): boolean;
  giveBackPages(): void;
}

/** One native binding and the npm package whose JavaScript drives it. */
export interface TensorflowBinding {
  /** Folder of `@tensorflow/tfjs-node` or `@tensorflow/tfjs-node-gpu`. */
  readonly packageFolder: string;
  /** `tfjs_binding.node`. */
  readonly binding: string;
  /** `loader.node`; absent for a binding that was installed by npm. */
  readonly loader?: string;
  /** `jpeg.node`; absent for a binding that was installed by npm. */
  readonly jpeg?: string;
  /** Shared libraries that must be loaded first. */
  readonly preload?: readonly string[];
}

/** What runs after {@link registerTensorflow}. */
export interface RegisteredTensorflow {
  readonly package: string;
  readonly version: string;
  readonly gpu: boolean;
}

/**
 * Makes TensorFlow the backend of tfjs, at once: what the package's `dist/index.js` does, but with a binding that
 * may lie anywhere.
 *
 * @throws Error When the binding does not load.
 */
export function registerTensorflow(from: TensorflowBinding): RegisteredTensorflow {
  const require = createRequire(join(from.packageFolder, 'package.json'));
  const { name, version } = JSON.parse(readFileSync(join(from.packageFolder, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
  };
  shareTfjs(require);
  restoreNodeUtil();
  const binding = loadQuietly(require, from);
  require('./dist/register_all_kernels.js');
  const { NodeJSKernelBackend } = require('./dist/nodejs_kernel_backend.js');
  const backend = new NodeJSKernelBackend(binding, name);
  explainOpErrors(backend);
  tf.registerBackend('tensorflow', () => backend, 3);
  void tf.setBackend('tensorflow');
  registerImageKernels();
  registerActivationGradients();
  registerMissingKernels('tensorflow');
  registerTensorflowValueKernels();
  registerNativePoolGradient();
  registerPaddedPools('tensorflow');
  registerPaddedConvolutions('tensorflow');
  registerWinograd();
  registerChannelsFirst('tensorflow');
  registerComposedFused('tensorflow', ['FusedConv2D']);
  registerRefusedTypes();
  stepNatively();
  const { nodeFileSystemRouter } = require('./dist/io/file_system.js');
  tf.io.registerLoadRouter(nodeFileSystemRouter);
  tf.io.registerSaveRouter(nodeFileSystemRouter);
  return { package: `${name} ${version}`, version: binding.TF_Version, gpu: backend.isUsingGpuDevice };
}

/** The binding that npm's installer put into the package, when it did. */
export function installedBinding(packageFolder: string): TensorflowBinding | undefined {
  const folder = join(packageFolder, 'lib');
  if (!existsSync(folder)) return undefined;
  const binding = readdirSync(folder)
    .filter((name) => name.startsWith('napi-v'))
    .map((name) => join(folder, name, 'tfjs_binding.node'))
    .find((path) => existsSync(path));
  return binding === undefined ? undefined : { packageFolder, binding };
}

/** Loads the addons while native code cannot write to file descriptor 2, and creates TensorFlow's context. */
function loadQuietly(require: NodeJS.Require, from: TensorflowBinding): { TF_Version: string } {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2'; // Errors only; the user's own level stands.
  // TensorFlow leaves oneDNN off on processors without AVX-512, where it makes a training step a third faster too.
  process.env.TF_ENABLE_ONEDNN_OPTS ??= '1';
  if (from.loader === undefined) return require(from.binding);
  const loader = require(from.loader) as Loader;
  loader.silence();
  try {
    preloadAll(loader, from.preload ?? []);
    const binding = require(from.binding);
    loader.giveBackPages();
    return binding;
  } finally {
    loader.restore();
  }
}

/** Loads shared libraries in the order in which they need each other: again and again, until none is new. */
function preloadAll(loader: Loader, libraries: readonly string[]): void {
  let waiting = [...libraries];
  for (let before = -1; waiting.length !== before; ) {
    before = waiting.length;
    waiting = waiting.filter((path) => !loader.preload(path));
  }
}
