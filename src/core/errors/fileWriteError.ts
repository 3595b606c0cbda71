import { TsvisionError } from './tsvisionError.js';

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
