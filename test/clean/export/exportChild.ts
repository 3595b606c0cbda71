import { exportDataset } from '../../../src/clean/export/index.js';

// node exportChild.mjs SOURCE TARGET KILL_AT: dies by SIGKILL when the KILL_AT-th photo is about to be copied.
const [source = '', target = '', killAt = ''] = process.argv.slice(2);
let photos = 0;
const signal = Object.assign(new AbortController().signal, {
  throwIfAborted: () => {
    if (++photos === Number(killAt)) process.kill(process.pid, 'SIGKILL');
  },
});
await exportDataset(source, target, { signal, progress: false });
