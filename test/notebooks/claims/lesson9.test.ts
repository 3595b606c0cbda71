import { describe, expect, it } from 'vitest';
import { savedLesson } from '../savedLesson.js';

const lesson = savedLesson('lesson9');

describe('lesson 9 shows what it says', () => {
  it('counts VGG16 as published', () => {
    expect(lesson.cell('5672d6c6').row('Total params:')).toEqual([14_714_688]);
    expect(lesson.cell('fedfe3dd').row('Total params:')).toEqual([16_812_353]);
    expect(lesson.cell('bb2b123f').numbers).toEqual([30, 4]);
    expect(lesson.cell('4d6a4cce').row('Trainable params:')).toEqual([9_177_089]);
    expect(lesson.cell('695dc5b5').numbers).toEqual([10]);
  });

  it('looks into a pretrained network', () => {
    expect(lesson.cell('inside').types.filter((type) => type === 'image/jpeg').length).toBeGreaterThan(3);
    expect(lesson.cell('heat').types).toContain('image/jpeg');
  });

  it('cuts a network in two without changing it', () => {
    expect(lesson.cell('same-numbers').numbers.at(-1)).toBeLessThan(1e-3);
  });

  it('the features’ validation loss levels off and does not turn, while training runs ahead', () => {
    const { epochs } = lesson.cell('feature-fit');
    const losses = epochs.map(({ val_loss = 0 }) => val_loss);
    expect(losses.at(-1)).toBeLessThan(1.06 * Math.min(...losses));
    expect(epochs.at(-1)?.acc).toBeGreaterThan((epochs.at(-1)?.val_acc ?? 1) + 0.05);
  });

  it('no step back larger than chance on the way through the three ways, and no gain that stands out of it', () => {
    const [features = 0, spread = 1] = lesson.cell('repeated').row('features, computed once');
    const [augmented = 0] = lesson.cell('repeated').row('with augmentation');
    const [tuned = 0, tunedSpread = 1] = lesson.cell('repeated').row('last block fine-tuned');
    expect(features).toBeGreaterThan(0.8);
    expect(augmented).toBeGreaterThan(features - spread);
    expect(tuned).toBeGreaterThan(augmented - tunedSpread);
    expect(tuned - features).toBeLessThan(3 * Math.max(spread, tunedSpread));
    const scratch = savedLesson('lesson8').cell('test-both').row('augmentation').at(-4) as number;
    expect(features).toBeGreaterThan(scratch + 0.2);
  });

  it('fine-tuning goes on about where the frozen phase ended', () => {
    const frozen = lesson.cell('frozen-fit').epochs.at(-1)?.val_loss as number;
    const losses = lesson.cell('fine-tuning').epochs.map(({ val_loss = 0 }) => val_loss);
    const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
    expect(Math.abs(mean - frozen)).toBeLessThan(0.1 * frozen);
  });

  it('draws the smoothed losses of each phase beside the measured ones', () => {
    const [figure = []] = lesson.cell('both-phases').figures;
    const y = (name: string): number[] => (figure.find((trace) => trace.name === name)?.y ?? []).map(Number);
    for (const phase of ['frozen', 'fine-tuned']) {
      const [measured, smoothed] = [y(`${phase}, measured`), y(`${phase}, smoothed`)];
      expect(smoothed).toHaveLength(measured.length);
      expect(smoothed[0]).toBeCloseTo(measured[0] as number, 6);
    }
  });
});
