import { spawn } from 'node:child_process';

/** How a program ended. */
export interface ProgramResult {
  /** Exit code; `undefined` when there is no such program; 128 + n when signal n ended it. */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end and keeps what it says. Aborting ends it and rejects with the abort's reason. */
export function runProgram(
  command: string,
  args: readonly string[],
  options: { readonly signal?: AbortSignal | undefined; readonly cwd?: string } = {},
): Promise<ProgramResult> {
  const { signal, cwd } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], ...(signal && { signal }) });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (signal?.aborted) reject(signal.reason);
      else if (error.code === 'ENOENT' || error.code === 'EACCES')
        resolve({ code: undefined, stdout, stderr });
      else reject(error);
    });
    child.on('close', (code) => resolve({ code: code ?? 128, stdout, stderr }));
  });
}
