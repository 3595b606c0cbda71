import { type ChildProcess, spawn } from 'node:child_process';

/** How a program ended. */
export interface ProgramResult {
  /** Exit code; `undefined` when there is no such program; 128 + n when signal n ended it. */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** How {@link runProgram} runs. */
export interface RunProgramOptions {
  readonly signal?: AbortSignal | undefined;
  /** Where it puts its temporary files: what a killed one leaves there goes with the folder. @default the system's */
  readonly temporary?: string | undefined;
}

/**
 * Runs a program to its end and keeps what it says. Aborting ends it and rejects with the abort's reason. The program
 * and all that it starts end with this process, however that ends.
 */
export async function runProgram(
  command: string,
  args: readonly string[],
  { signal, temporary }: RunProgramOptions = {},
): Promise<ProgramResult> {
  signal?.throwIfAborted();
  const child = startGroup(command, args, temporary);
  const letGo = (): void => void child.stdin?.destroy();
  signal?.addEventListener('abort', letGo, { once: true });
  try {
    const result = await ended(child, letGo);
    signal?.throwIfAborted();
    return result;
  } finally {
    signal?.removeEventListener('abort', letGo);
  }
}

/**
 * Holds the program in a process group of its own: when the pipe to the shell's input closes, because we let go of
 * it or are no more, the whole group is killed. A compiler's parts would go on otherwise. Only the shell's own words
 * are used: a PATH may hold no `cat`.
 */
const keeper = `exec 3<&0
(while read -r line <&3; do :; done; kill -KILL 0) >/dev/null 2>&1 &
"$@" 3<&- </dev/null`;

function startGroup(command: string, args: readonly string[], temporary = process.env.TMPDIR): ChildProcess {
  const env = temporary === undefined ? process.env : { ...process.env, TMPDIR: temporary };
  if (process.platform === 'win32') return spawn(command, args, { env });
  return spawn('/bin/sh', ['-c', keeper, 'sh', command, ...args], { env, detached: true });
}

function ended(child: ChildProcess, letGo: () => void): Promise<ProgramResult> {
  return new Promise((resolve, reject) => {
    let stdout = '';
    let stderr = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.stdin?.on('error', () => undefined);
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'EACCES') resolve({ code: undefined, stdout, stderr });
      else reject(error);
    });
    child.on('exit', letGo);
    child.on('close', (code) => resolve({ code: exitCode(code), stdout, stderr }));
  });
}

/** A shell says 127 where there is no such program, and 126 where it may not be run. */
function exitCode(code: number | null): number | undefined {
  return code === 127 || code === 126 ? undefined : (code ?? 128);
}
