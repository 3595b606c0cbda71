import { type ChildProcess, spawn } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import { packageRoot } from '../../core/index.js';

/** How a shell command is run. */
export interface CommandOptions {
  readonly cwd: string;
  readonly signal: AbortSignal;
  /** Given to the command on its standard input. */
  readonly input?: string;
  onOutput(stream: 'stdout' | 'stderr', text: string): void;
}

/** Runs a command in the user's shell, output as it comes; resolves to its exit code. Ends with its children. */
export function runCommand(command: string, options: CommandOptions): Promise<number> {
  const { cwd, signal, input, onOutput } = options;
  const child = spawn(command, {
    cwd,
    env: commandEnvironment(),
    shell: process.platform === 'win32' ? true : '/bin/bash',
    detached: process.platform !== 'win32',
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8');
    child[stream].on('data', (text: string) => onOutput(stream, text));
  }
  // A command that does not read its input is no error.
  child.stdin.on('error', () => {});
  child.stdin.end(input ?? '');
  const stop = (): void => endGroup(child);
  signal.addEventListener('abort', stop, { once: true });
  return new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  }).finally(() => signal.removeEventListener('abort', stop));
}

/**
 * The cell's environment, and in it the program of the package that this kernel is of, before any other of its name.
 * (A folder that is not there, as in the package of the kernel alone, does no harm.) After all others come those beside
 * this Node: Jupyter may start a kernel by a path that its own programs are not on.
 *
 * A first shell whose input is a socket, as Node's pipes are, takes itself for one of rsh's and runs `~/.bashrc`: what
 * that prints would come before the command's own output. It is never told to be the first.
 */
function commandEnvironment(): NodeJS.ProcessEnv {
  const { PATH = '', SHLVL, ...rest } = process.env;
  const own = { SHLVL: String(Number(SHLVL) || 1), TSVISION_NODE: process.execPath };
  const programs = join(packageRoot(), 'src/cli/bin');
  return { ...rest, PATH: [programs, PATH, dirname(process.execPath)].join(delimiter), ...own };
}

/** As Ctrl-C would, and by force when that is not heard. */
function endGroup(child: ChildProcess): void {
  const send = (name: NodeJS.Signals): void => {
    try {
      if (child.pid !== undefined) process.kill(process.platform === 'win32' ? child.pid : -child.pid, name);
    } catch {
      // It has ended meanwhile.
    }
  };
  send('SIGINT');
  const timer = setTimeout(() => send('SIGKILL'), 1000);
  timer.unref();
  child.on('close', () => clearTimeout(timer));
}
