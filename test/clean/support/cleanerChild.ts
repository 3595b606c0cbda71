import { CleanerSession } from '../../../src/clean/cleaner/cleanerSession.js';
import { marking, relabelling } from '../../../src/clean/cleaner/decisions/cleanerState.js';
import { itemsOf } from './cleanerItems.js';

// node cleanerChild.mjs ROOT MODE KILL_AT: marks, applies, and dies by SIGKILL after the KILL_AT-th step.
const [root = '', mode = 'move', killAt = ''] = process.argv.slice(2);
let steps = 0;
const checkpoint = (): void => {
  if (++steps === Number(killAt)) process.kill(process.pid, 'SIGKILL');
};

async function work(): Promise<void> {
  const session = await CleanerSession.open(root, itemsOf(root));
  await session.decide('delete', [0, 3], marking('delete'));
  await session.decide('relabel', [1, 4], relabelling('teddy'));
  await session.apply(mode as 'move' | 'csv', undefined, checkpoint);
  process.stdout.write(`steps ${steps}`);
}

void work();
