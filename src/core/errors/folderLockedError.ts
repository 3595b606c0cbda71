import { TsvisionError } from './tsvisionError.js';

/** Another process works on a folder that only one may change at a time. */
export class FolderLockedError extends TsvisionError {
  override readonly name = 'FolderLockedError' as const;
  readonly folder: string;
  /** The lock file. */
  readonly lockFile: string;
  /** Process that holds the lock, as far as it is known. */
  readonly pid: number | undefined;

  constructor(folder: string, lockFile: string, holder: { pid?: number; host?: string; since?: string }) {
    const who = holder.pid === undefined ? 'Another process' : `Process ${holder.pid} on ${holder.host}`;
    const since = holder.since === undefined ? '' : ` since ${holder.since}`;
    super(`${who} is changing ${folder}${since}, and only one may at a time.`, {
      remedy: `Close it there (in a notebook: shut that kernel down). If it is surely gone, remove ${lockFile}.`,
    });
    this.folder = folder;
    this.lockFile = lockFile;
    this.pid = holder.pid;
  }
}
