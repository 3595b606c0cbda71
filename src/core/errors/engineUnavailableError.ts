import { TsvisionError } from './tsvisionError.js';

/** `TSVISION_BACKEND` asks for an engine that does not run here. */
export class EngineUnavailableError extends TsvisionError {
  override readonly name = 'EngineUnavailableError' as const;
  /** The engine that was asked for. */
  readonly backend: string;
  /** Why it does not run. */
  readonly reason: string;

  constructor(backend: string, reason: string, remedy: string, cause?: unknown) {
    super(`TSVISION_BACKEND=${backend}, but that engine does not run here: ${reason}`, { remedy, cause });
    this.backend = backend;
    this.reason = reason;
  }
}
