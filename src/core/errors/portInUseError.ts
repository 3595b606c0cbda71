import { TsvisionError } from './tsvisionError.js';

/** Something else listens on the port that a server wants. */
export class PortInUseError extends TsvisionError {
  override readonly name = 'PortInUseError' as const;

  constructor(
    readonly port: number,
    readonly host: string,
  ) {
    super(`Port ${port} on ${host} is in use.`, {
      remedy: 'Stop what listens there, or choose another port (0 takes a free one).',
    });
  }
}
