import { expandPath } from '../../core/index.js';
import { MoveJournal } from './moveJournal.js';

/**
 * The names that moved files had at first, by their names of today; relative paths with `/`. Files that nobody moved
 * are not there.
 */
export async function originalNames(root: string): Promise<Map<string, string>> {
  const origins = new Map<string, string>();
  for (const { state, moves } of await new MoveJournal(expandPath(root)).records()) {
    if (state === 'void') continue;
    const before = moves.map(({ from }) => origins.get(from) ?? from);
    for (const { from } of moves) origins.delete(from);
    for (const [i, { to }] of moves.entries()) origins.set(to, before[i] as string);
  }
  return origins;
}
