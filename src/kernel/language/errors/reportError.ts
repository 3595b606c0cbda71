import { CellSyntaxError } from '../../../core/index.js';
import type { ErrorReport } from '../cellEvaluator.js';

/** Any thrown value as a readable traceback; never throws itself. */
export function reportError(error: unknown): ErrorReport {
  if (error instanceof CellSyntaxError)
    return { ename: error.name, evalue: error.message, traceback: [...error.report] };
  if (error instanceof Error)
    return { ename: error.name, evalue: error.message, traceback: String(error.stack).split('\n') };
  return { ename: 'Error', evalue: String(error), traceback: [String(error)] };
}
