import { spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { descendants, markedProcesses, type RunningProcess, stillRunning } from './processTable.js';

/** How long a process may take to end after it was asked to, in ms. */
const patience = 700;
/** Time between two looks whether it has ended, in ms. */
const interval = 20;

/** A process that the code of a cell started. */
export interface ChildStart {
  readonly pid: number;
  /** Header of the message whose code it was, as JSON text. */
  readonly cell: string;
}

/** The processes that cells start: they end with their cell when it is interrupted, and all of them with the kernel. */
export class ChildProcesses {
  readonly #mark: string;
  readonly #running = new Map<number, string>();
  /** Children of cells that have ended: a later interrupt is not meant for them. */
  readonly #background = new Set<number>();
  /** What the kernel itself started before there was any cell. */
  readonly #own = new Set(descendants(process.pid, () => true).map(({ pid }) => pid));

  /** @param mark value of the marker variable in the environment of this kernel */
  constructor(mark: string) {
    this.#mark = mark;
  }

  started({ pid, cell }: ChildStart): void {
    this.#background.delete(pid);
    this.#running.set(pid, cell);
  }

  exited(pid: number): void {
    this.#background.delete(pid);
    this.#running.delete(pid);
  }

  /** What a cell leaves running goes on. */
  cellEnded(cell: string): void {
    for (const [pid, owner] of this.#running) {
      if (owner !== cell) continue;
      this.#running.delete(pid);
      this.#background.add(pid);
    }
  }

  /** Ends what running cells have started, as Ctrl-C would, and by force what does not hear it. */
  async interrupt(): Promise<void> {
    // Those of `spawnSync`, of addons and of the cell's own threads are nowhere noted: they are all that is not known.
    const meant = descendants(process.pid, (pid) => !this.#background.has(pid) && !this.#own.has(pid));
    await end(meant, 'SIGINT', [...this.#running.keys()]);
  }

  /** Ends all. */
  async endAll(): Promise<void> {
    await end(this.#all(), 'SIGTERM', [...this.#running.keys(), ...this.#background]);
  }

  /** Ends all by force, at once. */
  killAll(): void {
    for (const { pid } of this.#all()) signal(pid, 'SIGKILL');
  }

  #all(): RunningProcess[] {
    return [...descendants(process.pid, (pid) => !this.#own.has(pid)), ...markedProcesses(this.#mark)];
  }
}

/** Asks the processes to end, waits, and kills those that are still there. */
async function end(
  processes: readonly RunningProcess[],
  name: NodeJS.Signals,
  known: readonly number[],
): Promise<void> {
  if (process.platform === 'win32') {
    for (const pid of known) spawnSync('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore' });
    return;
  }
  for (const { pid } of processes) signal(pid, name);
  const deadline = performance.now() + patience;
  while (stillRunning(processes).length > 0 && performance.now() < deadline) await sleep(interval);
  for (const { pid } of stillRunning(processes)) signal(pid, 'SIGKILL');
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended meanwhile.
  }
}
