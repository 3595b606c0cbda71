import { describe, expect, it } from 'vitest';
import { savedLesson } from '../savedLesson.js';

const lesson = savedLesson('lesson8');
const lossesOf = (id: string): number[] =>
  lesson.cell(id).epochs.map(({ val_loss = Number.NaN }) => val_loss);

describe('lesson 8 shows what it says', () => {
  it('reads digits with less than half of the errors of a dense network, and a quarter of the parameters', () => {
    const [denseParameters = 0, dense = 0] = lesson.cell('digits-compared').row('dense, 512 units');
    const [parameters = 0, convnet = 0] = lesson.cell('digits-compared').row('convnet');
    expect(convnet).toBeGreaterThanOrEqual(0.99);
    expect(dense).toBeGreaterThanOrEqual(0.975);
    expect(1 - convnet).toBeLessThan((1 - dense) / 2);
    expect([parameters, denseParameters]).toEqual([93_322, 407_050]);
  });

  it('convolves as one does by hand, and the same wherever it is', () => {
    const [byHand = 0, byConvolution = 1] = lesson.cell('801ff7b0').numbers.slice(-2);
    expect(byConvolution).toBeCloseTo(byHand, 5);
    expect(lesson.cell('58167e4f').numbers).toEqual([0]);
  });

  it('sees more with pooling in between', () => {
    expect(lesson.cell('sees').row('conv3')).toEqual([18, 18, 7, 7]);
  });

  it('overfits without remedies: training goes on, the validation loss turns', () => {
    const losses = lossesOf('plain-fit');
    const { epochs } = lesson.cell('plain-fit');
    const lastThree = losses.slice(-3).reduce((sum, loss) => sum + loss, 0) / 3;
    expect(lastThree).toBeGreaterThan(1.1 * Math.min(...losses));
    expect(epochs.at(-1)?.acc).toBeGreaterThan((epochs.at(-1)?.val_acc ?? 1) + 0.15);
  });

  it('with augmentation and dropout, training and validation stay together and the loss gets lower', () => {
    const { epochs } = lesson.cell('augmented-fit');
    const last = epochs.slice(-5);
    const mean = (name: string): number =>
      last.reduce((sum, epoch) => sum + (epoch[name] as number), 0) / last.length;
    expect(Math.abs(mean('acc') - mean('val_acc'))).toBeLessThan(0.1);
    expect(Math.min(...lossesOf('augmented-fit'))).toBeLessThan(1.1 * Math.min(...lossesOf('plain-fit')));
    const plainLast = lossesOf('plain-fit').slice(-5);
    expect(mean('val_loss')).toBeLessThan(
      0.95 * (plainLast.reduce((sum, loss) => sum + loss, 0) / plainLast.length),
    );
  });

  it('loses less on the test photos than chance explains, over three starts; the accuracy proves nothing', () => {
    const [plain, augmented] = ['plain', 'augmentation'].map((network) => {
      const [training = 0, , accuracy = 0, spread = 0, loss = 0, lossSpread = 1] = lesson
        .cell('test-both')
        .row(network)
        .slice(-6);
      return { training, accuracy, spread, loss, lossSpread };
    });
    if (!plain || !augmented) throw new Error('no row');
    expect(plain.loss - augmented.loss).toBeGreaterThan(Math.max(plain.lossSpread, augmented.lossSpread));
    const spread = Math.max(plain.spread, augmented.spread);
    expect(augmented.accuracy).toBeGreaterThan(plain.accuracy - spread);
    expect(augmented.accuracy).toBeLessThan(plain.accuracy + 3 * spread);
    const distance = (of: typeof plain): number => of.training - of.accuracy;
    expect(distance(augmented)).toBeLessThan(0.6 * distance(plain));
  });

  it('a saved network gives the same answers when it is loaded', () => {
    expect(lesson.cell('save-load').row('largest difference:')[0]).toBeLessThan(1e-5);
  });
});
