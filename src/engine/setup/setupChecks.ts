import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { commandLine, isTsvisionError, type TsvisionError } from '../../core/index.js';
import { machineName } from './binaryFile.js';
import { requireFittingLibraries } from './checkWheel.js';
import { compileFailed, findCompiler, headersRemedy, missingHeaders, nodeHeaders } from './compileBinding.js';
import { findPip } from './downloadWheels.js';
import { type Machine, thisMachine } from './machine.js';
import { type EnginePlatform, requirePlatform } from './platforms.js';
import { runProgram } from './runProgram.js';
import { nativeFolder, type TensorflowBuild, tensorflowBuild, tensorflowVersion } from './tensorflowBuild.js';

/** One thing that TensorFlow's set-up needs. */
export interface SetupCheck {
  readonly name: string;
  /** Its version, or where it lies; absent when it is not there, or of no use. */
  readonly found?: string;
  /** What is wrong with it, where it is more than that it is not there. */
  readonly problem?: string;
  /** What needs it, and how to get it. */
  readonly remedy: string;
}

/** What the set-up of TensorFlow needs on a machine, and which of it is there. */
export async function setupChecks(machine: Machine = thisMachine()): Promise<readonly SetupCheck[]> {
  const platform = known(machine);
  if (platform instanceof Error) return [failed('TensorFlow', platform), await pip()];
  // CUDA's build is there where it was asked for; the same compiler and headers serve both.
  const builds = (['cuda', 'cpu'] as const).flatMap((variant) => tensorflowBuild(variant, machine) ?? []);
  const build = builds.find(({ libraries }) => existsSync(libraries)) ?? builds.at(-1);
  return [
    ...(build ? [await library(build, platform), await headers(build)] : []),
    await checked('compiler', `Needed by \`${commandLine('setup')}\``, () => compiler(platform)),
    await pip(platform.install),
  ];
}

const pip = (install?: EnginePlatform['install']): Promise<SetupCheck> =>
  checked('pip', `Needed by \`${commandLine('setup')}\``, async () => {
    const { python, version } = await findPip(undefined, 'TensorFlow', install);
    return `${python} ${version}`;
  });

/** The machine's line of the table, or why there is none. */
function known(machine: Machine): EnginePlatform | TsvisionError {
  try {
    return requirePlatform(machine);
  } catch (error) {
    if (isTsvisionError(error)) return error;
    throw error;
  }
}

/** Whether the libraries are there, and for this machine. */
async function library(build: TensorflowBuild, platform: EnginePlatform): Promise<SetupCheck> {
  const { wheelTags, packages, megabytes } = platform;
  const wheel = `${packages[build.variant]} ${tensorflowVersion} (…${wheelTags[0]}.whl, ${megabytes[build.variant]} MB)`;
  const remedy = `\`${commandLine('setup')}\` fetches ${wheel} with pip`;
  const name = `TensorFlow for ${machineName(platform.id)}`;
  if (!existsSync(build.libraries)) return { name, remedy };
  return checked(name, remedy, async () => {
    await requireFittingLibraries(build.libraries, platform);
    return build.libraries;
  });
}

async function headers(build: TensorflowBuild): Promise<SetupCheck> {
  const name = 'headers of Node and TensorFlow';
  // Without the libraries their headers are not there either: the line above says what brings both.
  const missing = missingHeaders(build).filter((path) => existsSync(build.libraries) || isNodes(path, build));
  const [first] = missing;
  if (first !== undefined) return { name, problem: `no ${first}`, remedy: headersRemedy(first, build) };
  return { name, found: 'node_api.h, c_api.h', remedy: `Needed by \`${commandLine('setup')}\`` };
}

const isNodes = (path: string, { libraries }: TensorflowBuild): boolean => !path.startsWith(libraries);

/** The compiler, tried on our smallest source: on Linux clang++ may be there without C++'s own headers. */
async function compiler(platform: EnginePlatform): Promise<string> {
  const command = await findCompiler(platform);
  const source = ['-I', nodeHeaders(), join(nativeFolder(), 'loader.cc')];
  const { code, stderr } = await runProgram(command, ['-fsyntax-only', '-w', '-std=c++17', ...source]);
  if (code !== 0) throw compileFailed(command, { code, stderr, stdout: '' }, platform);
  const { stdout } = await runProgram(command, ['--version']);
  return stdout.split('\n')[0] as string;
}

/** What `find` gives, or the line that its error says. */
async function checked(name: string, remedy: string, find: () => Promise<string>): Promise<SetupCheck> {
  try {
    return { name, found: await find(), remedy };
  } catch (error) {
    if (isTsvisionError(error)) return failed(name, error);
    throw error;
  }
}

function failed(name: string, { message, remedy }: TsvisionError): SetupCheck {
  return { name, problem: message.split('\n')[0] as string, remedy: remedy ?? '' };
}
