import { setMaxListeners } from 'node:events';
import { RequestError } from '../errors.js';

/**
 * Runs work that a request waits for. Its signal is aborted when the time is up or the client has gone; the timer is
 * held here, because Node collects `AbortSignal.timeout` when only other signals know it.
 *
 * @param milliseconds most time for the answer
 * @throws RequestError 503 when the time is up
 */
export async function withTimeLimit<T>(
  milliseconds: number,
  client: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const ending = new AbortController();
  // All photos of one request listen.
  setMaxListeners(0, ending.signal);
  const gone = (): void => ending.abort(new RequestError(400, 'bad_request', 'The client has hung up.'));
  client?.addEventListener('abort', gone);
  if (client?.aborted) gone();
  const clock = setTimeout(() => {
    ending.abort(new RequestError(503, 'too_slow', 'The answer took too long; try again in a few seconds.'));
  }, milliseconds);
  const ended = new Promise<never>((_resolve, reject) => {
    const stop = (): void => reject(ending.signal.reason);
    if (ending.signal.aborted) stop();
    else ending.signal.addEventListener('abort', stop);
  });
  try {
    return await Promise.race([work(ending.signal), ended]);
  } finally {
    clearTimeout(clock);
    client?.removeEventListener('abort', gone);
  }
}
