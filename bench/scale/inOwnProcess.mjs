// Work in a process of its own: the most memory that a process ever held says nothing of what came after.
import { fork } from 'node:child_process';

/**
 * Runs `script` (beside this file) on a request that JSON can carry.
 * @returns {Promise<any>} what it sends
 */
export async function inOwnProcess(script, request) {
  const child = fork(new URL(script, import.meta.url), [JSON.stringify(request)], {
    execArgv: ['--expose-gc'],
    stdio: ['ignore', process.stderr, 'inherit', 'ipc'],
  });
  let sent;
  child.on('message', (message) => (sent = message));
  const status = await new Promise((resolve) => child.on('close', (code, signal) => resolve(code ?? signal)));
  if (status !== 0 || sent === undefined) throw new Error(`${script} ended with ${status}.`);
  return sent;
}

/**
 * In such a process: does the work, sends what it found with the most memory that the process held, and ends.
 * @param {(request: any) => Promise<object>} work
 */
export async function answerOnce(work) {
  const found = await work(JSON.parse(process.argv[2]));
  const peakMiB = process.resourceUsage().maxRSS / 1024;
  process.send({ ...found, peakMiB }, () => process.exit());
}

/** MiB of JavaScript's objects that are still reachable. */
export function heldMiB() {
  globalThis.gc();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

/** Wall and processor seconds of this process since it began. */
export function secondsSoFar() {
  const { user, system } = process.cpuUsage();
  return { wall: performance.now() / 1000, processor: (user + system) / 1e6 };
}

/** What passed between two of {@link secondsSoFar}. */
export function between(from, to) {
  return { wall: to.wall - from.wall, processor: to.processor - from.processor };
}
