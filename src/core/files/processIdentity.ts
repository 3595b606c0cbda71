import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** Which process, so that another one with the same id is told from it. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly host: string;
  /** When it started, in the system's own count; absent where the system does not say. */
  readonly started?: string | undefined;
}

let own: ProcessIdentity | undefined;

/** The process that runs this. */
export function thisProcess(): ProcessIdentity {
  own ??= { pid: process.pid, host: hostname(), started: processStart(process.pid) };
  return own;
}

/**
 * Whether the process still runs. One on another machine (a shared disk) cannot be looked into: it counts as
 * living.
 *
 * @param seen when it surely ran, in ms since 1970, for one whose start is not known: a process of that id that
 *   started later is another
 */
export function isAlive({ pid, host, started }: ProcessIdentity, seen?: number): boolean {
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  if (started !== undefined) return started === processStart(pid);
  const startedAt = startTime(pid);
  // The time since the machine's start is known to the second only.
  return seen === undefined || startedAt === undefined || startedAt <= seen + 2000;
}

/** Field 22 of Linux's `/proc/PID/stat`; elsewhere what `ps` says. */
function processStart(pid: number): string | undefined {
  try {
    if (process.platform === 'linux')
      return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[19];
    if (process.platform === 'win32') return undefined;
    const text = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
    return String(Date.parse(text));
  } catch {
    return undefined;
  }
}

/** When a process started, in ms since 1970. */
function startTime(pid: number): number | undefined {
  const started = Number(processStart(pid) ?? Number.NaN);
  if (Number.isNaN(started)) return undefined;
  if (process.platform !== 'linux') return started;
  const boot = /^btime (\d+)$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1];
  // The kernel counts in hundredths of a second whatever its own clock is.
  return boot === undefined ? undefined : Number(boot) * 1000 + started * 10;
}
