import { TsvisionError } from '../core/errors.js';

/** An archive that is broken, or that would write where it must not. Nothing of it has been kept. */
export class ArchiveError extends TsvisionError {
  override readonly name = 'ArchiveError' as const;
  /** Path of the archive. */
  readonly path: string;
  /** What is wrong with it. */
  readonly reason: string;

  constructor(path: string, reason: string, cause?: unknown) {
    super(`The archive ${path} cannot be unpacked: ${reason}.`, {
      remedy: 'Download it again, from a source that you trust.',
      cause,
    });
    this.path = path;
    this.reason = reason;
  }
}

/** A downloaded file is not the one that was promised. It has not been kept. */
export class ChecksumError extends TsvisionError {
  override readonly name = 'ChecksumError' as const;
  /** Where the file came from. */
  readonly url: string;
  /** Checksum in hexadecimal. */
  readonly expected: string;
  /** The sum that the file has, as hex. */
  readonly actual: string;

  constructor(url: string, expected: string, actual: string, algorithm = 'SHA-256') {
    super(`The ${algorithm} of ${url} is ${actual}, not ${expected}.`, {
      remedy: 'Try again; when it happens twice, a proxy changes the file or it was replaced at its source.',
    });
    this.url = url;
    this.expected = expected;
    this.actual = actual;
  }
}

/** A file could not be downloaded; what came is kept, and the next try goes on from there. */
export class DownloadError extends TsvisionError {
  override readonly name = 'DownloadError' as const;
  /** What was asked for. */
  readonly url: string;
  /** Why it was not had, in words. */
  readonly reason: string;

  constructor(
    url: string,
    reason: string,
    cause?: unknown,
    remedy = 'Check the connection and try again: the download goes on where it stopped.',
  ) {
    super(`${url} cannot be downloaded: ${reason}.`, { remedy, cause });
    this.url = url;
    this.reason = reason;
  }
}

/** What is wrong with a shard, for a program to act on. */
export type ShardProblem =
  | 'cut'
  | 'damaged'
  | 'notTar'
  | 'notParquet'
  | 'columns'
  | 'row'
  | 'label'
  | 'tooLarge';

/** A file of many photos (tar, Parquet) that is cut, damaged, something else, or has a row that cannot be used. */
export class ShardError extends TsvisionError {
  override readonly name = 'ShardError' as const;
  /** Byte of the file at which it is met; `undefined` where no byte can be named. */
  readonly offset: number | undefined;
  /** Rows of the shard before that place. */
  readonly rows: number;

  constructor(
    /** The file, or its address without what signs it; with its key, where one row is the matter. */
    readonly shard: string,
    /** What is the matter. */
    readonly problem: ShardProblem,
    what: string,
    {
      offset,
      rows = 0,
      ...options
    }: {
      readonly offset?: number;
      readonly rows?: number;
      readonly remedy?: string;
      readonly cause?: unknown;
    } = {},
  ) {
    super(
      `${shard} ${what}${problem === 'cut' || problem === 'damaged' ? placeText(offset, rows) : ''}.`,
      options,
    );
    this.offset = offset;
    this.rows = rows;
  }
}

function placeText(offset: number | undefined, rows: number): string {
  const place = offset === undefined ? '' : ` at byte ${offset}`;
  return `${place}, after ${rows} whole ${rows === 1 ? 'row' : 'rows'}`;
}

/** The saved place of a stream belongs to another one, so that going on there would lose rows or give some twice. */
export class StreamStateError extends TsvisionError {
  override readonly name = 'StreamStateError' as const;

  constructor(
    /** What differs, as the end of a sentence. */
    readonly problem: string,
  ) {
    super(`The saved place does not fit this stream: ${problem}.`, {
      remedy: 'Open the same shards with the options of the stream that it was saved from, or begin anew.',
    });
  }
}

/** A place that should hold labelled photos holds none. */
export class EmptyDatasetError extends TsvisionError {
  override readonly name = 'EmptyDatasetError' as const;
  /** The folder, or the list's name. */
  readonly path: string;

  constructor(path: string, what: string, remedy: string) {
    super(`${what} (${path}).`, { remedy });
    this.path = path;
  }
}

/** A folder holds photos, but not as a classifier learns from them: in one folder for each of two classes or more. */
export class PhotoFolderError extends TsvisionError {
  override readonly name = 'PhotoFolderError' as const;
  /** The folder, as resolved. */
  readonly path: string;
  /** What it is instead: a file, photos side by side without class folders, or photos of one class only. */
  readonly fault: 'file' | 'loose' | 'oneClass';

  constructor(path: string, fault: PhotoFolderError['fault'], what: string, remedy: string) {
    super(what, { remedy });
    this.path = path;
    this.fault = fault;
  }
}

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
  /** Where the file is. */
  readonly from: string;
  /** Where it should have gone. */
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

/** Files that were to be moved are not there any more; nothing has been moved. */
export class FilesVanishedError extends TsvisionError {
  override readonly name = 'FilesVanishedError' as const;
  /** Files that are no longer there. */
  readonly paths: readonly string[];

  constructor(paths: readonly string[]) {
    const shown = paths.slice(0, 5).join(', ');
    const more = paths.length > 5 ? ` and ${paths.length - 5} more` : '';
    super(`${paths.length === 1 ? 'A file has' : `${paths.length} files have`} vanished: ${shown}${more}.`, {
      remedy: 'Nothing has been moved. Put them back, or leave them out and try again.',
    });
    this.paths = paths;
  }
}
