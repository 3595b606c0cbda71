import { InvalidArgumentError } from '../../core/index.js';
import { tf } from '../../engine/index.js';
import { argMax, type Metric, type MetricBatch } from './metric.js';

/**
 * Predictions or targets as they come: a list, a typed array or a tensor of one number a photo; rows of numbers; or a
 * `Float32Array` of rows that lie one behind the other, as `learn.logPreds()` and `learn.getPreds()` give them.
 */
export type Scores = ArrayLike<number | ArrayLike<number>> | tf.Tensor;

/** What a metric is of: one class a photo, or one 0 or 1 for each class of a photo. */
export type TargetForm = 'classes' | 'flags';

/**
 * The value of a metric for predictions and targets in memory, as over one validation pass. Photos whose predictions
 * are all NaN, because they could not be read, are left out as there.
 *
 * @throws InvalidArgumentError when the two do not belong together
 */
export function scoreOf(
  metric: Metric,
  predictions: Scores,
  targets: Scores,
  form: TargetForm = 'classes',
): number {
  const pass = metric.start();
  pass.add(form === 'flags' ? flagBatch(predictions, targets) : classBatch(predictions, targets));
  return pass.value();
}

/** Class of each photo: the numbers themselves, or the place of each row's greatest one. */
export function classIndicesOf(name: string, scores: Scores, count?: number): Int32Array {
  const { values, width } = tableOf(name, scores, count);
  if (width === 1) return wholeNumbers(name, values);
  return Int32Array.from({ length: values.length / width }, (_, i) => {
    const row = values.subarray(i * width, (i + 1) * width);
    return isUnread(row) ? -1 : argMax(row);
  });
}

/** Numbers in rows of `width`. */
interface Table {
  readonly values: Float64Array;
  readonly width: number;
}

/** The numbers in rows. @param count rows that there must be; without it a flat list has one number a row */
export function tableOf(name: string, scores: Scores, count?: number): Table {
  const { values, rows } = flatOf(name, scores);
  if (count === undefined || rows === count) return { values, width: rows === 0 ? 1 : values.length / rows };
  const lieBehind = scores instanceof Float32Array && count > 0 && rows > count && rows % count === 0;
  if (lieBehind) return { values, width: values.length / count };
  throw new InvalidArgumentError(
    name,
    `${rows} of them`,
    `as many as the other list has: ${count}`,
    'Both must be of the same photos, in the same order.',
  );
}

interface Flat {
  readonly values: Float64Array;
  readonly rows: number;
}

function flatOf(name: string, scores: Scores): Flat {
  if (scores instanceof tf.Tensor) return flatTensor(name, scores);
  if (typeof scores?.length !== 'number')
    throw new InvalidArgumentError(name, scores, 'a list of numbers, of rows of numbers, or a tensor');
  const list = Array.from(scores);
  if (typeof list[0] !== 'object') return { values: floats(list), rows: list.length };
  const rows = list as ArrayLike<number>[];
  const width = rows[0]?.length;
  if (!rows.every((row) => row.length === width) || width === 0)
    throw new InvalidArgumentError(name, scores, 'rows of one length');
  return { values: floats(rows.flatMap((row) => Array.from(row))), rows: rows.length };
}

function flatTensor(name: string, tensor: tf.Tensor): Flat {
  if (tensor.rank !== 1 && tensor.rank !== 2)
    throw new InvalidArgumentError(
      name,
      `one of shape [${tensor.shape.join(', ')}]`,
      'a tensor [photos] or [photos, classes]',
    );
  return { values: floats(tensor.dataSync()), rows: tensor.shape[0] as number };
}

function floats(numbers: ArrayLike<unknown>): Float64Array {
  return Float64Array.from(numbers, Number);
}

function wholeNumbers(name: string, values: Float64Array): Int32Array {
  const odd = values.find((value) => !(Number.isInteger(value) && value >= 0));
  if (odd === undefined) return Int32Array.from(values);
  throw new InvalidArgumentError(
    name,
    `${odd} for one photo`,
    'class indices (0, 1, 2 …), or a row with a number for each class',
    'Of one probability a photo make classes first: probabilities.map(p => Number(p > 0.5)).',
  );
}

function isUnread(row: ArrayLike<number>): boolean {
  return Array.from(row).every(Number.isNaN);
}

/** One class a photo; targets may be rows of one 1 (Keras's `to_categorical`). */
function classBatch(predictions: Scores, targets: Scores): MetricBatch {
  const right = classIndicesOf('targets', targets);
  const { values, width } = tableOf('predictions', predictions, right.length);
  const batch =
    width === 1 ? oneHotBatch(wholeNumbers('predictions', values), right) : rowBatch(values, width, right);
  const outside = batch.targets.find((target) => target < 0 || target >= batch.width);
  if (outside === undefined) return batch;
  throw new InvalidArgumentError('targets', outside, `class indices from 0 to ${batch.width - 1}`);
}

/** Classes as rows that are sure of them. */
function oneHotBatch(classes: Int32Array, targets: Int32Array): MetricBatch {
  const width = classes.reduce((most, index) => Math.max(most, index), targets.reduce(maximum, 0)) + 1;
  const predictions = new Float32Array(classes.length * width);
  classes.forEach((index, i) => {
    predictions[i * width + index] = 1;
  });
  return { predictions, targets, count: classes.length, width };
}

function maximum(most: number, index: number): number {
  return Math.max(most, index);
}

function rowBatch(values: Float64Array, width: number, targets: Int32Array): MetricBatch {
  const read = Array.from(targets.keys()).filter(
    (i) => !isUnread(values.subarray(i * width, (i + 1) * width)),
  );
  const predictions = new Float32Array(read.length * width);
  read.forEach((from, to) => {
    predictions.set(values.subarray(from * width, (from + 1) * width), to * width);
  });
  const partly = predictions.findIndex(Number.isNaN);
  if (partly >= 0)
    throw new InvalidArgumentError('predictions', Number.NaN, 'numbers, in every column of a row or in none');
  return {
    predictions,
    targets: Int32Array.from(read, (i) => targets[i] as number),
    count: read.length,
    width,
  };
}

/** A 0 or 1 for each class of each photo. */
function flagBatch(predictions: Scores, targets: Scores): MetricBatch {
  const { values, width } = tableOf('predictions', predictions);
  const flags = tableOf('targets', targets);
  if (flags.values.length === values.length)
    return {
      predictions: Float32Array.from(values),
      targets: Float32Array.from(flags.values),
      count: values.length / width,
      width,
    };
  throw new InvalidArgumentError(
    'targets',
    `${flags.values.length} numbers`,
    `a 0 or 1 for each of the ${values.length} predictions`,
  );
}

/** Probabilities of log-probabilities, which alone are nowhere above 0; anything else as it is. */
export function asProbabilities(predictions: Scores): Scores {
  const { values, rows } = flatOf('predictions', predictions);
  const areLogs = values.some((value) => value < 0) && !values.some((value) => value > 0);
  if (!areLogs) return predictions;
  const width = values.length / rows;
  const exponentials = Float32Array.from(values, Math.exp);
  if (width === 1) return exponentials;
  return Array.from({ length: rows }, (_, i) => exponentials.subarray(i * width, (i + 1) * width));
}
