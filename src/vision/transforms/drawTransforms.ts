import { InvalidArgumentError, isPromise, isTsvisionError, type Random } from '../../core/index.js';
import { TransformError } from '../errors.js';
import type { DrawnTransform, Transform } from './transform.js';

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
