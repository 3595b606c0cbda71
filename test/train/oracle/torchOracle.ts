import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What PyTorch computed; see makeOracle.py. */
export const torch = JSON.parse(readFileSync(join(import.meta.dirname, 'torch.json'), 'utf8')) as {
  readonly optimizers: Readonly<Record<string, number[]>>;
  readonly losses: Readonly<Record<string, number>> & { readonly crossEntropyItems: number[] };
  readonly clipping: { readonly norm: number; readonly clipped: number[][] };
  readonly net: Readonly<Record<string, number[]>> & { readonly loss: number };
};

/** The same fixed, uneven numbers as `ramp` in makeOracle.py. */
export function ramp(size: number, scale = 0.1, phase = 0): number[] {
  return Array.from({ length: size }, (_, i) => scale * (((i * 37 + 11) % 101) / 50 - 1) + phase);
}
