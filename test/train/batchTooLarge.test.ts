import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../src/core/index.js';
import { engineReady, tf } from '../../src/engine/index.js';
import { BatchTooLargeError, Learner } from '../../src/train/index.js';
import { hostOf } from '../../src/train/learner.js';
import { bytesOfStep } from '../../src/train/loop/requireFit.js';
import { buildCnn, models, stateDict } from '../../src/vision/index.js';
import { memoryBunch } from './fixtures/memoryBunch.js';

beforeAll(() => engineReady());

const quiet = { table: false } as const;
const bunch = (bs: number) => memoryBunch({ size: 32, bs, train: 48, valid: 0 });

async function learner(bs: number): Promise<Learner> {
  const options = { classes: 3, pretrained: false, random: new Random(5) };
  return new Learner(bunch(bs), await buildCnn(models.tinyresnet, options));
}

/** Bytes that a step with a batch takes, of the learner as it is now. */
const bytes = (learn: Learner, bs: number, lean?: boolean): number =>
  bytesOfStep(hostOf(learn), bs, lean) as number;

function bytesOfWeights(state: ReadonlyMap<string, { readonly data: ArrayBufferView }>): Buffer {
  const views = [...state.values()].map(({ data }) => data);
  return Buffer.concat(views.map((view) => Buffer.from(view.buffer, view.byteOffset, view.byteLength)));
}

/** From now on so much memory is there. */
function leave(learn: Learner, available: number): void {
  hostOf(learn).availableMemory = () => available;
}

async function refusal(run: Promise<unknown>): Promise<BatchTooLargeError> {
  const error = await run.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(BatchTooLargeError);
  return error as BatchTooLargeError;
}

describe('a batch that does not fit', () => {
  it('is refused with the size that does, and changes nothing', async () => {
    const learn = await learner(40);
    const room = bytes(learn, 13);
    leave(learn, room);
    const weights = bytesOfWeights(await stateDict(learn.model));
    const before = tf.memory();
    const error = await refusal(learn.fit(1, 1e-3, quiet));
    expect(tf.memory()).toEqual(before);
    expect(bytesOfWeights(await stateDict(learn.model)).equals(weights)).toBe(true);
    expect(learn.optimizer).toBeUndefined();
    expect(error).toMatchObject({
      name: 'BatchTooLargeError',
      network: 'tinyresnet',
      batchSize: 40,
      availableBytes: room,
      neededBytes: bytes(learn, 40),
      fittingBatchSize: 13,
    });
    expect(error.message).toMatch(
      /^A batch of 40 photos does not fit: a training step of tinyresnet would take about \d+ MB more, and \d+ MB of memory are available\./,
    );
    expect(error.message).toMatch(/→ Make the data bunch with bs: 13, .*make it with a smaller size/);
  });

  it.each([1, 2, 17, 39])('names the largest that fits: %i', async (fitting) => {
    const learn = await learner(40);
    leave(learn, bytes(learn, fitting));
    expect((await refusal(learn.fitOneCycle(1, quiet))).fittingBatchSize).toBe(fitting);
    leave(learn, bytes(learn, fitting + 1) - 1);
    expect((await refusal(learn.fitOneCycle(1, quiet))).fittingBatchSize).toBe(fitting);
  });

  it('says so where not even one photo fits', async () => {
    const learn = await learner(8);
    leave(learn, 1e6);
    const error = await refusal(learn.lrFind());
    expect(error).toMatchObject({ fittingBatchSize: 0, fitsLean: false });
    expect(error.message).not.toContain('bs:');
    expect(error.message).toContain('smaller size');
  });

  it('trains on with the size that it names, to what a learner reaches that was not refused', async () => {
    const learn = await learner(40);
    leave(learn, bytes(learn, 12));
    const { fittingBatchSize } = await refusal(learn.fit(1, 1e-3, quiet));
    learn.data = bunch(fittingBatchSize);
    await learn.fit(1, 1e-3, quiet);
    const other = await learner(fittingBatchSize);
    await other.fit(1, 1e-3, quiet);
    expect(learn.recorder.losses).toEqual(other.recorder.losses);
  });

  it('fits lean where the error says so', async () => {
    const learn = await learner(40);
    leave(learn, bytes(learn, 40, true));
    const error = await refusal(learn.fit(1, 1e-3, quiet));
    expect(error.fitsLean).toBe(true);
    expect(error.remedy).toContain('learn.toLean()');
    await learn.toLean().fit(1, 1e-3, quiet);
    expect(learn.recorder.losses).toHaveLength(1);
  });

  it('is refused by fineTune before its first, smaller run', async () => {
    const learn = await learner(40);
    learn.freeze();
    const frozen = bytes(learn, 40);
    learn.unfreeze();
    expect(frozen).toBeLessThan(bytes(learn, 40));
    learn.freeze();
    leave(learn, frozen);
    await refusal(learn.fineTune(1, quiet));
    expect(learn.recorder.losses).toHaveLength(0);
    expect(hostOf(learn).trained.frozenTo).toBe(learn.layerGroups.length - 1);
    await learn.fit(1, 1e-3, quiet);
  });

  it('is judged by the photos that there are, and by the head alone where the body is fixed', async () => {
    const learn = await learner(64);
    leave(learn, bytes(learn, 48));
    // It is too large, and not for memory.
    await expect(learn.fit(1, 1e-3, quiet)).rejects.toMatchObject({ argument: 'bs' });
    const fixed = new Learner(
      bunch(40),
      await buildCnn(models.tinyresnet, { classes: 3, pretrained: false }),
      {
        trainBn: false,
      },
    );
    const whole = bytes(fixed, 40);
    fixed.freeze();
    expect(bytes(fixed, 40)).toBeLessThan(whole);
    leave(fixed, bytes(fixed, 40));
    await fixed.fit(1, 1e-3, quiet);
  });

  it('is not asked for where a layer does not tell its shape', async () => {
    class Shapeless extends tf.layers.Layer {
      static className = 'TestShapeless';
      override computeOutputShape(shape: tf.Shape): tf.Shape {
        if (shape[0] !== null) throw new Error('unknown');
        return shape;
      }
      override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
        return tf.clone(Array.isArray(inputs) ? (inputs[0] as tf.Tensor) : inputs);
      }
    }
    const model = tf.sequential({
      layers: [
        tf.layers.globalAveragePooling2d({ inputShape: [32, 32, 3] }),
        new Shapeless({}),
        tf.layers.dense({ units: 3 }),
      ],
    });
    const learn = new Learner(bunch(8), model);
    leave(learn, 0);
    await learn.fit(1, 1e-3, quiet);
    expect(learn.recorder.losses).toHaveLength(6);
  });
});
