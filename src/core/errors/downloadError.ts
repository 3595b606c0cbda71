import { TsvisionError } from './tsvisionError.js';

/** A file could not be downloaded; what came is kept, and the next try goes on from there. */
export class DownloadError extends TsvisionError {
  override readonly name = 'DownloadError' as const;
  readonly url: string;
  readonly reason: string;

  constructor(url: string, reason: string, cause?: unknown) {
    super(`${url} cannot be downloaded: ${reason}.`, {
      remedy: 'Check the connection and try again: the download goes on where it stopped.',
      cause,
    });
    this.url = url;
    this.reason = reason;
  }
}
