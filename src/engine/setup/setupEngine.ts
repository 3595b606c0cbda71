import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import {
  cacheFolder,
  commandLine,
  installedByPip,
  makeFolder,
  packageRoot,
  withFileLock,
} from '../../core/index.js';
import { EngineSetupError } from '../errors.js';
import { requireFittingLibraries } from './checkWheel.js';
import { compileBinding, findCompiler } from './compileBinding.js';
import { downloadWheels, findPip } from './downloadWheels.js';
import { type EnginePlatform, packageOf, requirePlatform } from './platforms.js';
import { runProgram } from './runProgram.js';
import {
  nativeFolder,
  type TensorflowBuild,
  type TensorflowVariant,
  tensorflowBuild,
  tensorflowVersion,
} from './tensorflowBuild.js';
import { unpackWheel, wheelMetadata } from './unpackWheel.js';

/** Options of {@link setupEngine}. */
export interface SetupEngineOptions {
  /** Hears one line of text at each step. */
  readonly onProgress?: (message: string) => void;
  /** Stops the set-up; what was not finished is removed. */
  readonly signal?: AbortSignal;
  /**
   * `'cuda'` also takes the GPU libraries (3 GB), on Linux on x86-64 alone.
   * @default 'cuda' when an NVIDIA driver runs there, else 'cpu'
   */
  readonly variant?: TensorflowVariant;
}

/** What {@link setupEngine} left behind. */
export interface SetupEngineResult {
  /** Version of the TensorFlow library. */
  readonly tensorflowVersion: string;
  /** For processors or for a GPU. */
  readonly variant: TensorflowVariant;
  /** Folder of the compiled binding. */
  readonly folder: string;
  /** False when an earlier set-up had done all. */
  readonly changed: boolean;
}

/** Room that the libraries need while they are unpacked, in bytes. */
const spaceNeeded: Record<TensorflowVariant, number> = { cpu: 1.3e9, cuda: 9e9 };

/**
 * Makes TensorFlow run under tfjs: fetches the PyPI wheel by pip, takes its C libraries out and compiles tfjs-node's
 * binding against them, in the user's cache folder. A second call finds all done; two processes at once are safe. On
 * Linux (x86-64, ARM64) and on Macs with Apple's processor.
 *
 * @throws EngineSetupError When a tool, the network or the platform does not allow it.
 * @example
 * ```ts no-run
 * import { setupEngine } from 'tsvision';
 * await setupEngine({ onProgress: console.log });
 * ```
 */
export async function setupEngine(options: SetupEngineOptions = {}): Promise<SetupEngineResult> {
  const platform = requirePlatform();
  const variant = options.variant ?? (platform.packages.cuda && hasNvidiaDriver() ? 'cuda' : 'cpu');
  const name = packageOf(platform, variant);
  const build = requireBuild(variant);
  const result = { tensorflowVersion, variant, folder: build.folder };
  if (isBuilt(build)) return { ...result, changed: false };
  await Promise.all([findCompiler(platform, options.signal), hasLibraries(build) || findPip(options.signal)]);
  await mkdir(cacheFolder('engine'), { recursive: true });
  const { onProgress, signal } = options;
  return withFileLock(
    cacheFolder('engine', 'setup.lock'),
    async () => {
      if (isBuilt(build)) return { ...result, changed: false };
      if (!hasLibraries(build))
        await publish(build.libraries, (folder) =>
          fetchLibraries(build, folder, { ...options, platform, name }),
        );
      onProgress?.('compiling the binding');
      await publish(build.folder, (folder) => compileAndTest(build, folder, platform, signal));
      return { ...result, changed: true };
    },
    { onWait: onProgress, signal },
  );
}

/** Whether this build can be loaded as it is. */
export function isBuilt(build: TensorflowBuild): boolean {
  return [build.binding, build.loader, build.jpeg, build.libraries].every((path) => existsSync(path));
}

const hasLibraries = (build: TensorflowBuild): boolean => existsSync(build.libraries);

const hasNvidiaDriver = (): boolean => existsSync('/proc/driver/nvidia/version');

function requireBuild(variant: TensorflowVariant): TensorflowBuild {
  const build = tensorflowBuild(variant);
  if (build) return build;
  throw new EngineSetupError(
    'package',
    'The npm package @tensorflow/tfjs-node-gpu, whose sources the binding is made of, is not installed.',
    installedByPip()
      ? `Remove ${packageRoot()}; then \`${commandLine('setup')}\` fetches all packages once more.`
      : 'Run `npm install --ignore-scripts --include=optional`.',
  );
}

async function fetchLibraries(
  build: TensorflowBuild,
  folder: string,
  { onProgress, signal, platform, name }: SetupEngineOptions & { platform: EnginePlatform; name: string },
): Promise<void> {
  await checkSpace(build.variant);
  const wheels = join(folder, 'wheels');
  await mkdir(wheels);
  onProgress?.(
    `downloading ${name} ${tensorflowVersion} with pip (about ${platform.megabytes[build.variant]} MB)`,
  );
  const download = { onProgress, signal, platform };
  const [main] = await downloadWheels([`${name}==${tensorflowVersion}`], wheels, download);
  if (main === undefined)
    throw new EngineSetupError('download', 'pip left no wheel.', 'Run the set-up again.');
  if (build.variant === 'cuda') {
    onProgress?.('downloading the CUDA libraries with pip (about 2.5 GB)');
    await downloadWheels(cudaRequirements(await wheelMetadata(main)), wheels, download);
  }
  onProgress?.('unpacking the libraries');
  for (const wheel of await downloadedWheels(wheels)) await unpackWheel(wheel, folder, isNeeded, signal);
  await requireFittingLibraries(folder, platform);
  await rm(wheels, { recursive: true });
}

async function downloadedWheels(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  return names.filter((name) => name.endsWith('.whl')).map((name) => join(folder, name));
}

/** The libraries with a C interface, the headers of that interface, and CUDA's libraries. */
export function isNeeded(name: string): boolean {
  return (
    /^tensorflow\/libtensorflow_(cc|framework)\.(so\.2|2\.dylib)$/.test(name) ||
    /^tensorflow\/include\/(tensorflow\/c|(tensorflow\/core|tsl)\/platform|xla\/tsl\/c)\/.*\.h$/.test(name) ||
    /^nvidia\/.*\.so[.\d]*$/.test(name)
  );
}

/** What `pip install tensorflow[and-cuda]` would fetch besides TensorFlow. */
export function cudaRequirements(metadata: string): string[] {
  return [...metadata.matchAll(/^Requires-Dist: (nvidia-[\w-]+)\s*\(?([^;)]*)\)?;.*and-cuda/gm)].map(
    ([, name, version]) => `${name}${version?.replaceAll(' ', '')}`,
  );
}

async function checkSpace(variant: TensorflowVariant): Promise<void> {
  const { bavail, bsize } = await statfs(cacheFolder('engine'));
  const needed = spaceNeeded[variant];
  if (bavail * bsize >= needed) return;
  throw new EngineSetupError(
    'disk',
    `TensorFlow needs ${(needed / 1e9).toFixed(1)} GB at ${cacheFolder('engine')}, but only ${((bavail * bsize) / 1e9).toFixed(1)} GB are free.`,
    'Free some space, or name another folder in TSVISION_CACHE.',
  );
}

async function compileAndTest(
  build: TensorflowBuild,
  folder: string,
  platform: EnginePlatform,
  signal?: AbortSignal,
): Promise<void> {
  await compileBinding(build, folder, platform, signal);
  const script = join(nativeFolder(), 'smokeTest.cjs');
  const addons = ['tfjs_binding.node', 'loader.node', 'jpeg.node'].map((name) => join(folder, name));
  const result = await runProgram(process.execPath, [script, build.packageFolder, ...addons], { signal });
  if (result.code === 0) return;
  const reason =
    result.stderr.split('\n').find((line) => /^\w*Error:/.test(line)) ?? `exit code ${result.code}`;
  throw new EngineSetupError(
    'test',
    `TensorFlow was built but does not compute on this machine: ${reason.trim()}`,
    platform.id === 'linux-x64'
      ? 'Its wheels need a processor with AVX; the WASM engine does without.'
      : 'The WASM engine does the work.',
    result.stderr,
  );
}

/** Lets `make` fill a fresh folder that takes the name `target` as a whole, or is removed when `make` fails. */
async function publish(target: string, make: (folder: string) => Promise<void>): Promise<void> {
  try {
    await makeFolder(target, async (folder) => {
      await make(folder);
      return undefined;
    });
  } catch (error) {
    if (!existsSync(target)) throw error;
  }
}
