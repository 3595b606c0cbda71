import { engineInfo, engineReady, type tf } from '../../engine/index.js';
import { inferenceMemory, stepMemory } from '../../vision/index.js';
import { BatchTooLargeError } from '../errors.js';
import type { TrainingHost } from '../host.js';
import { type CountedStep, largest, noteStep, trainingBytes } from './stepBytes.js';

/** How {@link requireFit} asks. */
export interface FitQuestion {
  /** Number of the first layer group that will learn. @default the first that learns now */
  readonly frozenTo?: number;
}

/**
 * Refuses a batch with which a training step would need more memory than there is, before anything has been changed.
 * Not asked are GPUs, features that were computed before, and networks with layers that do not tell the shapes of
 * their outputs.
 *
 * @throws {BatchTooLargeError}
 */
export async function requireFit(host: TrainingHost, { frozenTo }: FitQuestion = {}): Promise<void> {
  await engineReady();
  if (engineInfo().gpu || host.precompute) return;
  const { trainDl } = host.data;
  const batchSize = Math.min(trainDl.batchSize, trainDl.dataset.length);
  withFrozenTo(host, frozenTo, () => {
    const neededBytes = bytesOfStep(host, batchSize);
    if (neededBytes === undefined) return;
    const availableBytes = host.availableMemory();
    if (neededBytes <= availableBytes) {
      noteStep(neededBytes);
      return;
    }
    const fits = (size: number, lean?: boolean): boolean =>
      (bytesOfStep(host, size, lean) ?? 0) <= availableBytes;
    throw new BatchTooLargeError({
      network: host.trained.architecture,
      neededBytes,
      availableBytes,
      batchSize,
      fittingBatchSize: largest(batchSize - 1, fits),
      fitsLean: !host.trained.lean && fits(batchSize, true),
    });
  });
}

/** Asks with other groups frozen, and leaves all as it was. */
function withFrozenTo(
  { trained, trainBn }: TrainingHost,
  frozenTo: number | undefined,
  ask: () => void,
): void {
  const before = trained.frozenTo;
  if (frozenTo === undefined || frozenTo === before) {
    ask();
    return;
  }
  trained.freezeTo(frozenTo, trainBn);
  try {
    ask();
  } finally {
    trained.freezeTo(before, trainBn);
  }
}

/**
 * Bytes that a training step will take beyond what is held already: an estimate by the shapes of the network's
 * values, counted as float32. `undefined` where these are not known.
 */
export function bytesOfStep(
  host: Pick<TrainingHost, 'data' | 'trained' | 'optimizer'>,
  batchSize: number,
  lean = host.trained.lean,
): number | undefined {
  const { trained, data, optimizer } = host;
  const shape = inputShape(trained.model, data.preprocessor?.config.target);
  if (shape === undefined) return undefined;
  const input = [batchSize, ...shape];
  try {
    const bytes = trainingBytes(stepOn(trained, input, lean), input, (optimizer?.steps ?? 0) > 0);
    return Number.isFinite(bytes) ? bytes : undefined;
  } catch {
    // A layer of the user's own, which training will ask again, and name.
    return undefined;
  }
}

/** A fixed body runs by itself, and its head learns on what it gave. */
function stepOn(
  { cnn, bodyIsFixed, model }: TrainingHost['trained'],
  input: readonly number[],
  lean: boolean,
): CountedStep {
  if (!cnn || !bodyIsFixed) return stepMemory(model, input, { lean });
  const body = inferenceMemory(cnn.body, input);
  const { most, learning } = stepMemory(cnn.head, body.output);
  return { most: Math.max(body.most, most + input.reduce((size, n) => size * n, 4)), learning };
}

/** Height, width and channels of a photo, as the network or else the data have them. */
function inputShape(
  model: tf.LayersModel,
  target: { readonly height: number; readonly width: number } | undefined,
): number[] | undefined {
  const [, ...known] = model.inputs[0]?.shape ?? [];
  const ofData = [target?.height, target?.width, 3];
  const shape = known.map((size, axis) => size ?? ofData[axis]);
  return shape.every((size) => size !== undefined) ? shape : undefined;
}
