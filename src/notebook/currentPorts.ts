import type { NotebookPorts } from './notebookPorts.js';
import { TerminalPorts } from './terminalPorts.js';

/**
 * The key on `globalThis` under which a kernel registers its ports. A registered symbol, so that it is the same
 * for every copy of this package that a notebook may import.
 */
export const notebookPortsKey: unique symbol = Symbol.for('tsvision.notebookPorts') as never;

type PortsHolder = { [notebookPortsKey]?: NotebookPorts };

let terminal: TerminalPorts | undefined;

/** The ports of the kernel that runs this code, or of the terminal. */
export function notebookPorts(): NotebookPorts {
  const registered = (globalThis as PortsHolder)[notebookPortsKey];
  if (registered) return registered;
  terminal ??= new TerminalPorts();
  return terminal;
}

/** Called once by a kernel at its start; `undefined` takes the ports away again. */
export function registerNotebookPorts(ports: NotebookPorts | undefined): void {
  (globalThis as PortsHolder)[notebookPortsKey] = ports;
}
