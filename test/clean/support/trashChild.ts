import { join } from 'node:path';
import { moveToTrash } from '../../../src/data/trash/moveToTrash.js';
import { undoMoves } from '../../../src/data/trash/undoMoves.js';

// node trashChild.mjs ROOT ACTION KILL_AT FILE…: dies by SIGKILL after the KILL_AT-th step.
const [root = '', action = '', killAt = '', ...files] = process.argv.slice(2);
let steps = 0;
const checkpoint = (): void => {
  if (++steps === Number(killAt)) process.kill(process.pid, 'SIGKILL');
};
const work =
  action === 'undo'
    ? undoMoves(root, undefined, { checkpoint })
    : moveToTrash(
        files.map((file) => join(root, file)),
        { root, checkpoint },
      );
await work;
process.stdout.write(`steps ${steps}`);
