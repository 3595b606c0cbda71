import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandLine } from '../../core/index.js';
import { type Machine, thisMachine } from './machine.js';
import { findPlatform } from './platforms.js';
import { runProgram } from './runProgram.js';
import type { SetupCheck } from './setupChecks.js';

/** One GPU in the words of `nvidia-smi`. */
export interface NvidiaGpu {
  readonly index: number;
  readonly name: string;
  readonly driver: string;
  /** Of all its memory, and of what is taken; in MiB. */
  readonly total: number;
  readonly used: number;
  /** Its generation, such as 8.6; absent where an old driver does not tell. */
  readonly capability?: number;
}

/** The oldest driver for CUDA 12 on Linux, and the oldest generation that TensorFlow's wheel has code for. */
const oldestDriver = 525;
const oldestCapability = 6;

/** What a small lesson takes beside TensorFlow's own libraries, in MiB. */
const leastMemory = 2000;

const fields = 'index,name,driver_version,memory.total,memory.used,compute_cap';

/**
 * Whether an NVIDIA GPU is there that TensorFlow can compute on, which of several, and what stands in the way;
 * `undefined` on machines for which there is no TensorFlow with CUDA.
 */
export async function nvidiaCheck(machine: Machine = thisMachine()): Promise<SetupCheck | undefined> {
  if (!findPlatform(machine)?.packages.cuda) return undefined;
  const name = 'NVIDIA GPU';
  const { code, stdout } = await runProgram('nvidia-smi', [
    `--query-gpu=${fields}`,
    '--format=csv,noheader,nounits',
  ]);
  if (code === 0) return { name, ...judgeGpus(parseGpus(stdout)) };
  if (code !== undefined)
    return { name, problem: `nvidia-smi fails: ${stdout.trim().split('\n')[0]}`, remedy: restart };
  if (existsSync('/proc/driver/nvidia/version'))
    return { name, problem: 'its driver is there, but not nvidia-smi, which asks it', remedy: installDriver };
  const [slot] = devicesWithoutDriver();
  if (slot)
    return { name, problem: `there is one (PCI ${slot}), but no driver for it`, remedy: installDriver };
  return { name, remedy: otherGpus };
}

const installDriver = `Install NVIDIA's driver (Ubuntu: ubuntu-drivers install; Debian: apt install nvidia-driver nvidia-smi), restart the machine, then \`${commandLine('setup')}\``;
const restart =
  'The driver and the running kernel may differ after an update: restart the machine; `nvidia-smi` shows more';
const otherGpus = `Needed by TensorFlow's CUDA alone, on Linux on x86-64; other GPUs compute with TSVISION_BACKEND=webgpu`;

/** The lines that `nvidia-smi --query-gpu` gives. */
export function parseGpus(text: string): NvidiaGpu[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => {
    const [index, name = '', driver = '', total, used, capability] = line
      .split(',')
      .map((cell) => cell.trim());
    const known = Number(capability);
    return {
      index: Number(index),
      name,
      driver,
      total: Number(total),
      used: Number(used),
      ...(Number.isFinite(known) && { capability: known }),
    };
  });
}

/** What is said of these GPUs: of the one that has most room among those that can be used, else why there is none. */
export function judgeGpus(gpus: readonly NvidiaGpu[]): Omit<SetupCheck, 'name'> {
  const usable = gpus.filter((gpu) => obstacle(gpu) === undefined).sort((a, b) => room(b) - room(a));
  const [best] = usable;
  if (!best) return (gpus[0] && obstacle(gpus[0])) ?? { remedy: otherGpus };
  const choose =
    gpus.length > 1 ? `; of ${gpus.length}: choose it with CUDA_VISIBLE_DEVICES=${best.index}` : '';
  const found = `${best.name}, driver ${best.driver}, ${room(best)} of ${best.total} MiB free${choose}`;
  return { found, remedy: `\`${commandLine('setup')}\` makes TensorFlow run on it` };
}

const room = ({ total, used }: NvidiaGpu): number => total - used;

/** Why TensorFlow cannot, or should not, compute on a GPU. */
function obstacle(gpu: NvidiaGpu): { problem: string; remedy: string } | undefined {
  const { name, driver, total, used, capability } = gpu;
  if (Number.parseInt(driver, 10) < oldestDriver)
    return {
      problem: `${name}: its driver is ${driver}, and CUDA 12 needs ${oldestDriver} or newer`,
      remedy: installDriver,
    };
  if (capability !== undefined && capability < oldestCapability)
    return {
      problem: `${name} is of compute capability ${capability}, and TensorFlow's wheel begins at ${oldestCapability}.0`,
      remedy: onProcessor,
    };
  if (total < leastMemory)
    return {
      problem: `${name} is too small: ${total} MiB, and a lesson takes ${leastMemory}`,
      remedy: onProcessor,
    };
  if (room(gpu) >= leastMemory) return undefined;
  return {
    problem: `${name} is busy: other programs have taken ${used} of its ${total} MiB`,
    remedy: `\`nvidia-smi\` lists them: let them end. ${onProcessor}`,
  };
}

const onProcessor = 'CUDA_VISIBLE_DEVICES=-1 before the start computes on the processor';

/** Where NVIDIA's display controllers are, by what Linux lists of the PCI bus. */
function devicesWithoutDriver(bus = '/sys/bus/pci/devices'): string[] {
  if (!existsSync(bus)) return [];
  const read = (slot: string, file: string): string => {
    const path = join(bus, slot, file);
    return existsSync(path) ? readFileSync(path, 'utf8').trim() : '';
  };
  return readdirSync(bus).filter(
    (slot) => read(slot, 'vendor') === '0x10de' && read(slot, 'class').startsWith('0x03'),
  );
}
