import type { PageModel } from './engine/messages.js';

const engines = { webgpu: 'WebGPU', wasm: 'WebAssembly' } as const;

/** How long an answer took, and what computed it. */
export function factsLine({ backend, card }: PageModel, milliseconds: number): string {
  return `${milliseconds.toFixed(0)} ms · ${engines[backend]} · ${card.dtype}`;
}
