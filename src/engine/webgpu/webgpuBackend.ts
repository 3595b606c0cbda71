import { createRequire } from 'node:module';
import { registerChannelsFirst } from '../kernels/channelsFirst.js';
import { registerComposedFused } from '../kernels/composedFused.js';
import { registerMissingKernels } from '../kernels/cpuKernels.js';
import { registerPaddedConvolutions } from '../kernels/paddedConvolutions.js';
import { registerPaddedPools } from '../kernels/paddedPools.js';
import { registerTransformKernel } from '../kernels/transformKernel.js';
import { givesBack, readThroughDawn, writeComplex } from '../patches/webgpuReads.js';
import * as tf from '../tf.js';
import type { DawnPackage, GpuAdapterInfo, GpuDevice, WebgpuBackend } from './dawnTypes.js';
import { adapterName, findAdapter, isSoftware, requestDevice } from './requestDevice.js';
import { registerWebgpuValueKernels } from './valueKernels.js';

/** What runs after {@link startWebgpu}. */
export interface StartedWebgpu {
  readonly package: string;
  /** How the GPU calls itself. */
  readonly adapter: string;
  /** False where a program does its work on the processor. */
  readonly gpu: boolean;
}

interface WebgpuPackage {
  readonly WebGPUBackend: new (device: GpuDevice, info: GpuAdapterInfo) => WebgpuBackend;
}

/**
 * Starts WebGPU as the backend of tfjs: its kernels for browsers, on the npm package `webgpu`.
 *
 * @throws EngineSetupError When the package, a GPU or its driver is missing.
 */
export async function startWebgpu(): Promise<StartedWebgpu> {
  const found = await findAdapter();
  const { info } = found.adapter;
  const device = await requestDevice(found);
  const backend = makeBackend(found.dawn, device, info);
  readThroughDawn(backend);
  writeComplex(backend);
  if (!givesBack(backend)) throw new Error(`${adapterName(info)} does not give back what is written to it`);
  if (tf.findBackendFactory('webgpu')) tf.removeBackend('webgpu');
  tf.registerBackend('webgpu', () => backend, 2);
  registerTransformKernel('webgpu');
  registerMissingKernels('webgpu');
  registerWebgpuValueKernels();
  registerPaddedPools('webgpu');
  registerPaddedConvolutions('webgpu');
  registerChannelsFirst('webgpu');
  registerComposedFused('webgpu', ['FusedConv2D', 'FusedDepthwiseConv2D', '_FusedMatMul']);
  if (!(await tf.setBackend('webgpu'))) throw new Error('tfjs could not start its WebGPU backend');
  const name = `@tensorflow/tfjs-backend-webgpu ${tf.version_core} on webgpu ${found.version}`;
  return { package: name, adapter: adapterName(info), gpu: !isSoftware(info) };
}

function makeBackend({ globals }: DawnPackage, device: GpuDevice, info: GpuAdapterInfo): WebgpuBackend {
  for (const [name, value] of Object.entries(globals))
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  const { WebGPUBackend } = createRequire(import.meta.url)(
    '@tensorflow/tfjs-backend-webgpu',
  ) as WebgpuPackage;
  return withNavigator(() => new WebGPUBackend(device, info));
}

/** The backend refuses to be made where no `navigator.gpu` is; other code would take that for a browser. */
function withNavigator<Result>(run: () => Result): Result {
  const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
  Object.defineProperty(globalThis, 'navigator', { value: { gpu: {} }, configurable: true });
  try {
    return run();
  } finally {
    if (before) Object.defineProperty(globalThis, 'navigator', before);
    else Reflect.deleteProperty(globalThis, 'navigator');
  }
}
