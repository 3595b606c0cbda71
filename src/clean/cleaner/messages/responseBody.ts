import type { CleanerResponse } from '../protocol.js';

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;

/** An answer before it has the id of its question. */
export interface ResponseBody {
  readonly response: WithoutId<CleanerResponse>;
  readonly buffers?: readonly Uint8Array[];
}
