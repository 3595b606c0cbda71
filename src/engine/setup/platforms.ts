import { installedByPip } from '../../core/index.js';
import { EngineSetupError } from '../errors.js';
import { type Binary, machineName } from './binaryFile.js';
import { type Machine, thisMachine } from './machine.js';
import type { TensorflowVariant } from './tensorflowBuild.js';

/** What TensorFlow's set-up needs to know of one kind of machine: which wheel, and how the binding is linked to it. */
export interface EnginePlatform {
  /** As Node names it, e.g. `linux-arm64`. */
  readonly id: string;
  /** PyPI's package with a current TensorFlow; a GPU's only where there is one with CUDA. */
  readonly packages: { readonly cpu: string; readonly cuda?: string };
  /** Size of those wheels, in megabytes, for messages. */
  readonly megabytes: { readonly cpu: number; readonly cuda?: number };
  /** Which wheels a Python of another machine is to ask for, best first. */
  readonly wheelTags: readonly string[];
  /** Every tag of a wheel that runs here. */
  readonly fittingTag: RegExp;
  /** What the libraries in the wheel must be made for. */
  readonly binary: Binary;
  /** File names of the libraries with the C interface, in the wheel's folder `tensorflow`. */
  readonly libraries: readonly string[];
  /** How the dynamic linker calls the folder of the library that it loads. */
  readonly origin: string;
  /** What the linker needs besides, e.g. to leave Node's own functions open. */
  readonly linkFlags: readonly string[];
  /** Compilers, the usual one first. */
  readonly compilers: readonly string[];
  /** Which of them, and from which version on, in words. */
  readonly compilersInWords: string;
  /** The commands that bring what may be missing. */
  readonly install: { readonly compiler: string; readonly python: string; readonly pip: string };
}

const debian = {
  compiler: 'Debian and Ubuntu: apt install g++; Fedora: dnf install gcc-c++',
  python: 'Debian and Ubuntu: apt install python3-pip; Fedora: dnf install python3-pip',
  pip: 'Debian and Ubuntu: apt install python3-pip; Fedora: dnf install python3-pip',
};

const linux = {
  libraries: ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'],
  origin: '$ORIGIN',
  linkFlags: [],
  compilers: ['g++', 'clang++', 'c++'],
  compilersInWords: 'g++ 8 or clang++ 7, or newer',
  install: debian,
};

/** Names of manylinux by the glibc that they need; 2.27 is TensorFlow's, the others are those of CUDA's libraries. */
const manylinux = (processor: string): string[] =>
  ['manylinux_2_27', 'manylinux_2_28', 'manylinux_2_18', 'manylinux_2_17', 'manylinux2014'].map(
    (name) => `${name}_${processor}`,
  );

/** Every kind of machine that the set-up knows. To add one, add its lines. */
export const enginePlatforms: readonly EnginePlatform[] = [
  {
    ...linux,
    id: 'linux-x64',
    packages: { cpu: 'tensorflow-cpu', cuda: 'tensorflow' },
    megabytes: { cpu: 275, cuda: 600 },
    wheelTags: manylinux('x86_64'),
    fittingTag: /^(many)?linux\w*_x86_64$/,
    binary: 'elf-x64',
    // clang++ 14 refuses the bfloat16 instructions, and what it makes of the rest ends in a segmentation fault.
    compilers: ['g++', 'c++'],
    compilersInWords: 'g++ 8 or newer',
  },
  {
    ...linux,
    id: 'linux-arm64',
    packages: { cpu: 'tensorflow' },
    megabytes: { cpu: 282 },
    wheelTags: manylinux('aarch64'),
    fittingTag: /^(many)?linux\w*_aarch64$/,
    binary: 'elf-arm64',
  },
  {
    id: 'darwin-arm64',
    packages: { cpu: 'tensorflow' },
    megabytes: { cpu: 223 },
    wheelTags: ['macosx_12_0_arm64'],
    fittingTag: /^macosx_\d+_\d+_(arm64|universal2)$/,
    binary: 'macho-arm64',
    libraries: ['libtensorflow_cc.2.dylib', 'libtensorflow_framework.2.dylib'],
    origin: '@loader_path',
    // Node's functions come from the program that loads the binding: a linker for Macs takes no open name otherwise.
    linkFlags: ['-Wl,-undefined,dynamic_lookup'],
    compilers: ['clang++', 'g++', 'c++'],
    compilersInWords: 'clang++ 7 or g++ 8, or newer',
    install: {
      compiler: 'xcode-select --install',
      python: 'xcode-select --install, or Homebrew: brew install python',
      pip: 'python3 -m ensurepip',
    },
  },
];

const byItself = 'Nothing needs to be done: the WASM engine does the work.';

/** Why TensorFlow cannot run somewhere, and what to do instead. */
export interface PlatformProblem {
  readonly reason: string;
  readonly remedy: string;
}

/** Machines that somebody may well have, and why TensorFlow cannot be set up there. */
const without: Readonly<Record<string, PlatformProblem>> = {
  'win32-x64': {
    reason:
      "its wheel for Windows has the C interface in a library that needs Python 3.12's own, which Node has not",
    remedy: 'Use WSL 2 (`wsl --install`, then tsvision inside it); otherwise the WASM engine does the work.',
  },
  'win32-arm64': {
    reason: 'there is no wheel for Windows on ARM64',
    remedy: 'Use WSL 2 (`wsl --install`, then tsvision inside it); otherwise the WASM engine does the work.',
  },
  'darwin-x64': { reason: 'its last wheel for Intel Macs is 2.16.2', remedy: byItself },
};

/** glibc that TensorFlow's wheels are made for. */
const oldestGlibc = [2, 27] as const;

/** Why TensorFlow cannot be set up on a machine, where it cannot. */
export function platformProblem(machine: Machine = thisMachine()): PlatformProblem | undefined {
  return findPlatform(machine)
    ? libraryProblem(machine)
    : (without[`${machine.platform}-${machine.arch}`] ?? unknown());
}

/** What the set-up knows of a machine. @throws EngineSetupError Where TensorFlow cannot run. */
export function requirePlatform(machine: Machine = thisMachine()): EnginePlatform {
  const platform = findPlatform(machine);
  const problem = platformProblem(machine);
  if (platform && !problem) return platform;
  const name = machineName(`${machine.platform}-${machine.arch}`);
  const { reason, remedy } = problem as PlatformProblem;
  throw new EngineSetupError('platform', `TensorFlow cannot be set up for ${name}: ${reason}.`, remedy);
}

/** A machine's line of the table. */
export const findPlatform = (machine: Machine): EnginePlatform | undefined =>
  enginePlatforms.find(({ id }) => id === `${machine.platform}-${machine.arch}`);

/** The PyPI package of a variant. @throws EngineSetupError Where there is none. */
export function packageOf(platform: EnginePlatform, variant: TensorflowVariant): string {
  const name = platform.packages[variant];
  if (name !== undefined) return name;
  throw new EngineSetupError(
    'platform',
    `TensorFlow's wheel for ${machineName(platform.id)} has no CUDA in it.`,
    "Set up the variant 'cpu'.",
  );
}

function unknown(): PlatformProblem {
  const known = enginePlatforms.map(({ id }) => machineName(id)).join(', ');
  return {
    reason: `the wheels that it is made of are for ${known}`,
    remedy: installedByPip()
      ? byItself
      : 'Run `npm install @tensorflow/tfjs-node` where that package supports your system; otherwise the WASM engine does the work.',
  };
}

/** Wheels for Linux need glibc, and not too old a one. */
function libraryProblem({ platform, glibc }: Machine): PlatformProblem | undefined {
  if (platform !== 'linux') return undefined;
  const needed = oldestGlibc.join('.');
  const remedy = `Use a system with glibc ${needed} or newer (Debian 10, Ubuntu 18.04, Fedora 28 or later); otherwise the WASM engine does the work.`;
  if (glibc === undefined)
    return { reason: 'its wheels need glibc, and this system has another C library (Alpine: musl)', remedy };
  const [major = 0, minor = 0] = glibc.split('.').map(Number);
  const isOld = major < oldestGlibc[0] || (major === oldestGlibc[0] && minor < oldestGlibc[1]);
  return isOld ? { reason: `its wheels need glibc ${needed}, and this is ${glibc}`, remedy } : undefined;
}
