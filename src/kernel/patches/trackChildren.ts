import childProcess, { ChildProcess } from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';
import { InterruptedError } from '../../core/index.js';
import type { ContextTracker } from '../requests/contextTracker.js';
import type { MessageContext } from '../requests/messageContext.js';
import type { SocketThread } from '../sockets/socketThread.js';

/** The releases of Node whose making of processes this was written for. */
export const writtenFor = { package: 'node', majors: [20, 22, 24] } as const;

interface Spawning {
  spawn(this: ChildProcess, options: unknown): unknown;
}

type AnyFunction = (...args: unknown[]) => unknown;

/**
 * Tells the socket thread which process belongs to which cell, so that it ends with it.
 *
 * @returns to be called with each message that has ended
 */
export function trackChildren(
  sockets: SocketThread,
  contexts: ContextTracker,
): (ended: MessageContext) => void {
  const parents = new Set<string>();
  const prototype = ChildProcess.prototype as unknown as Spawning;
  const { spawn } = prototype;
  prototype.spawn = function (options) {
    const result = spawn.call(this, options);
    const { pid } = this;
    if (pid !== undefined) {
      const cell = contexts.current?.parent ?? '';
      parents.add(cell);
      sockets.childStarted({ pid, cell });
      this.once('exit', () => sockets.childExited(pid));
    }
    return result;
  };
  throwWhenInterrupted(sockets);
  return ({ parent }) => {
    if (parents.delete(parent)) sockets.cellEnded(parent);
  };
}

/** What waits for a process whose end the interrupt was must not return as if it had ended by itself. */
function throwWhenInterrupted(sockets: SocketThread): void {
  const module = childProcess as unknown as Record<string, AnyFunction>;
  for (const name of ['spawnSync', 'execSync', 'execFileSync']) {
    const original = module[name] as AnyFunction;
    module[name] = (...args) => {
      const before = sockets.interrupts;
      try {
        return original.apply(childProcess, args);
      } finally {
        // biome-ignore lint/correctness/noUnsafeFinally: the interrupt is the reason of whatever error there is
        if (sockets.interrupts !== before) throw new InterruptedError();
      }
    };
  }
  syncBuiltinESMExports();
}
