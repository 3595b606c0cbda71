import { execFileSync, spawn } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The descriptors of standard output and error, led into pipes. */
export interface RedirectedDescriptors {
  /** Where what was written to 1 and 2 can be read. They do not block. */
  readonly stdout: number;
  readonly stderr: number;
  /** Writes where standard error went before: to Jupyter's own log. */
  log(text: string): void;
}

/**
 * Leads what children, workers and native code write to the descriptors 1 and 2 themselves into pipes, whose other ends
 * the socket thread reads, and gives 0 nothing to read, so that no child waits for a keyboard. To be called before any
 * other thread opens files: an opened file gets the lowest free number, which is how a descriptor is replaced here.
 *
 * @returns `undefined` where the system has no named pipes: then that text goes where Jupyter's log goes
 */
export function redirectDescriptors(): RedirectedDescriptors | undefined {
  if (process.platform === 'win32') return undefined;
  // Streams that are made now keep to the old descriptors; made later, they would set the pipes to not blocking.
  void [process.stdout, process.stderr];
  const folder = mkdtempSync(join(tmpdir(), 'tsvision-pipes-'));
  try {
    const paths = { 1: join(folder, '1'), 2: join(folder, '2') };
    execFileSync('mkfifo', ['-m', '600', paths[1], paths[2]], { stdio: 'ignore' });
    const [stdout, stderr] = [openReader(paths[1]), openReader(paths[2])];
    const log = keepLog(paths[2]);
    replace(0, '/dev/null', constants.O_RDONLY);
    replace(1, paths[1], constants.O_WRONLY);
    replace(2, paths[2], constants.O_WRONLY);
    return { stdout, stderr, log };
  } catch {
    return undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function openReader(path: string): number {
  return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
}

function replace(descriptor: 0 | 1 | 2, path: string, flags: number): void {
  closeSync(descriptor);
  const opened = openSync(path, flags);
  if (opened !== descriptor) throw new Error(`${path} has become ${opened} instead of ${descriptor}`);
}

/**
 * Node cannot copy a descriptor, but a child inherits it: a small one holds the old standard error and copies there
 * what it is given. When the kernel is gone it also copies what nobody has read yet, which says why it died.
 */
function keepLog(unread: string): (text: string) => void {
  // Without a writer, opening for reading would wait.
  const writer = openSync(unread, constants.O_WRONLY);
  const reader = openSync(unread, constants.O_RDONLY);
  const keeper = spawn('/bin/sh', ['-c', 'cat; exec cat <&3'], {
    stdio: ['pipe', 2, 'ignore', reader],
    detached: true,
  });
  closeSync(writer);
  closeSync(reader);
  keeper.on('error', () => {});
  keeper.unref();
  const input = keeper.stdin as NonNullable<typeof keeper.stdin> & { unref(): void };
  input.on('error', () => {});
  input.unref();
  return (text) => void input.write(text);
}
