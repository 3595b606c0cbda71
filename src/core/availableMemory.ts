import { readFileSync } from 'node:fs';
import { freemem, totalmem } from 'node:os';
import { dirname, join } from 'node:path';

/**
 * Bytes of memory that this process can still take without the machine swapping: what the system calls available
 * (memory of files that it keeps counts, since it gives that back), and no more than the control group leaves that
 * a container or a job runs in. On macOS, which does not say it, all memory of the machine.
 *
 * @param root where the system's files lie; for tests @default '/'
 */
export function availableMemory(root = '/'): number {
  if (process.platform === 'darwin') return totalmem();
  const found = [systemMemory(root), ...groupMemory(root)].filter((bytes) => bytes !== undefined);
  return found.length > 0 ? Math.max(0, Math.min(...found)) : freemem();
}

function systemMemory(root: string): number | undefined {
  const kilobytes = /^MemAvailable:\s+(\d+) kB/m.exec(read(join(root, 'proc/meminfo')) ?? '')?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}

/** What each control group above this process leaves, of both versions. */
function groupMemory(root: string): number[] {
  const lines = read(join(root, 'proc/self/cgroup'))?.split('\n') ?? [];
  const path = (controllers: RegExp): string =>
    lines.find((line) => controllers.test(line))?.split(':')[2] ?? '/';
  const groups = join(root, 'sys/fs/cgroup');
  return [
    ...leftIn(groups, path(/^0::/), ['memory.max', 'memory.current']),
    ...leftIn(join(groups, 'memory'), path(/:(.*,)?memory(,.*)?:/), [
      'memory.limit_in_bytes',
      'memory.usage_in_bytes',
    ]),
  ];
}

/** Within a container the path may be the host's: then its own group lies at the top. */
function leftIn(groups: string, path: string, [limit, usage]: readonly [string, string]): number[] {
  const left: number[] = [];
  for (let group = path; ; group = dirname(group)) {
    const folder = join(groups, group);
    const free = Number(read(join(folder, limit))) - Number(read(join(folder, usage)));
    // Without a limit a group says `max`, or a number that no machine has.
    if (free < Number.MAX_SAFE_INTEGER / 2) left.push(free + ofFiles(folder));
    if (group === '/' || group === '.') return left;
  }
}

/** Bytes of files that the group keeps in memory, and would give back. */
function ofFiles(folder: string): number {
  const stat = read(join(folder, 'memory.stat')) ?? '';
  const bytes = (name: string): number =>
    Number(new RegExp(`^(?:total_)?${name} (\\d+)`, 'm').exec(stat)?.[1] ?? 0);
  return bytes('inactive_file') + bytes('active_file');
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined;
  }
}
