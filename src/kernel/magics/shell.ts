import { type ChildProcess, spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { InvalidArgumentError, packageRoot } from '../../core/index.js';
import { ScriptError } from '../errors.js';
import type { Magic, MagicContext } from './magic.js';

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
 * (A folder that is not there, as in the package of the kernel alone, does no harm.)
 *
 * A first shell whose input is a socket, as Node's pipes are, takes itself for one of rsh's and runs `~/.bashrc`: what
 * that prints would come before the command's own output. It is never told to be the first.
 */
function commandEnvironment(): NodeJS.ProcessEnv {
  const { PATH = '', SHLVL, ...rest } = process.env;
  const own = { SHLVL: String(Number(SHLVL) || 1), TSVISION_NODE: process.execPath };
  const programs = join(packageRoot(), 'src/cli/bin');
  return { ...rest, PATH: `${programs}${delimiter}${PATH}`, ...own };
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

/** `%%bash`: the cell is a shell script. */
export const bash: Magic = {
  name: 'bash',
  summary: 'run the cell as a shell script',
  cell: (context, _args, body) => runScript(context, body),
};

/** `%%sh`: the same. */
export const sh: Magic = { ...bash, name: 'sh' };

/** `%%script PROGRAM`: the cell is what the program reads. */
export const script: Magic = {
  name: 'script',
  summary: 'give the cell to a program: %%script perl, %%script node --input-type=module',
  cell(context, args, body) {
    if (args.trim() === '') throw new InvalidArgumentError('%%script', '', 'a program, such as perl');
    return runScript(context, args, body);
  },
};

/** `%%python`: the cell is run by `python3`, in a process of its own. */
export const python: Magic = {
  name: 'python',
  summary: 'run the cell with python3',
  cell: (context, args, body) => runScript(context, `python3 -u - ${args}`, body),
};

async function runScript(context: MagicContext, command: string, input?: string): Promise<void> {
  const { cwd, signal } = context;
  const code = await runCommand(command, {
    cwd,
    signal,
    ...(input !== undefined && { input }),
    onOutput: (stream, text) => context.write(stream, text),
  });
  if (code !== 0) throw new ScriptError(code);
}
