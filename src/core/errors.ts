import { nearestPath } from './nearestName.js';
import { shownPath } from './paths.js';
import { type Fault, faultText, leadBack } from './userCode.js';

/** What a {@link TsvisionError} is made of besides its message. */
export interface TsvisionErrorOptions {
  /** One sentence that says what the user can do now. */
  readonly remedy?: string;
  /** The error underneath, when there is one. */
  readonly cause?: unknown;
}

/**
 * Base of every error that tsvision throws on purpose.
 *
 * The message says what went wrong and where, followed by the remedy; details are fields of the subclass, so
 * that a program can act on them without parsing prose.
 */
export abstract class TsvisionError extends Error {
  abstract override readonly name: string;
  /** What the user can do now, or `undefined` when the message says it all. */
  readonly remedy: string | undefined;

  constructor(what: string, options: TsvisionErrorOptions = {}) {
    super(
      options.remedy === undefined ? what : `${what}\n→ ${options.remedy}`,
      options.cause === undefined ? {} : { cause: options.cause },
    );
    this.remedy = options.remedy;
  }
}

/**
 * Whether `error` was thrown by tsvision on purpose (as against a bug, or an error of Node's).
 * @example
 * ```ts
 * import { isTsvisionError, openImage } from 'tsvision';
 * try {
 *   await openImage('nowhere.jpg');
 * } catch (error) {
 *   if (isTsvisionError(error)) console.log(error.remedy);
 * }
 * ```
 */
export function isTsvisionError(error: unknown): error is TsvisionError {
  return error instanceof TsvisionError;
}

/** An argument that a function cannot work with. */
export class InvalidArgumentError extends TsvisionError {
  override readonly name = 'InvalidArgumentError' as const;
  /** Name of the argument, as in the function's signature. */
  readonly argument: string;
  /** What was given. */
  readonly value: unknown;

  constructor(argument: string, value: unknown, expected: string, remedy?: string) {
    super(`\`${argument}\` must be ${expected}, but it is ${describe(value)}.`, remedy ? { remedy } : {});
    this.argument = argument;
    this.value = value;
  }
}

function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return `an array of ${value.length}`;
  return String(value);
}

/**
 * A part that the user wrote (a metric, a callback, a transform …) threw, or gave what it may not. What it threw is the
 * `cause`; where it threw nothing, the stack starts at the function that gave the wrong thing.
 */
export abstract class UserCodeError extends TsvisionError {
  /** @param part such as `metric “mine”`, after which the fault goes on */
  constructor(part: string, fault: Fault, remedy: string) {
    super(`The ${part} ${faultText(fault)}.`, {
      remedy,
      ...('threw' in fault ? { cause: fault.threw } : {}),
    });
    if ('by' in fault) leadBack(this, fault.by);
  }
}

/** A file or folder that the caller named is not there. */
export class PathNotFoundError extends TsvisionError {
  override readonly name = 'PathNotFoundError' as const;
  /** The path as resolved. */
  readonly path: string;
  /** A path that is there and resembles it. */
  readonly nearest: string | undefined;

  constructor(
    path: string,
    what: 'file' | 'folder' = 'folder',
    remedy = 'Check the spelling; relative paths start at the folder of the notebook, or where a command runs.',
  ) {
    const nearest = nearestPath(path);
    const question = nearest === undefined ? '' : `Did you mean ${shownPath(nearest)}? `;
    super(`There is no ${what} at ${path}.`, { remedy: `${question}${remedy}` });
    this.path = path;
    this.nearest = nearest;
  }
}

/** The user interrupted the cell. Variables keep what they were given before. */
export class InterruptedError extends TsvisionError {
  override readonly name = 'InterruptedError' as const;

  constructor(message = 'The cell was interrupted.') {
    super(message);
  }
}

const reasons: Readonly<Record<string, readonly [why: string, remedy: string]>> = {
  EACCES: ['FOLDER may not be written to', 'Give yourself write permission, or write to another folder'],
  EPERM: ['the system does not permit it', 'Give yourself write permission, or write to another folder'],
  EROFS: ['the disk of FOLDER is read-only', 'Write to a folder on another disk'],
  ENOTDIR: ['FOLDER is a file, not a folder', 'Choose another folder'],
  EEXIST: ['something is there already', 'Move it away, or choose another name'],
  EISDIR: ['it is a folder', 'Name a file in it'],
  ENOENT: ['its folder is gone', 'Make the folder anew, then try again'],
  EPROTECTED: ['the file is write-protected', 'Take the protection away (chmod u+w), or choose another name'],
  ENAMETOOLONG: ['the name is too long', 'Choose a shorter name'],
  EFBIG: ['it is larger than the disk or your limit (ulimit -f) allows', 'Write to another disk'],
  EBUSY: ['the system holds it in use', 'Close what uses it, or choose another name'],
  ELOOP: ['its links lead in a circle', 'Name the file itself'],
};

/** A file could not be written, for another reason than a full disk; what was there before is unchanged. */
export class FileWriteError extends TsvisionError {
  override readonly name = 'FileWriteError' as const;

  constructor(
    /** The file. */
    readonly path: string,
    /** The system's code, such as `EROFS`; `EPROTECTED` for a write-protected file. */
    readonly code: string,
    /** The part of the path that is there. */
    readonly folder: string,
    cause: unknown,
    remedy?: string,
  ) {
    const [why, advice] = reasons[code] ?? [String((cause as Error)?.message ?? code), 'Mend that'];
    super(`Cannot write ${path}: ${why.replace('FOLDER', folder)}.`, {
      remedy: remedy ?? `${advice}.`,
      cause,
    });
  }

  /** The same, with advice from whoever knows where else the file may go. */
  advising(remedy: string): FileWriteError {
    return new FileWriteError(this.path, this.code, this.folder, this.cause, remedy);
  }
}

/** A file could not be written because the disk (or the user's quota) is full. What was there before is unchanged. */
export class DiskFullError extends TsvisionError {
  override readonly name = 'DiskFullError' as const;
  /** The system's code: `ENOSPC`, or `EDQUOT` for a quota. */
  readonly code: string;

  constructor(
    /** The file. */
    readonly path: string,
    /** Room that it needs, in bytes; of one that comes in pieces: as far as it had come. */
    readonly bytes: number,
    /** Room that there is, in bytes; `undefined` where the system does not say. */
    readonly free: number | undefined,
    cause: unknown,
    remedy = 'Free some space, or save to another disk.',
  ) {
    const room = free === undefined ? '' : `, and ${inMegabytes(free)} are free`;
    super(
      `The disk is full: there is no room for ${path}. It needs ${inMegabytes(bytes)}${room}; nothing was changed.`,
      { remedy, cause },
    );
    this.code = (cause as NodeJS.ErrnoException | undefined)?.code ?? 'ENOSPC';
  }

  /** The same, with advice from whoever knows more of what was going on. */
  advising(remedy: string): DiskFullError {
    return new DiskFullError(this.path, this.bytes, this.free, this.cause, remedy);
  }
}

/** Rounded so that a need never looks smaller than the room. */
function inMegabytes(bytes: number): string {
  return bytes < 100_000 ? `${bytes} bytes` : `${(bytes / 1e6).toFixed(2)} MB`;
}

/** Another process works on a folder that only one may change at a time. */
export class FolderLockedError extends TsvisionError {
  override readonly name = 'FolderLockedError' as const;
  /** The folder that another process works on. */
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
