import { ExitRefusedError } from '../errors.js';

/** The releases of Node whose ways out this was written for. */
export const writtenFor = { package: 'node', majors: [20, 22, 24] } as const;

type Exit = (code?: number) => never;

/** The process's own ways out, for the kernel itself. */
export interface ProcessGuards {
  readonly exit: Exit;
}

/** Keeps a cell from ending the kernel by `process.exit()` or its like: they throw instead. */
export function guardProcess(): ProcessGuards {
  const exit = process.exit.bind(process) as Exit;
  process.exit = ((code?: number) => {
    throw new ExitRefusedError('exit', code);
  }) as Exit;
  process.abort = () => {
    throw new ExitRefusedError('abort');
  };
  const kill = process.kill.bind(process);
  process.kill = (pid, signal) => {
    if (pid === process.pid && signal !== 0 && signal !== 'SIGINT') throw new ExitRefusedError('kill');
    return kill(pid, signal);
  };
  return { exit };
}
