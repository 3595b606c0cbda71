import type { MapGroups } from './mapColours.js';
import type { Cloud, PointStyle } from './plane/drawPoints.js';
import type { Shape } from './plane/stamps.js';

const noGroup = { colour: '#8d949e', shape: 'disc' as Shape };

/** The pixels of a canvas by CSS colour; what is faint is nearly paper. */
function styleOf(colour: string, shape: Shape, paper: number): PointStyle {
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16)) as [
    number,
    number,
    number,
  ];
  const faint = ([red, green, blue] as const).map((part, i) =>
    Math.round(0.2 * part + 0.8 * ((paper >> (8 * i)) & 0xff)),
  ) as [number, number, number];
  return { shape, colour: pixelOf(red, green, blue), faint: pixelOf(...faint) };
}

/** A pixel of a canvas, `0xAABBGGRR` as a signed number. */
export function pixelOf(red: number, green: number, blue: number): number {
  return (255 << 24) | (blue << 16) | (green << 8) | red;
}

/**
 * How the points of these groups are drawn.
 * @param paper the pixel between them
 */
export function painted(
  { groups, codes, ordered }: MapGroups,
  paper: number,
): Pick<Cloud, 'groups' | 'styles' | 'order'> {
  // Groups that look alike share a style: there may be more classes than a byte counts.
  const looks = new Map<string, number>();
  const styles: PointStyle[] = [];
  const lookOf = ({ colour, shape }: { readonly colour: string; readonly shape: Shape }): number => {
    const name = `${colour} ${shape}`;
    const known = looks.get(name);
    if (known !== undefined) return known;
    looks.set(name, styles.length);
    return styles.push(styleOf(colour, shape, paper)) - 1;
  };
  const ofGroup = groups.map(lookOf);
  const ofNone = lookOf(noGroup);
  const painted = Uint8Array.from(codes, (code) => ofGroup[code] ?? ofNone);
  return { groups: painted, styles, order: ordered ? byGroup(codes) : plainBelow(painted, ofNone) };
}

/** What has no colour of its own, as classes beyond the thirtieth, would hide what has. */
function plainBelow(looks: Uint8Array, plain: number): Uint32Array | undefined {
  if (!looks.includes(plain)) return undefined;
  const order = new Uint32Array(looks.length);
  let placed = 0;
  for (const isPlain of [true, false])
    for (let i = 0; i < looks.length; i++) if ((looks[i] === plain) === isPlain) order[placed++] = i;
  return order;
}

function byGroup(codes: Int16Array): Uint32Array {
  return Uint32Array.from(codes.keys()).sort((a, b) => (codes[a] as number) - (codes[b] as number));
}
