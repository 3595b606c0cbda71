import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { cacheFolder, packageRoot } from '../../core/index.js';
import type { Machine } from './machine.js';

/** The TensorFlow release whose wheel the binding is compiled against. */
export const tensorflowVersion = '2.21.0';

/** Whether TensorFlow runs on the processor alone or also on an NVIDIA GPU. */
export type TensorflowVariant = 'cpu' | 'cuda';

/** Where one build of tfjs-node's binding lies, and what it is made of. */
export interface TensorflowBuild {
  readonly variant: TensorflowVariant;
  /** Holds the libraries in `tensorflow/` (`libtensorflow_cc.so.2` on Linux) and, with CUDA, `nvidia/…`, as a Python's site-packages does. */
  readonly libraries: string;
  /** Holds `tfjs_binding.node`, `loader.node` and `jpeg.node`. */
  readonly folder: string;
  /** The compiled binding. */
  readonly binding: string;
  /** The compiled `native/loader.cc`. */
  readonly loader: string;
  /** The compiled `native/jpeg.cc`. */
  readonly jpeg: string;
  /** The folder of `@tensorflow/tfjs-node-gpu`. */
  readonly packageFolder: string;
}

/** The folder of this project's own C++ sources. */
export const nativeFolder = (): string => join(packageRoot(), 'src', 'engine', 'native');

/** The compile flags that decide whether an earlier build fits. */
export const compileFlags = [
  ...['-std=c++17', '-O3', '-fno-math-errno', '-fno-trapping-math'],
  ...['-DNAPI_VERSION=8', '-DNODE_GYP_MODULE_NAME=tfjs_binding'],
];

/** Our own sources. */
const nativeSources = (): string[] =>
  readdirSync(nativeFolder())
    .filter((name) => /\.(cc|h)$/.test(name))
    .sort();

/** The folder of the npm package whose JavaScript and C++ sources we use, or `undefined` when it is not installed. */
export function tfjsNodeFolder(): string | undefined {
  try {
    return dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-node-gpu/package.json'));
  } catch {
    return undefined; // An optional dependency: npm goes on without it.
  }
}

/**
 * The build of this version on a machine, present or not. Libraries and binding lie apart, because the
 * libraries are large and change with TensorFlow only.
 */
export function tensorflowBuild(
  variant: TensorflowVariant,
  { platform, arch }: Machine = process,
): TensorflowBuild | undefined {
  const packageFolder = tfjsNodeFolder();
  if (packageFolder === undefined) return undefined;
  const name = `tensorflow-${tensorflowVersion}-${variant}-${platform}-${arch}`;
  const folder = cacheFolder('engine', `binding-${fingerprint(name, packageFolder)}`);
  return {
    variant,
    libraries: cacheFolder('engine', name),
    folder,
    binding: join(folder, 'tfjs_binding.node'),
    loader: join(folder, 'loader.node'),
    jpeg: join(folder, 'jpeg.node'),
    packageFolder,
  };
}

/** Changes with everything that the compiled binding depends on. */
function fingerprint(libraries: string, packageFolder: string): string {
  const hash = createHash('sha256').update(`${libraries}\n${compileFlags.join(' ')}\n`);
  hash.update(readFileSync(join(packageFolder, 'package.json')));
  for (const source of nativeSources()) hash.update(readFileSync(join(nativeFolder(), source)));
  return hash.digest('hex').slice(0, 12);
}
