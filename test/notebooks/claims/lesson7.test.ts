import { describe, expect, it } from 'vitest';
import { savedLesson } from '../savedLesson.js';

const lesson = savedLesson('lesson7');

describe('lesson 7 shows what it says', () => {
  it('reads digits as well as published, and its own examples better', () => {
    const [training = 0] = lesson.cell('digits-test').row('training');
    const [test = 0] = lesson.cell('digits-test').row('test ');
    expect(test).toBeGreaterThanOrEqual(0.978);
    expect(training).toBeGreaterThan(test);
    expect(training).toBe(lesson.cell('digits-fit').epochs.at(-1)?.acc);
  });

  it('overfits: the training loss falls on, the validation loss turns, the accuracy hardly moves', () => {
    const { epochs } = lesson.cell('yes-or-no-fit');
    const losses = epochs.map(({ val_loss = 0 }) => val_loss);
    const turn = losses.indexOf(Math.min(...losses));
    expect(turn).toBeLessThan(epochs.length - 5);
    expect(losses.at(-1)).toBeGreaterThan(1.25 * (losses[turn] as number));
    expect(epochs.at(-1)?.loss).toBeLessThan((epochs[turn]?.loss as number) / 3);
    expect(Math.abs((epochs.at(-1)?.val_acc ?? 0) - (epochs[turn]?.val_acc ?? 1))).toBeLessThanOrEqual(0.05);
  });

  it('writes a digit one-hot, with a 1 at the place of the label', () => {
    for (const [label, ...ones] of [5, 0, 4].map((of) => [of, ...lesson.cell('dbbffb30').row(`${of} `)]))
      expect(ones.indexOf(1)).toBe(label);
  });

  it('loses more the longer it learns by heart, by more than three starts differ; the errors are as many', () => {
    const [all, stopped] = ['all epochs', 'stopped in time'].map((network) => {
      const [, loss = 0, lossSpread = 1, errors = 0, errorSpread = 0, sure = 0] = lesson
        .cell('stop-in-time')
        .row(network);
      return { loss, lossSpread, errors, errorSpread, sure };
    });
    if (!all || !stopped) throw new Error('no row');
    expect(all.loss - stopped.loss).toBeGreaterThan(Math.max(all.lossSpread, stopped.lossSpread));
    expect(Math.abs(all.errors - stopped.errors)).toBeLessThanOrEqual(
      all.errorSpread + stopped.errorSpread + 1,
    );
    expect(all.sure).toBeGreaterThan(stopped.sure);
  });

  it('of the remedies, a smaller net and dropout end lower than chance explains; the lowest losses are alike', () => {
    const [plain, ...remedies] = ['64 units', '16 units', 'dropout 0.5', 'weight decay'].map((recipe) => {
      const [lowest = 0, , , , last = 0, spread = 0, accuracy = 0, accuracySpread = 0] = lesson
        .cell('remedies')
        .row(recipe);
      return { lowest, last, spread, accuracy, accuracySpread };
    });
    if (plain === undefined) throw new Error('no row');
    for (const { last, spread } of remedies.slice(0, 2))
      expect(last + spread).toBeLessThan(plain.last - plain.spread);
    expect(remedies[2]?.last).toBeLessThan(plain.last);
    const all = [plain, ...remedies];
    const [curves = []] = lesson.cell('remedies-plot').figures;
    const [ofPlain = 0, ...ofRemedies] = curves.map(
      ({ y = [] }) => y.slice(y.length / 2).reduce<number>((sum, loss) => sum + Number(loss), 0) / y.length,
    );
    expect(ofRemedies).toHaveLength(3);
    expect(Math.max(...ofRemedies)).toBeLessThan(ofPlain);
    const lowest = all.map((each) => each.lowest);
    expect(Math.max(...lowest) - Math.min(...lowest)).toBeLessThan(0.05);
    for (const a of all)
      for (const b of all)
        expect(Math.abs(a.accuracy - b.accuracy)).toBeLessThanOrEqual(a.accuracySpread + b.accuracySpread);
  });

  it('knows of a number how far it may be trusted, and beats guessing on the test set', () => {
    const { numbers } = lesson.cell('k-fold');
    const folds = [1, 2, 3, 4].map((fold) => lesson.cell('k-fold').row(`${fold}  `)[0] as number);
    const mean = folds.reduce((sum, score) => sum + score, 0) / 4;
    expect(numbers.at(-2)).toBeCloseTo(mean, 2);
    const [test = 0] = lesson.cell('final').row('test photos');
    const [guess = 1] = lesson.cell('final').row('always');
    expect(test).toBeGreaterThan(guess + 0.25);
  });
});
