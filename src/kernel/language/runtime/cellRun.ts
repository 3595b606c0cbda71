import type { MagicRuntime } from '../../magics/magicRuntime.js';

/** What belongs to one run of a cell. */
export class CellRun {
  /** File name of the cell, as tracebacks show it. */
  readonly name: string;
  readonly signal: AbortSignal;
  /** Pages and the like for the front end, as Jupyter's `payload`. */
  readonly pages: Record<string, unknown>[] = [];
  /** Names of earlier cells that this one has given a new value. */
  readonly replaced = new Set<string>();
  magic: MagicRuntime | undefined;

  constructor(name: string, signal: AbortSignal) {
    this.name = name;
    this.signal = signal;
  }
}
