import { logit, sigmoid } from '../transforms/lighting.js';
import type { ImageStats } from './imageStats.js';
import type { SamplePlan } from './samplePlan.js';

/** Steps of a table; lighting is smooth, so that 1024 straight pieces are off by less than a tenth of a grey level. */
export const tableSteps = 1024;

/**
 * What becomes of a colour value of 0–255: either `scale · value + shift` for each channel, or, with lighting, a
 * table for each channel over the values k · 255 / {@link tableSteps}.
 */
export type ColourMap =
  | { readonly kind: 'linear'; readonly scale: readonly number[]; readonly shift: readonly number[] }
  | { readonly kind: 'table'; readonly tables: readonly Float32Array[] };

/** Composes all changes of colour and the normalisation into one map. */
export function colourMap(colours: SamplePlan['colours'], stats: ImageStats | undefined): ColourMap {
  const linear = [0, 1, 2].map(() => ({ scale: 1 / 255, shift: 0 }));
  let tables: Float64Array[] | undefined;
  let light = { scale: 1, shift: 0, pending: false };
  const settleLight = (): void => {
    if (light.pending) tables = lit(tables, linear, light);
    light = { scale: 1, shift: 0, pending: false };
  };
  const change = (channel: number, scale: number, shift: number): void => {
    const table = tables?.[channel];
    if (table) for (let k = 0; k < table.length; k++) table[k] = (table[k] as number) * scale + shift;
    const straight = linear[channel] as { scale: number; shift: number };
    straight.scale *= scale;
    straight.shift = straight.shift * scale + shift;
  };
  for (const colour of colours) {
    if (colour.kind === 'logit') {
      // Neighbouring lightings act on the same logits, so that they compose to one scale and one shift.
      light = {
        scale: light.scale * colour.scale,
        shift: light.shift * colour.scale + colour.shift,
        pending: true,
      };
    } else {
      settleLight();
      for (let c = 0; c < 3; c++) change(c, colour.scale[c] as number, colour.shift[c] as number);
    }
  }
  settleLight();
  if (stats)
    for (let c = 0; c < 3; c++) change(c, 1 / at(stats.std, c), -at(stats.mean, c) / at(stats.std, c));
  if (tables) return { kind: 'table', tables: tables.map((table) => Float32Array.from(table)) };
  return { kind: 'linear', scale: linear.map(({ scale }) => scale), shift: linear.map(({ shift }) => shift) };
}

function at(values: readonly number[], channel: number): number {
  return (values.length === 1 ? values[0] : values[channel]) as number;
}

function lit(
  tables: readonly Float64Array[] | undefined,
  linear: readonly { readonly scale: number; readonly shift: number }[],
  { scale, shift }: { readonly scale: number; readonly shift: number },
): Float64Array[] {
  if (!tables && linear.every((c) => c.scale === 1 / 255 && c.shift === 0)) {
    const table = plainLogits().map((x) => sigmoid(scale * x + shift));
    return [table, table.slice(), table.slice()];
  }
  const before =
    tables ??
    linear.map((c) =>
      Float64Array.from({ length: tableSteps + 1 }, (_, k) => c.scale * ((k * 255) / tableSteps) + c.shift),
    );
  return before.map((table) => table.map((x) => sigmoid(scale * logit(x) + shift)));
}

let cachedLogits: Float64Array | undefined;

function plainLogits(): Float64Array {
  cachedLogits ??= Float64Array.from({ length: tableSteps + 1 }, (_, k) => logit(k / tableSteps));
  return cachedLogits;
}
