import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { commandLine } from '../../core/index.js';
import { EngineSetupError } from '../errors.js';
import { type EnginePlatform, requirePlatform } from './platforms.js';
import { type ProgramResult, runProgram } from './runProgram.js';
import { compileFlags, nativeFolder, type TensorflowBuild } from './tensorflowBuild.js';

/** One call of the compiler: what it makes, and how. */
export interface Compilation {
  /** File name of the addon. */
  readonly addon: string;
  readonly args: readonly string[];
}

/**
 * The calls that make our three addons out of tfjs-node's own C++ sources with our additions, our loader and the JPEG
 * decoder. The same for every compiler and every machine, but for what the table of machines says.
 */
export function compilations(
  build: TensorflowBuild,
  folder: string,
  platform: EnginePlatform,
): readonly Compilation[] {
  const include = join(build.libraries, 'tensorflow', 'include');
  const common = ['-shared', '-fPIC', '-w', ...compileFlags, ...platform.linkFlags, '-I', nodeHeaders()];
  const tensorflow = [
    // By their paths: not every linker knows -l:NAME.
    ...platform.libraries.map((name) => join(build.libraries, 'tensorflow', name)),
    // Relative, so that the cache folder may move.
    `-Wl,-rpath,${platform.origin}/../${basename(build.libraries)}/tensorflow`,
  ];
  const source = (name: string): string => join(nativeFolder(), name);
  const headers = ['-I', include, '-I', join(build.packageFolder, 'binding')];
  const calls = [
    { addon: 'loader.node', args: [source('loader.cc')] },
    { addon: 'tfjs_binding.node', args: [...headers, source('binding.cc'), ...tensorflow] },
    { addon: 'jpeg.node', args: [source('jpeg.cc'), ...tensorflow] },
  ];
  return calls.map(({ addon, args }) => ({ addon, args: [...common, ...args, '-o', join(folder, addon)] }));
}

/** Compiles the addons into `folder`. @throws EngineSetupError Without a compiler or headers, or when it fails. */
export async function compileBinding(
  build: TensorflowBuild,
  folder: string,
  platform: EnginePlatform,
  signal?: AbortSignal,
): Promise<void> {
  const compiler = await findCompiler(platform, signal);
  requireHeaders(build);
  for (const { args } of compilations(build, folder, platform)) {
    const result = await runProgram(compiler, args, { signal, temporary: folder });
    if (result.code !== 0) throw compileFailed(compiler, result, platform);
  }
}

/** `CXX`, else the compilers that are usual here: g++ on Linux, clang++ on Macs. */
export async function findCompiler(
  platform: EnginePlatform = requirePlatform(),
  signal?: AbortSignal,
): Promise<string> {
  const candidates = process.env.CXX ? [process.env.CXX] : platform.compilers;
  for (const compiler of candidates) {
    // On Macs without the command line tools clang++ is there, and says that it is not.
    const { code } = await runProgram(compiler, ['--version'], { signal });
    if (code === 0) return compiler;
  }
  throw new EngineSetupError(
    'compiler',
    `TensorFlow's binding cannot be compiled: there is no ${candidates.join(' or ')}.`,
    `Install a C++ compiler (${platform.install.compiler}), then run \`${commandLine('setup')}\` again.`,
  );
}

/** Headers of Node's and of TensorFlow's C interface that are not there. */
export function missingHeaders(build: TensorflowBuild): string[] {
  const tensorflow = join(build.libraries, 'tensorflow', 'include', 'tensorflow', 'c', 'eager', 'c_api.h');
  return [join(nodeHeaders(), 'node_api.h'), tensorflow].filter((path) => !existsSync(path));
}

function requireHeaders(build: TensorflowBuild): void {
  const [missing] = missingHeaders(build);
  if (missing === undefined) return;
  throw new EngineSetupError('headers', `There is no ${missing}.`, headersRemedy(missing, build));
}

/** What brings a header: TensorFlow's come with its libraries, Node's with an npm package. */
export function headersRemedy(missing: string, build: TensorflowBuild): string {
  if (!missing.startsWith(build.libraries)) return 'Run `npm install --ignore-scripts node-api-headers`.';
  return `Remove ${build.libraries}; then \`${commandLine('setup')}\` fetches library and headers once more.`;
}

/** Node's own C headers, from npm: no download of Node's sources is needed. */
export function nodeHeaders(): string {
  return join(dirname(createRequire(import.meta.url).resolve('node-api-headers/package.json')), 'include');
}

/** What a compiler's own words come down to. */
export function compileFailed(
  compiler: string,
  { stderr }: ProgramResult,
  { install, compilersInWords }: EnginePlatform,
): EngineSetupError {
  const line = stderr.split('\n').find((text) => /error|cannot find/i.test(text)) ?? stderr.split('\n')[0];
  // clang++ comes without the headers of C++ on Linux.
  const isLibrary = /fatal error: '?\w+'?(: No such file| file not found)/.test(stderr);
  const what = isLibrary ? 'the headers of its standard library' : 'C++17 with its standard library';
  return new EngineSetupError(
    isLibrary ? 'headers' : 'compile',
    `${compiler} could not compile TensorFlow's binding: ${line?.trim()}`,
    `It needs ${what}: ${compilersInWords} (${install.compiler}).`,
    stderr,
  );
}
