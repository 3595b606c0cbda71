import { Random } from '../../core/index.js';
import { tf } from '../../engine/index.js';
import type { CallbackInput, CallbackLearner } from '../host.js';
import type { TrainingCallback, TrainingState } from '../loop/trainingCallback.js';
import { itemLosses, type LossFunction, meanLoss } from '../losses.js';

/**
 * Trains on blends of two photos, with the loss blended alike (Zhang et al. 2017, in fastai's form: one weight for
 * each photo, never below ½).
 *
 * @param alpha of the Beta(α, α) distribution that the weights come from. @default 0.4
 * @example
 * ```ts
 * import { mixup } from 'tsvision';
 * await learn.fit(1, 1e-3, { callbacks: [mixup(0.4)] });
 * ```
 */
export function mixup(alpha = 0.4): CallbackInput {
  return (learner) => new Mixup(learner, alpha);
}

class Mixup implements TrainingCallback {
  readonly name = 'mixup';

  constructor(
    readonly learner: CallbackLearner,
    readonly alpha: number,
  ) {}

  onBatchBegin(state: TrainingState): void {
    const { xs, ys } = state;
    if (!xs || !ys) return;
    const n = xs.shape[0] as number;
    // Drawn from the position alone: a resumed run blends as the uninterrupted one would have.
    const random = new Random(
      `${this.learner.seed}/mixup/${state.epochsBefore + state.epoch}/${state.iteration}`,
    );
    const order = tf.tensor1d(random.permutation(n), 'int32');
    const shares = Array.from({ length: n }, () => betaAtLeastHalf(this.alpha, random));
    const others = tf.gather(ys, order);
    state.xs = tf.tidy(() => blend(xs, tf.gather(xs, order), shares));
    xs.dispose();
    order.dispose();
    state.lossOf = (outputs) => blendedLoss(this.learner.lossFunc, outputs, [ys, others], shares);
    this.#others = others;
  }

  #others: tf.Tensor | undefined;

  onBatchEnd(): void {
    this.#others?.dispose();
    this.#others = undefined;
  }

  onTrainEnd(): void {
    this.onBatchEnd();
  }
}

function blend(xs: tf.Tensor, others: tf.Tensor, shares: readonly number[]): tf.Tensor {
  const weights = tf.tensor(shares as number[], [shares.length, ...xs.shape.slice(1).map(() => 1)]);
  return tf.add(tf.mul(xs, weights), tf.mul(others, tf.sub(1, weights)));
}

function blendedLoss(
  loss: LossFunction,
  outputs: tf.Tensor,
  [first, second]: readonly [tf.Tensor, tf.Tensor],
  shares: readonly number[],
): tf.Scalar {
  const weights = tf.tensor1d(shares as number[]);
  const items = tf.add(
    tf.mul(itemLosses(loss, outputs, first), weights),
    tf.mul(itemLosses(loss, outputs, second), tf.sub(1, weights)),
  ) as tf.Tensor1D;
  const blended: LossFunction = { ...loss, perItem: () => items };
  return meanLoss(blended, outputs, first);
}

/** max(x, 1 − x) of x ~ Beta(α, α), by Jöhnk's method. */
function betaAtLeastHalf(alpha: number, random: Random): number {
  for (;;) {
    const [x, y] = [random.next() ** (1 / alpha), random.next() ** (1 / alpha)];
    if (x + y > 0 && x + y <= 1) return Math.max(x, y) / (x + y);
  }
}
