import type { PlotLayout } from '../figureSpec.js';
import { brokenText } from './brokenText.js';

/** Kinds of axes. */
export type AxisType = 'linear' | 'log' | 'category' | 'date';

/** What an axis is to show. */
export interface AxisSpec {
  readonly title: string | undefined;
  readonly type: AxisType | undefined;
  /** Ends in data units. */
  readonly range: readonly [number, number] | undefined;
  /** What is drawn along it; other things than numbers do not count. */
  readonly values: Iterable<unknown>;
  /** How long it is, in pixels. */
  readonly length: number;
}

/** Pixels that a tick's label takes along an axis. */
const tickRoom = 52;

/** The plotly axis that is meant. */
export function axisOf({ title, type, range, values, length }: AxisSpec): PlotLayout {
  return {
    automargin: true,
    // Exponents as powers of ten: a learning rate of "1µ" is read by nobody.
    exponentformat: 'power',
    ...(title ? { title: { text: brokenText(title, length, 14), standoff: 10 } } : {}),
    ...(type ? { type } : {}),
    ...(type === 'log' ? powersOfTen(range ?? extentOf(values), length) : {}),
    ...(type === undefined || type === 'linear' ? wholeSteps(range, values) : {}),
    ...(range ? { range: type === 'log' ? range.map(Math.log10) : range } : {}),
  };
}

/** The least and the greatest number, or nothing when there is none. */
export function extentOf(values: Iterable<unknown>): [number, number] | undefined {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (typeof value !== 'number' || !Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return low > high ? undefined : [low, high];
}

/**
 * Ticks at powers of ten alone, as many as have room; within one power plotly's own ticks are the only ones. It writes
 * powers a quarter larger than all other labels.
 */
function powersOfTen(range: readonly [number, number] | undefined, length: number): PlotLayout {
  const [low, high] = (range ?? [1, 1]).map((end) => Math.log10(Math.max(end, Number.MIN_VALUE))) as [
    number,
    number,
  ];
  if (high - low < 1) return {};
  return { dtick: Math.max(1, Math.ceil((high - low) / (length / tickRoom))), tickfont: { size: 12 / 1.25 } };
}

/** Epochs are counted: no tick stands at 0.5 where all places are whole numbers and few. */
function wholeSteps(range: readonly [number, number] | undefined, values: Iterable<unknown>): PlotLayout {
  const all = [...values];
  if (range || all.length === 0 || !all.every((value) => Number.isInteger(value))) return {};
  const [low, high] = extentOf(all) as [number, number];
  return high - low <= 5 ? { tick0: 0, dtick: 1 } : {};
}
