import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { commandLine } from '../../core/index.js';
import { EngineSetupError } from '../errors.js';
import { type ProgramResult, runProgram } from './runProgram.js';

/** Python versions whose TensorFlow wheels exist; the libraries that we take out of a wheel are the same in all. */
const pythonVersions = ['3.10', '3.11', '3.12', '3.13'];

/** How often a long download says that it is still alive, in milliseconds. */
const heartbeat = 10_000;

/** How {@link downloadWheels} fetches. */
export interface DownloadOptions {
  /** What is fetched, for messages. @default 'TensorFlow' */
  readonly what?: string;
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
  const { onProgress, signal, what } = options;
  const { python, version } = await findPip(signal, what);
  const foreign = pythonVersions.includes(version) ? [] : asPython('3.12');
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
    if (result.code !== 0) throw downloadFailed(requirements, result);
  } finally {
    clearInterval(timer);
  }
  return (await readdir(folder)).filter((name) => name.endsWith('.whl')).map((name) => join(folder, name));
}

/** Makes pip look for wheels of another Python than the one that it runs on. */
function asPython(version: string): string[] {
  const platforms = [
    'manylinux_2_27_x86_64',
    'manylinux_2_28_x86_64',
    'manylinux_2_17_x86_64',
    'manylinux2014_x86_64',
  ];
  return ['--python-version', version, ...platforms.flatMap((name) => ['--platform', name])];
}

/** A Python that has pip: `TSVISION_PYTHON`, `python3` or `python`. @param what is to be fetched, for messages */
export async function findPip(
  signal?: AbortSignal,
  what = 'TensorFlow',
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
      `Install it (Debian and Ubuntu: apt install python3-pip), then run \`${commandLine('setup')}\` again.`,
    );
  }
  throw new EngineSetupError(
    'python',
    `${what} cannot be fetched: there is no ${candidates.join(' or ')}.`,
    `Install Python 3.10 or newer with pip (Debian and Ubuntu: apt install python3-pip), then run \`${commandLine('setup')}\` again.`,
  );
}

function downloadFailed(requirements: readonly string[], result: ProgramResult): EngineSetupError {
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
