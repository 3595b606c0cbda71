import type { ColourKey } from '../../../../src/clean/cleaner/mapProtocol.js';
import { type Shape, shapes } from './plane/stamps.js';

/** A group of photos on the map: one class, one split, one range of losses. */
export interface MapGroup {
  readonly name: string;
  /** Photos that are on the map. */
  readonly count: number;
  /** CSS colour and shape of its points. */
  readonly colour: string;
  readonly shape: Shape;
}

/** The photos of a map in groups, the way the legend shows them. */
export interface MapGroups {
  readonly by: ColourKey;
  readonly groups: readonly MapGroup[];
  /** Place in `groups` by number of the photo; −1: in none. */
  readonly codes: Int16Array;
  /** The last groups are the rarest, and lie on top. */
  readonly ordered: boolean;
}

/** What a key is called. */
export const colourNames: Readonly<Record<ColourKey, string>> = {
  label: 'class',
  prediction: 'predicted class',
  loss: 'loss',
  split: 'split',
  problem: 'problem',
  tag: 'tag',
  mark: 'decision',
  outlier: 'distance from its class',
  shown: 'shown',
};

/** Okabe and Ito's colours that stand out from white and from black: told apart with any colour vision. */
const distinct = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9', '#d55e00'];
const plain = '#8d949e';
/** From what most photos have to what hardly one has. */
const rising = [plain, '#56b4e9', '#0072b2', '#cc79a7', '#e69f00', '#d55e00'];
/** Shares of the photos below each step of `rising`. */
const steps = [0.5, 0.75, 0.9, 0.97, 0.99];

/** Groups by a name each: colour changes faster than shape; what is beyond thirty looks alike and has its line. */
export function groupsByName(by: ColourKey, names: readonly string[], codes: Int16Array): MapGroups {
  const counts = countsOf(codes, names.length);
  const groups = names.map((name, i): MapGroup => {
    const shape = shapes[Math.floor(i / distinct.length)];
    const colour = distinct[i % distinct.length] as string;
    return {
      name,
      count: counts[i] as number,
      ...(shape ? { shape, colour } : { shape: 'disc', colour: plain }),
    };
  });
  return { by, groups, codes, ordered: false };
}

/** Groups by size of a value, the uppermost hundredth by itself; NaN is in none. */
export function groupsByValue(by: ColourKey, values: Float32Array): MapGroups {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const at = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
  // Many photos may have the same value: then there are fewer groups.
  const tops = [...new Set([...steps.map(at), at(1)])];
  const codes = Int16Array.from(values, (value) =>
    Number.isNaN(value) ? -1 : tops.findIndex((top) => value <= top),
  );
  const counts = countsOf(codes, tops.length);
  const groups = tops.map((top, i): MapGroup => {
    const from = i === 0 ? sorted[0] : tops[i - 1];
    return {
      name: `${digits(from ?? 0)} to ${digits(top)}`,
      count: counts[i] as number,
      colour: rising[i + rising.length - tops.length] as string,
      shape: i === tops.length - 1 && i > 0 ? 'diamond' : 'disc',
    };
  });
  return { by, groups: sorted.length > 0 ? groups : [], codes, ordered: true };
}

/** Numbers of the photos of a group. */
export function photosOf({ codes }: MapGroups, group: number): number[] {
  const photos: number[] = [];
  for (let i = 0; i < codes.length; i++) if (codes[i] === group) photos.push(i);
  return photos;
}

/** How many of these photos are in each group. */
export function tallied({ codes, groups }: MapGroups, photos: Iterable<number>): number[] {
  const tally = groups.map(() => 0);
  for (const photo of photos) {
    const group = codes[photo];
    if (group !== undefined && group >= 0) tally[group] = (tally[group] ?? 0) + 1;
  }
  return tally;
}

function countsOf(codes: Int16Array, groups: number): number[] {
  const counts = new Array<number>(groups).fill(0);
  for (const code of codes) if (code >= 0) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}

const digits = (value: number): string => (Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3));
