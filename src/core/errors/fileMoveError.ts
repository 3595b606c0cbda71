import { TsvisionError } from './tsvisionError.js';

const reasons: Readonly<Record<string, readonly [string, string]>> = {
  EACCES: ['its folder may not be written to', 'Give yourself write permission for the folder'],
  EPERM: ['the system does not permit it', 'Give yourself write permission for the folder'],
  EROFS: ['the disk is read-only', 'Copy the folder to a disk that can be written to'],
  ENOSPC: ['the disk is full', 'Free some space'],
  EDQUOT: ['your disk quota is used up', 'Free some space'],
  EEXIST: ['something is there already', 'Move that away'],
  ENAMETOOLONG: ['the name is too long', 'Choose a shorter name'],
};

/** Files could not be moved; those that had been moved before are back in their places, or will be put back. */
export class FileMoveError extends TsvisionError {
  override readonly name = 'FileMoveError' as const;
  readonly from: string;
  readonly to: string;
  /** The system's code, such as `ENOSPC`. */
  readonly code: string | undefined;

  /** Whether every file is back; otherwise the next use of the folder's trash puts them back. */
  readonly restored: boolean;

  constructor(from: string, to: string, cause: unknown, restored = true) {
    const code = (cause as NodeJS.ErrnoException | undefined)?.code;
    const [why, remedy] = reasons[code ?? ''] ?? [String((cause as Error)?.message ?? cause), 'Mend that'];
    super(`Cannot move ${from} to ${to}: ${why}.`, {
      remedy: restored
        ? `Every file is back where it was. ${remedy}, then try again.`
        : `${remedy}, then try again: that first puts back what was moved already.`,
      cause,
    });
    this.from = from;
    this.to = to;
    this.code = code;
    this.restored = restored;
  }
}
