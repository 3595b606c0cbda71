import { InterruptedError } from '../../core/index.js';
import type { ErrorReport } from '../language/index.js';
import type { Publisher } from './publisher.js';

/** Shows errors that nobody caught in the cell that caused them; the kernel lives on. */
export function showUnhandledErrors(publisher: Publisher, report: (error: unknown) => ErrorReport): void {
  const show = (error: unknown): void => {
    // What an interrupted cell leaves behind has been said once already.
    if (error instanceof InterruptedError) return;
    publisher.publish('error', { ...report(error) });
  };
  process.on('uncaughtException', show);
  process.on('unhandledRejection', show);
}
