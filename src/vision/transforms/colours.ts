import { logit, sigmoid } from './lighting.js';
import type { DrawnTransform } from './transform.js';

/** Mean and standard deviation of each channel (or one for all), for colours in [0, 1]. */
export interface ImageStats {
  /** Mean of each channel, of colours 0 … 1. */
  readonly mean: readonly number[];
  /** Standard deviation of each channel, of colours 0 … 1. */
  readonly std: readonly number[];
}

/** Statistics of ImageNet: what the pretrained networks expect. */
export const imagenetStats: ImageStats = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };

/** Statistics of CIFAR-10, as fastai gives them. */
export const cifarStats: ImageStats = { mean: [0.491, 0.482, 0.447], std: [0.247, 0.243, 0.261] };

/** Statistics of MNIST, as fastai gives them. */
export const mnistStats: ImageStats = { mean: [0.131, 0.131, 0.131], std: [0.308, 0.308, 0.308] };

/** Steps of a table; lighting is smooth, so that 1024 straight pieces are off by an eighth of a grey level at most. */
export const tableSteps = 1024;

/**
 * What becomes of a colour value of 0–255: either `scale · value + shift` for each channel, or, with lighting, a
 * table for each channel over the values k · 255 / {@link tableSteps}.
 */
export type ColourMap =
  | { readonly kind: 'linear'; readonly scale: readonly number[]; readonly shift: readonly number[] }
  | { readonly kind: 'table'; readonly tables: readonly Float32Array[] };

/** A change of colour that depends on nothing but the colour. */
export type ColourChange = Extract<DrawnTransform, { kind: 'logit' | 'linear' }>;

/** Composes all changes of colour and the normalisation into one map. */
export function colourMap(changes: readonly ColourChange[], stats: ImageStats | undefined): ColourMap {
  const merged = mergeLights(changes);
  const last = stats ? [normalization(stats)] : [];
  const straight = merged.every((change) => change.kind === 'linear' && !change.clip);
  if (straight) return composeLinear([...(merged as LinearChange[]), ...last]);
  // Changes that treat all channels alike, as lighting does, are computed once for the three.
  const alike = merged.every((change) => change.kind === 'logit' || isGrey(change));
  const first = tableOf(merged, 0);
  const tables = [0, 1, 2].map((channel) => (alike || channel === 0 ? first : tableOf(merged, channel)));
  return { kind: 'table', tables: tables.map((table, channel) => lastly(table, last[0], channel)) };
}

function isGrey({ scale, shift }: LinearChange): boolean {
  return scale.every((x) => x === scale[0]) && shift.every((x) => x === shift[0]);
}

function lastly(table: Float64Array, change: LinearChange | undefined, channel: number): Float32Array {
  const result = Float32Array.from(table);
  if (!change) return result;
  const [scale, shift] = [change.scale[channel] as number, change.shift[channel] as number];
  for (let k = 0; k < result.length; k++) result[k] = (table[k] as number) * scale + shift;
  return result;
}

type LinearChange = Extract<DrawnTransform, { kind: 'linear' }>;

/** Neighbouring lightings act on the same logits, so that they compose to one scale and one shift. */
function mergeLights(changes: readonly ColourChange[]): ColourChange[] {
  const merged: ColourChange[] = [];
  for (const change of changes) {
    const last = merged.at(-1);
    if (change.kind === 'logit' && last?.kind === 'logit') {
      const shift = last.shift * change.scale + change.shift;
      merged[merged.length - 1] = { kind: 'logit', scale: last.scale * change.scale, shift };
    } else merged.push(change);
  }
  return merged;
}

function normalization({ mean, std }: ImageStats): LinearChange {
  const at = (values: readonly number[], channel: number): number =>
    values[values.length === 1 ? 0 : channel] as number;
  const scale = [0, 1, 2].map((c) => 1 / at(std, c));
  return { kind: 'linear', scale, shift: scale.map((s, c) => -at(mean, c) * s) };
}

function composeLinear(changes: readonly LinearChange[]): ColourMap {
  const scale = [1 / 255, 1 / 255, 1 / 255];
  const shift = [0, 0, 0];
  for (const change of changes) {
    for (let c = 0; c < 3; c++) {
      scale[c] = (scale[c] as number) * (change.scale[c] as number);
      shift[c] = (shift[c] as number) * (change.scale[c] as number) + (change.shift[c] as number);
    }
  }
  return { kind: 'linear', scale, shift };
}

function tableOf(changes: readonly ColourChange[], channel: number): Float64Array {
  let table = Float64Array.from({ length: tableSteps + 1 }, (_, k) => k / tableSteps);
  changes.forEach((change, position) => {
    if (change.kind === 'logit') {
      const logits = position === 0 ? plainLogits() : table.map(logit);
      table = logits.map((x) => sigmoid(change.scale * x + change.shift));
    } else {
      const [scale, shift] = [change.scale[channel] as number, change.shift[channel] as number];
      table = table.map((x) => scale * x + shift);
      if (change.clip) table = table.map((x) => Math.min(Math.max(x, 0), 1));
    }
  });
  return table;
}

let cachedLogits: Float64Array | undefined;

function plainLogits(): Float64Array {
  cachedLogits ??= Float64Array.from({ length: tableSteps + 1 }, (_, k) => logit(k / tableSteps));
  return cachedLogits;
}

/** Sends `length` values of 0–255, channels side by side, through the colour map, in place. */
export function applyColours(values: Float32Array, offset: number, length: number, map: ColourMap): void {
  if (map.kind === 'linear') {
    const [s0, s1, s2] = map.scale as [number, number, number];
    const [t0, t1, t2] = map.shift as [number, number, number];
    for (let i = offset; i < offset + length; i += 3) {
      values[i] = values[i]! * s0 + t0;
      values[i + 1] = values[i + 1]! * s1 + t1;
      values[i + 2] = values[i + 2]! * s2 + t2;
    }
    return;
  }
  const [red, green, blue] = map.tables as [Float32Array, Float32Array, Float32Array];
  const steps = tableSteps / 255;
  const last = tableSteps - 1;
  for (let i = offset; i < offset + length; i += 3) {
    const r = values[i]! * steps;
    const g = values[i + 1]! * steps;
    const b = values[i + 2]! * steps;
    const kr = r < last ? r | 0 : last;
    const kg = g < last ? g | 0 : last;
    const kb = b < last ? b | 0 : last;
    const lowRed = red[kr]!;
    const lowGreen = green[kg]!;
    const lowBlue = blue[kb]!;
    values[i] = lowRed + (red[kr + 1]! - lowRed) * (r - kr);
    values[i + 1] = lowGreen + (green[kg + 1]! - lowGreen) * (g - kg);
    values[i + 2] = lowBlue + (blue[kb + 1]! - lowBlue) * (b - kb);
  }
}
