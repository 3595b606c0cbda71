import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { commandLine } from '../../core/index.js';
import { EngineSetupError } from '../errors.js';
import { type ProgramResult, runProgram } from './runProgram.js';
import { compileFlags, nativeFolder, type TensorflowBuild } from './tensorflowBuild.js';

/** Compiles tfjs-node's own C++ sources with our additions, our loader and the JPEG decoder into `folder`. */
export async function compileBinding(
  build: TensorflowBuild,
  folder: string,
  signal?: AbortSignal,
): Promise<void> {
  const compiler = await findCompiler(signal);
  const sources = join(build.packageFolder, 'binding');
  const include = join(build.libraries, 'tensorflow', 'include');
  const common = ['-shared', '-fPIC', '-w', ...compileFlags, '-I', nodeHeaders()];
  const compile = async (args: string[]): Promise<void> => {
    const result = await runProgram(compiler, args, { signal, temporary: folder });
    if (result.code !== 0) throw compileFailed(compiler, result);
  };
  await compile([...common, join(nativeFolder(), 'loader.cc'), '-o', join(folder, 'loader.node')]);
  const tensorflow = [
    ...['-L', join(build.libraries, 'tensorflow')],
    ...['-l:libtensorflow_cc.so.2', '-l:libtensorflow_framework.so.2'],
    // Relative, so that the cache folder may move.
    `-Wl,-rpath,$ORIGIN/../${basename(build.libraries)}/tensorflow`,
  ];
  const binding = ['-I', include, '-I', sources, join(nativeFolder(), 'binding.cc')];
  await compile([...common, ...binding, ...tensorflow, '-o', join(folder, 'tfjs_binding.node')]);
  await compile([...common, join(nativeFolder(), 'jpeg.cc'), ...tensorflow, '-o', join(folder, 'jpeg.node')]);
}

/** `CXX`, else g++, clang++ or c++. */
export async function findCompiler(signal?: AbortSignal): Promise<string> {
  const candidates = process.env.CXX ? [process.env.CXX] : ['g++', 'clang++', 'c++'];
  for (const compiler of candidates) {
    const { code } = await runProgram(compiler, ['--version'], { signal });
    if (code === 0) return compiler;
  }
  throw new EngineSetupError(
    'compiler',
    `TensorFlow's binding cannot be compiled: there is no ${candidates.join(' or ')}.`,
    `Install a C++ compiler (Debian and Ubuntu: apt install g++), then run \`${commandLine('setup')}\` again.`,
  );
}

/** Node's own C headers, from npm: no download of Node's sources is needed. */
function nodeHeaders(): string {
  return join(dirname(createRequire(import.meta.url).resolve('node-api-headers/package.json')), 'include');
}

function compileFailed(compiler: string, { stderr }: ProgramResult): EngineSetupError {
  const line = stderr.split('\n').find((text) => /error|cannot find/i.test(text)) ?? stderr.split('\n')[0];
  return new EngineSetupError(
    'compile',
    `${compiler} could not compile TensorFlow's binding: ${line?.trim()}`,
    'A compiler for C++17 with its standard library is needed (g++ 8 or newer).',
    stderr,
  );
}
