import { InvalidArgumentError, Random } from '../../core/index.js';
import { tf } from '../../engine/index.js';

/** What has rows: a list, a typed array or a tensor. */
export type Splittable = readonly unknown[] | Float32Array | Int32Array | Uint8Array | tf.Tensor;

/** Options of {@link trainTestSplit}; names and defaults are scikit-learn's. */
export interface TrainTestSplitOptions {
  /** Share of the rows, between 0 and 1, or their number, that is put aside for the test. @default 0.25 */
  readonly testSize?: number;
  /** Of the order. @default 42 */
  readonly seed?: number | string;
  /** By chance; `false` puts the last rows aside. @default true */
  readonly shuffle?: boolean;
  /** The class of each row: each part then has the same share of every class. @default none */
  readonly stratify?: ArrayLike<string | number>;
}

/** Both parts of each thing, one after the other: `[xTrain, xTest, yTrain, yTest]`. */
export type SplitParts<T extends readonly Splittable[]> = T extends readonly [
  infer First extends Splittable,
  ...infer Rest extends readonly Splittable[],
]
  ? [First, First, ...SplitParts<Rest>]
  : [];

/**
 * Splits rows that belong together into two parts: `[xTrain, xTest, yTrain, yTest] = trainTestSplit([x, y])`
 * (scikit-learn: `train_test_split(x, y)`). For folders of photos there are `validPct` and `moveRandomSample`.
 *
 * @param things lists, typed arrays and tensors of equally many rows; tensors stay the caller's, parts are new ones
 * @throws InvalidArgumentError when they are not equally long, or a part would be empty
 * @example
 * ```ts
 * import { trainTestSplit } from 'tsvision';
 * const [train, test] = trainTestSplit([['a', 'b', 'c', 'd']], { testSize: 0.5, shuffle: false });
 * test; // → [ 'c', 'd' ]
 * ```
 */
export function trainTestSplit<const T extends readonly Splittable[]>(
  things: T,
  { testSize = 0.25, seed = 42, shuffle = true, stratify }: TrainTestSplitOptions = {},
): SplitParts<T> {
  const count = rowCount(things);
  const held = testSize < 1 ? Math.ceil(testSize * count) : testSize;
  if (!(Number.isInteger(held) && held > 0 && held < count))
    throw new InvalidArgumentError(
      'testSize',
      testSize,
      `a share or number of the ${count} rows that leaves some on both sides`,
    );
  const order = shuffle ? new Random(seed).permutation(count) : Array.from({ length: count }, (_, i) => i);
  const test = stratify ? stratified(order, stratify, held) : order.slice(count - held);
  const isTest = new Set(test);
  const train = order.filter((i) => !isTest.has(i));
  return things.flatMap((thing) => [rowsOf(thing, train), rowsOf(thing, test)]) as unknown as SplitParts<T>;
}

function rowCount(things: readonly Splittable[]): number {
  const counts = things.map((thing) => (thing instanceof tf.Tensor ? (thing.shape[0] ?? 0) : thing.length));
  const [count] = counts;
  if (count !== undefined && counts.every((other) => other === count)) return count;
  throw new InvalidArgumentError(
    'things',
    counts.join(', ') || 'empty',
    'a list of things with equally many rows',
  );
}

/** Rows for the test: of each class its share, the classes with the largest rests rounded up. */
function stratified(order: readonly number[], classes: ArrayLike<string | number>, held: number): number[] {
  if (classes.length !== order.length)
    throw new InvalidArgumentError(
      'stratify',
      classes.length,
      `a class for each of the ${order.length} rows`,
    );
  const groups = new Map<string | number, number[]>();
  for (const i of order) {
    const name = classes[i] as string | number;
    const group = groups.get(name);
    if (group) group.push(i);
    else groups.set(name, [i]);
  }
  const shares = [...groups.values()].map((rows) => ({ rows, share: (rows.length * held) / order.length }));
  let left = held - shares.reduce((sum, { share }) => sum + Math.floor(share), 0);
  const byRest = [...shares].sort((a, b) => (b.share % 1) - (a.share % 1));
  const counts = new Map(byRest.map(({ rows, share }) => [rows, Math.floor(share) + Number(left-- > 0)]));
  const chosen = new Set(shares.flatMap(({ rows }) => rows.slice(0, counts.get(rows))));
  return order.filter((i) => chosen.has(i));
}

function rowsOf(thing: Splittable, rows: readonly number[]): Splittable {
  if (thing instanceof tf.Tensor) return tf.tidy(() => tf.gather(thing, tf.tensor1d([...rows], 'int32')));
  if (Array.isArray(thing)) return rows.map((i) => thing[i]);
  const typed = thing as Float32Array;
  const part = new (typed.constructor as Float32ArrayConstructor)(rows.length);
  rows.forEach((from, to) => {
    part[to] = typed[from] as number;
  });
  return part;
}
