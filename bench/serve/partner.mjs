import { fork } from 'node:child_process';
import { allocatorSettings } from '../../dist/serve/index.js';

/** Starts one of the programs of this folder in a process of its own; `ask` gives its answer to a message. */
export async function partner(name, ...args) {
  const child = fork(new URL(`${name}.mjs`, import.meta.url), args, {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    // As `tsvision serve` and the container run.
    env: { ...allocatorSettings, ...process.env },
  });
  const ended = new Promise((_resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code}`)));
  });
  ended.catch(() => undefined);
  const next = () => Promise.race([ended, new Promise((resolve) => child.once('message', resolve))]);
  const ready = await next();
  const ask = (message) => {
    child.send(message);
    return next();
  };
  return { ready, ask, end: () => child.kill() };
}
