import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where the cells of all sessions are kept: `TSVISION_HISTORY`, else in the user's data folder. */
export function historyFolder(): string {
  const { TSVISION_HISTORY, XDG_DATA_HOME } = process.env;
  return TSVISION_HISTORY || join(XDG_DATA_HOME || join(homedir(), '.local/share'), 'tsvision/history');
}
