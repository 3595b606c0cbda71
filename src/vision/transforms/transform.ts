import { InvalidArgumentError, isPromise, isTsvisionError, type Random } from '../../core/index.js';
import { TransformError } from '../errors.js';
import type { Matrix3 } from './matrix3.js';

/**
 * What one transform does to one photo, all chances drawn: plain data, so that it can be sent to another thread.
 * Coordinates lie in [−1, 1], x to the right and y down, and maps go from the output to the input.
 *
 * - `affine`: a linear map of the sampling grid; the off-diagonal terms are for a square picture and adapted to
 *   the real shape. All affine maps of a photo act after its warps.
 * - `warp`: a homography of the sampling grid.
 * - `dihedral`: one of the 8 ways to turn and mirror a picture: bit 0 flips top to bottom, bit 1 left to right,
 *   bit 2 transposes afterwards.
 * - `logit`: colours x become sigmoid(scale · logit(x) + shift).
 * - `linear`: colours x become scale · x + shift, per channel, cut off at 0 and 1 when `clip` is set.
 * - `meanContrast`: colours x become scale · (x − m) + m + shift, m being the photo's mean; cut off at 0 and 1.
 * - `keras`: rotation, shift, shear and zoom around the centre, multiplied in Keras's order.
 * - `crop`: where a window lies in the picture that is too large for it, 0 = left/top and 1 = right/bottom.
 * - `cutout`: black rectangles.
 */
export type DrawnTransform =
  | { readonly kind: 'affine'; readonly matrix: Matrix3 }
  | { readonly kind: 'warp'; readonly matrix: Matrix3 }
  | { readonly kind: 'dihedral'; readonly flips: number }
  | { readonly kind: 'logit'; readonly scale: number; readonly shift: number }
  | {
      readonly kind: 'linear';
      readonly scale: readonly number[];
      readonly shift: readonly number[];
      readonly clip?: boolean;
    }
  | { readonly kind: 'meanContrast'; readonly scale: number; readonly shift: number }
  | ({ readonly kind: 'keras' } & KerasGeometry)
  | { readonly kind: 'crop'; readonly row: number; readonly column: number }
  | { readonly kind: 'cutout'; readonly holes: readonly CutoutHole[] };

/** One black rectangle. */
export interface CutoutHole {
  /** Place of the centre, as a share of the output's height. */
  readonly row: number;
  /** Place of the centre, as a share of the output's width. */
  readonly column: number;
  /** Pixels. */
  readonly height: number;
  /** Pixels. */
  readonly width: number;
}

/** One draw of Keras's `ImageDataGenerator`: its `apply_affine_transform`. */
export interface KerasGeometry {
  /** Degrees. */
  readonly rotation: number;
  /** Pixels. */
  readonly rowShift: number;
  /** Pixels. */
  readonly columnShift: number;
  /** Shift as a share of the height, in addition. @default 0 */
  readonly rowShare?: number;
  /** Shift as a share of the width, in addition. @default 0 */
  readonly columnShare?: number;
  /** Degrees. */
  readonly shear: number;
  /** Above 1 shows more of the photo's height, as in Keras. */
  readonly rowZoom: number;
  /** Above 1 shows more of the photo's width, as in Keras. */
  readonly columnZoom: number;
}

/**
 * A random change of photos. A new one is an object with these four fields; `draw` is not async.
 * @example
 * ```ts
 * import { ImageDataBunch, type Transform } from 'tsvision';
 * const mirror: Transform = {
 *   name: 'mirror',
 *   p: 0.5,
 *   order: 5,
 *   draw: () => ({ kind: 'affine', matrix: [1, 0, 0, 0, -1, 0, 0, 0, 1] }),
 * };
 * await ImageDataBunch.fromFolder(photos, { train: '.', validPct: 0.2, dsTfms: [[mirror], []], size: 32 });
 * ```
 */
export interface Transform {
  readonly name: string;
  /** Probability that a photo gets it. */
  readonly p: number;
  /** Transforms act in ascending order (fastai's numbers: warp 4, affine 5, lighting 8, flip 10, crop 99). */
  readonly order: number;
  /** Draws what happens to one photo; all chance comes from `random`. */
  draw(random: Random): DrawnTransform;
}

/** Transforms for training and for validation. */
export type TransformPair = readonly [train: readonly Transform[], valid: readonly Transform[]];

/** What is wrong with something drawn. */
interface Problem {
  readonly gave: unknown;
  readonly due: string;
}

type Rule = readonly [due: string, holds: (value: unknown) => boolean];

const isNumbers = (length: number) => (value: unknown) =>
  ArrayBuffer.isView(value) || Array.isArray(value)
    ? (value as readonly unknown[]).length === length && Array.from(value as never).every(Number.isFinite)
    : false;
const isShare = (value: unknown): boolean => typeof value === 'number' && value >= 0 && value <= 1;
const isHole = (hole: unknown): boolean =>
  ['row', 'column', 'height', 'width'].every((key) =>
    Number.isFinite((hole as Record<string, unknown>)?.[key]),
  );

const number: Rule = ['a finite number', Number.isFinite];
const optional: Rule = ['a finite number', (value) => value === undefined || Number.isFinite(value)];
const matrix: Rule = ['nine finite numbers', isNumbers(9)];
const channels: Rule = ['three finite numbers, one for each channel', isNumbers(3)];
const share: Rule = ['a number of 0 to 1', isShare];
const turn: Rule = [
  'a whole number of 0 to 7',
  (value) => Number.isInteger(value) && isShare(Number(value) / 7),
];
const holes: Rule = [
  'a list of { row, column, height, width }',
  (value) => Array.isArray(value) && value.every(isHole),
];

/** What the fields of each kind of {@link DrawnTransform} hold. */
const rules: Readonly<Record<DrawnTransform['kind'], Readonly<Record<string, Rule>>>> = {
  affine: { matrix },
  warp: { matrix },
  dihedral: { flips: turn },
  logit: { scale: number, shift: number },
  linear: { scale: channels, shift: channels },
  meanContrast: { scale: number, shift: number },
  keras: {
    rotation: number,
    rowShift: number,
    columnShift: number,
    rowShare: optional,
    columnShare: optional,
    shear: number,
    rowZoom: number,
    columnZoom: number,
  },
  crop: { row: share, column: share },
  cutout: { holes },
};

/** What is wrong with what a transform drew; `undefined` when a photo can be changed by it. */
function drawnProblem(drawn: DrawnTransform): Problem | undefined {
  const kinds = Object.keys(rules).join(', ');
  const fields = drawn && Object.hasOwn(rules, drawn.kind) ? rules[drawn.kind] : undefined;
  if (!fields) return { gave: drawn, due: `one of the kinds ${kinds}` };
  for (const [name, [due, holds]] of Object.entries(fields)) {
    const value = (drawn as unknown as Record<string, unknown>)[name];
    if (!holds(value)) return { gave: value, due: `as \`${name}\` of ${drawn.kind}, ${due}` };
  }
  return undefined;
}

/**
 * The transforms of one part of the data.
 * @param argument where they stand, such as `dsTfms[0]`
 * @throws InvalidArgumentError for what is no transform, such as the function that makes one
 */
export function checkTransforms(argument: string, transforms: readonly Transform[]): readonly Transform[] {
  const fail = (place: string, value: unknown, due: string): never => {
    const remedy = 'Call those that make one: dsTfms: [[flipLr(), rotate(10)], []], or getTransforms().';
    const shown = isPromise(value) ? 'a promise' : typeof value === 'function' ? `${value.name}()` : value;
    throw new InvalidArgumentError(place, shown, due, remedy);
  };
  if (!Array.isArray(transforms)) fail(argument, transforms, 'a list of transforms');
  transforms.forEach((transform, i) => {
    const place = `${argument}[${i}]`;
    if (typeof transform?.draw !== 'function') fail(place, transform, 'a transform { name, p, order, draw }');
    if (!isShare(transform.p)) fail(`${place}.p`, transform.p, `a probability of 0 to 1 (${transform.name})`);
    if (!Number.isFinite(transform.order))
      fail(`${place}.order`, transform.order, `a number (${transform.name})`);
  });
  return transforms;
}

/** Draws what happens to one photo: which transforms, and how much of each. */
export function drawTransforms(transforms: readonly Transform[], random: Random): DrawnTransform[] {
  return transforms
    .map((transform, position) => ({ transform, position }))
    .sort((a, b) => a.transform.order - b.transform.order || a.position - b.position)
    .filter(({ transform }) => random.chance(transform.p))
    .map(({ transform }) => drawChecked(transform, random));
}

function drawChecked(transform: Transform, random: Random): DrawnTransform {
  let drawn: DrawnTransform;
  try {
    drawn = transform.draw(random);
  } catch (error) {
    if (isTsvisionError(error)) throw error;
    throw new TransformError(transform.name, { threw: error, in: 'draw()' });
  }
  const problem = drawnProblem(drawn);
  if (problem === undefined) return drawn;
  const by = transform.draw;
  throw new TransformError(transform.name, { gave: problem.gave, due: problem.due, in: 'draw()', by });
}
