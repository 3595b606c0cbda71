import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { commandLine } from '../../core/index.js';
import { EngineSetupError } from '../errors.js';
import { foreignWheelIn, requireFittingWheel } from './checkWheel.js';
import { thisMachine } from './machine.js';
import { type EnginePlatform, enginePlatforms, findPlatform } from './platforms.js';
import { type ProgramResult, runProgram } from './runProgram.js';

/** Python versions whose TensorFlow wheels exist; the libraries that we take out of a wheel are the same in all. */
const pythonVersions = ['3.10', '3.11', '3.12', '3.13'];

/** How often a long download says that it is still alive, in milliseconds. */
const heartbeat = 10_000;

/** How {@link downloadWheels} fetches. */
export interface DownloadOptions {
  /** What is fetched, for messages. @default 'TensorFlow' */
  readonly what?: string;
  /** The machine that the wheels are for, where they are for one alone. */
  readonly platform?: EnginePlatform | undefined;
  readonly onProgress?: ((message: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Fetches wheels, without what they depend on, by the user's own pip: its index, proxies, certificates and cache
 * are those of `pip config`.
 *
 * @param requirements As on pip's command line, e.g. `tensorflow-cpu==2.21.0`.
 * @returns Paths of all wheels in `folder`.
 */
export async function downloadWheels(
  requirements: readonly string[],
  folder: string,
  options: DownloadOptions = {},
): Promise<string[]> {
  const { onProgress, signal, what, platform } = options;
  const { python, version } = await findPip(signal, what);
  const foreign = await asAnother(python, version, platform, signal);
  // Sources would be built, which runs what they say.
  const args = [
    '-m',
    'pip',
    'download',
    '--no-deps',
    '--only-binary=:all:',
    '--disable-pip-version-check',
    '--no-input',
  ];
  const started = Date.now();
  const timer = setInterval(() => {
    onProgress?.(`still downloading (${Math.round((Date.now() - started) / 1000)} s)`);
  }, heartbeat);
  try {
    const result = await runProgram(python, [...args, ...foreign, '--dest', folder, ...requirements], {
      signal,
      temporary: folder,
    });
    if (result.code !== 0) throw downloadFailed(requirements, result, platform);
  } finally {
    clearInterval(timer);
  }
  const wheels = (await readdir(folder)).filter((name) => name.endsWith('.whl'));
  if (platform) for (const wheel of wheels) requireFittingWheel(wheel, platform);
  return wheels.map((name) => join(folder, name));
}

/**
 * Makes pip look for wheels of another Python than the one that it runs on: of another version, or of this machine where
 * the Python is made for another, as an Intel one on a Mac with Apple's processor is.
 */
async function asAnother(
  python: string,
  version: string,
  platform: EnginePlatform | undefined,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const isKnown = pythonVersions.includes(version);
  const asVersion = ['--python-version', isKnown ? version : '3.12'];
  if (platform === undefined) return isKnown ? [] : asVersion;
  const own = await runProgram(python, ['-c', 'import platform; print(platform.machine())'], { signal });
  const isForeign = own.code === 0 && !machines(platform).includes(own.stdout.trim());
  if (isKnown && !isForeign) return [];
  return [...asVersion, ...platform.wheelTags.flatMap((name) => ['--platform', name])];
}

/**
 * A Python that has pip: `TSVISION_PYTHON`, `python3` or `python`.
 * @param what is to be fetched, for messages
 * @param install how its machine comes by what may be missing
 */
export async function findPip(
  signal?: AbortSignal,
  what = 'TensorFlow',
  install: EnginePlatform['install'] = installHere(),
): Promise<{ python: string; version: string }> {
  const candidates = process.env.TSVISION_PYTHON ? [process.env.TSVISION_PYTHON] : ['python3', 'python'];
  let seen: string | undefined;
  for (const python of candidates) {
    const { code, stdout } = await runProgram(python, ['-m', 'pip', '--version'], { signal });
    if (code === 0) return { python, version: /python (\d+\.\d+)/.exec(stdout)?.[1] ?? '' };
    if (code !== undefined) seen ??= python;
  }
  if (seen !== undefined) {
    throw new EngineSetupError(
      'pip',
      `${what} cannot be fetched: ${seen} has no pip.`,
      `Install it (${install.pip}), then run \`${commandLine('setup')}\` again.`,
    );
  }
  throw new EngineSetupError(
    'python',
    `${what} cannot be fetched: there is no ${candidates.join(' or ')}.`,
    `Install Python 3.10 or newer with pip (${install.python}), then run \`${commandLine('setup')}\` again.`,
  );
}

/** How Python calls the processor. */
const machines = ({ id }: EnginePlatform): string[] =>
  id.endsWith('-x64') ? ['x86_64', 'AMD64'] : ['aarch64', 'arm64'];

/** What brings a missing tool; on machines that the set-up does not know the weights need pip all the same. */
const installHere = (): EnginePlatform['install'] =>
  (findPlatform(thisMachine()) ?? (enginePlatforms[0] as EnginePlatform)).install;

function downloadFailed(
  requirements: readonly string[],
  result: ProgramResult,
  platform: EnginePlatform | undefined,
): EngineSetupError {
  const links = process.env.PIP_FIND_LINKS;
  const foreign = platform && foreignWheelIn(links, requirements[0] as string, platform);
  if (foreign) return foreign;
  const lines = result.stderr.split('\n').filter((line) => line.startsWith('ERROR:'));
  const offline = /connection|resolve|timed out|unreachable|proxy/i.test(result.stderr);
  const reason = offline ? 'no connection to the package index' : (lines.at(-1)?.slice(7) ?? 'pip failed');
  return new EngineSetupError(
    'download',
    `pip could not download ${requirements.join(' ')}: ${reason.trim()}`,
    `Check the network and \`pip config list\`, or put the wheel into a folder and name it in PIP_FIND_LINKS; then run \`${commandLine('setup')}\` again.`,
    result.stderr,
  );
}
