import { EngineSetupError } from '../errors.js';
import { withDawnEvents } from '../patches/dawnEvents.js';
import type { DawnPackage, GpuAdapter, GpuAdapterInfo, GpuDevice } from './dawnTypes.js';
import { findDawn, loadDawn } from './findDawn.js';

/** The GPU that answers. */
export interface FoundAdapter {
  /** Release of the npm package. */
  readonly version: string;
  readonly dawn: DawnPackage;
  readonly adapter: GpuAdapter;
}

/** Dawn frees itself with what `create` gave, though devices of it are in use: it is kept. */
let gpu: ReturnType<DawnPackage['create']> | undefined;

/**
 * The GPU that WebGPU chooses: the faster one where there are several.
 *
 * @throws EngineSetupError When the package, or a GPU with a driver, is missing.
 */
export async function findAdapter(): Promise<FoundAdapter> {
  const installed = findDawn();
  const dawn = await loadDawn(installed);
  gpu ??= dawn.create([]);
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (adapter) return { version: installed.version, dawn, adapter };
  throw new EngineSetupError(
    'gpu',
    `webgpu ${installed.version} finds no GPU on this machine`,
    process.platform === 'linux'
      ? "Install Vulkan's loader and your GPU's Vulkan driver (Debian and Ubuntu: apt install libvulkan1 mesa-vulkan-drivers); `vulkaninfo --summary` lists what there is."
      : 'Update the driver of your graphics card.',
  );
}

/** Limits that tfjs's kernels want as high as the adapter goes. */
const limits = [
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
  'maxStorageBufferBindingSize',
  'maxBufferSize',
  'maxComputeWorkgroupSizeX',
  'maxComputeInvocationsPerWorkgroup',
] as const;

/** @throws EngineSetupError When the GPU gives none. */
export async function requestDevice({ adapter }: FoundAdapter): Promise<GpuDevice> {
  const requiredFeatures = ['timestamp-query'].filter((name) => adapter.features.has(name));
  const requiredLimits = Object.fromEntries(limits.map((name) => [name, adapter.limits[name]]));
  try {
    return await withDawnEvents(() => adapter.requestDevice({ requiredFeatures, requiredLimits }));
  } catch (error) {
    throw new EngineSetupError(
      'gpu',
      `${adapterName(adapter.info)} gives no device: ${(error as Error).message}`,
      'Another program may hold it, or its driver may be too old.',
    );
  }
}

/** How an adapter calls itself. */
export const adapterName = ({ description, vendor, architecture }: GpuAdapterInfo): string =>
  description || [vendor, architecture].filter(Boolean).join(' ') || 'a GPU without a name';

/** Whether it is a program that does a GPU's work on the processor. */
export const isSoftware = (info: GpuAdapterInfo): boolean =>
  info.isFallbackAdapter === true || /swiftshader|llvmpipe|lavapipe/i.test(adapterName(info));
