import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** A process of this machine. */
export interface RunningProcess {
  readonly pid: number;
  readonly parent: number;
  /** Tells it from a later process with the same number. */
  readonly started: string;
}

/** Variable by which a kernel marks what it starts, however far down. */
export const markerVariable = 'TSVISION_KERNEL_ID';

const isLinux = process.platform === 'linux';
/** Linux may be built without; then all processes are looked at. */
const listsChildren = isLinux && existsSync(`/proc/self/task/${process.pid}/children`);

/** The process and all below it, but for itself and those children that are not `isMeant`; none on Windows. */
export function descendants(ancestor: number, isMeant: (child: number) => boolean): RunningProcess[] {
  const childrenOf = listsChildren ? listedChildren : childrenIn(allProcesses());
  const found = childrenOf(ancestor).filter(({ pid }) => isMeant(pid));
  for (const each of found) found.push(...childrenOf(each.pid));
  return found;
}

/** Those that have not ended. */
export function stillRunning(processes: readonly RunningProcess[]): RunningProcess[] {
  if (processes.length === 0) return [];
  const table = isLinux ? processes.flatMap(({ pid }) => fromProc(pid) ?? []) : allProcesses();
  const now = new Map(table.map(({ pid, started }) => [pid, started]));
  return processes.filter(({ pid, started }) => now.get(pid) === started);
}

/** The processes that the kernel with this mark started, directly or not. Known on Linux only. */
export function markedProcesses(mark: string): RunningProcess[] {
  if (!isLinux) return [];
  return numbersIn('/proc')
    .filter((pid) => pid !== process.pid && hasMark(pid, mark))
    .flatMap((pid) => fromProc(pid) ?? []);
}

function hasMark(pid: number, mark: string): boolean {
  return read(`/proc/${pid}/environ`).split('\0').includes(`${markerVariable}=${mark}`);
}

function listedChildren(pid: number): RunningProcess[] {
  const folder = `/proc/${pid}/task`;
  if (!existsSync(folder)) return [];
  return numbersIn(folder)
    .flatMap((thread) => read(`${folder}/${thread}/children`).split(' '))
    .flatMap((child) => (child === '' ? [] : (fromProc(Number(child)) ?? [])));
}

function childrenIn(table: readonly RunningProcess[]): (pid: number) => RunningProcess[] {
  return (pid) => table.filter(({ parent }) => parent === pid);
}

function allProcesses(): RunningProcess[] {
  if (isLinux) return numbersIn('/proc').flatMap((pid) => fromProc(pid) ?? []);
  return process.platform === 'win32' ? [] : fromPs();
}

function numbersIn(folder: string): number[] {
  return readdirSync(folder)
    .map(Number)
    .filter((number) => number > 0);
}

/** A process that has ended, but for being asked how, is none. */
function fromProc(pid: number): RunningProcess | undefined {
  const text = read(`/proc/${pid}/stat`);
  // The program's name, in brackets, may hold spaces and brackets.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, parent, started] = [fields[0], fields[1], fields[19]];
  return started === undefined || state === 'Z' ? undefined : { pid, parent: Number(parent), started };
}

/** What is not there any more is empty. */
function read(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}

function fromPs(): RunningProcess[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,lstart='], { encoding: 'utf8' }).split('\n');
  return lines.flatMap((line) => {
    const [, pid, parent, started] = /^\s*(\d+)\s+(\d+)\s+(.*?)\s*$/.exec(line) ?? [];
    return started === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), started }];
  });
}
