import { describe, expect, it } from 'vitest';
import { savedLesson } from '../savedLesson.js';

const lesson = savedLesson('lesson5');

/** The numbers that follow these words in a line of a cell's text. */
function row(cell: string, words: RegExp): number[] {
  const [, rest] = new RegExp(`^\\s*(?:${words.source})(.*)$`, 'm').exec(lesson.cell(cell).text) ?? [];
  if (rest === undefined) throw new Error(`${cell} shows no line that begins with ${words}`);
  return (rest.match(/-?\d[\d,]*(\.\d+)?(e-?\d+)?/g) ?? []).map((n) => Number(n.replaceAll(',', '')));
}

describe('what lesson 5 claims is what its saved outputs show', () => {
  it('the little network’s outputs walk to the target', () => {
    const [one, itsTarget, two, otherTarget] = lesson.cell('outputs-move').figures[0] ?? [];
    for (const [output, target] of [
      [one, itsTarget],
      [two, otherTarget],
    ]) {
      const distances = (output?.y ?? []).map((y, i) => Math.abs(Number(y) - Number(target?.y?.[i])));
      expect(distances.length).toBeGreaterThan(10);
      expect(distances.at(-1)).toBeLessThan(0.02);
      expect(distances[0]).toBeGreaterThan(5);
    }
  });

  it('nudging a weight gives the partial derivative, and its sign the direction', () => {
    const lines = lesson
      .cell('nudge')
      .text.split('\n')
      .filter((line) => line.includes('column '));
    expect(lines).toHaveLength(4);
    for (const line of lines) {
      const [byNudging = Number.NaN, byTensorFlow = Number.NaN] =
        line
          .replace(/row \d, column \d/, '')
          .match(/-?\d+(\.\d+)?/g)
          ?.map(Number) ?? [];
      expect(Math.abs(byNudging / byTensorFlow - 1)).toBeLessThan(0.01);
      expect(line.trim().endsWith(byTensorFlow > 0 ? 'down' : 'up')).toBe(true);
    }
  });

  it('30 points: the loss falls in every of five epochs, and thirty give 2, 3 and 1', () => {
    const losses = lesson.cell('dense-five-epochs').epochs.map(({ loss }) => loss ?? Number.NaN);
    expect(losses).toHaveLength(5);
    for (const [i, loss] of losses.entries()) if (i > 0) expect(loss).toBeLessThan(losses[i - 1] as number);
    const distance = (found: readonly number[]): number =>
      Math.max(...[2, 3, 1].map((right, i) => Math.abs((found[i] as number) - right)));
    const [five, thirty] = [/5\b/, /30\b/].map((epochs) => row('dense-weights', epochs));
    expect(distance(thirty as number[])).toBeLessThan(0.05);
    expect(distance(thirty as number[])).toBeLessThan(distance(five as number[]));
  });

  it('small batches come further in five epochs', () => {
    const [small, middle, large] = [/1\b/, /10\b/, /30\b/].map(
      (size) => row('batch-sizes', size)[1] as number,
    );
    expect(small).toBeLessThan(middle as number);
    expect(middle).toBeLessThan(large as number);
  });

  it('five starts lead to one line, and to five networks', () => {
    const rows = [/1\b/, /2\b/, /3\b/, /4\b/, /5\b/].map((start) => row('five-starts', start));
    expect(new Set(rows.map(([a, b]) => `${a} ${b}`))).toEqual(new Set(['3 8']));
    expect(new Set(rows.map((values) => values.slice(2, 5).join(' '))).size).toBe(5);
    for (const values of rows) expect(values.at(-1)).toBeLessThan(0.1);
  });

  it('2,002 parameters reach 0.97, beat the hand rule, and need no breeds to be far from guessing', () => {
    expect(lesson.cell('dense-2002').text).toContain('2,002 parameters');
    const [hand] = row('hand-against-layer', /breeds added up by hand/);
    const [layer, spread] = row('hand-against-layer', /a Dense layer on all 1000 words/);
    const [rest] = row('hand-against-layer', /a Dense layer on the 877 words that are no breeds/);
    expect(layer).toBeGreaterThanOrEqual(0.97);
    expect((layer as number) - (hand as number)).toBeGreaterThan(2 * (spread as number));
    expect(rest).toBeGreaterThan(hand as number);
    const [things] = row('hand-against-layer', /a Dense layer on the 857 words that are no wild relatives/);
    expect(things).toBeGreaterThan(0.85);
  });

  it('words beside the breeds lean to both sides', () => {
    const [bars] = lesson.cell('words-outside').figures[0] ?? [];
    const lean = (name: string): number => Number(bars?.x?.[(bars.y ?? []).indexOf(name)]);
    for (const dog of ['tennis ball', 'seat belt', 'muzzle']) expect(lean(dog)).toBeGreaterThan(0.3);
    for (const cat of ['window screen', 'carton', 'laptop']) expect(lean(cat)).toBeLessThan(-0.3);
  });

  it('two linear layers are one; with a ReLU they are not', () => {
    const [alone = Number.NaN, withRelu = Number.NaN] = lesson.cell('linear-of-linear').numbers.slice(-2);
    expect(alone).toBeLessThan(1e-4);
    expect(withRelu).toBeGreaterThan(0.1);
  });

  it('more bends come nearer to the curve', () => {
    const loss = (name: RegExp): number => row('curve-losses', name)[1] as number;
    expect(loss(/4 units, ReLU/)).toBeLessThan(loss(/64 units, no activation/) / 4);
    expect(loss(/64 units, ReLU/)).toBeLessThan(loss(/4 units, ReLU/) / 2);
  });

  it('pop, freeze, add: 2,562 parameters learn, and nothing else moves', () => {
    expect(lesson.cell('three-lines').text.replaceAll(',', '')).toMatch(/2562\s+2562/);
    expect(row('freezing-holds', /weights of the layers below/)).toEqual([0]);
    expect(row('freezing-holds', /notes of batch norm/)[0]).toBeGreaterThan(0);
    expect(row('freezing-holds', /the new layer/)[0]).toBeGreaterThan(0);
  });

  it('fine-tuning on the activations is at least as good', () => {
    const last = lesson.cell('fine-tuning').epochs.at(-1);
    expect(Object.entries(last ?? {}).find(([name]) => /^val_acc/.test(name))?.[1]).toBeGreaterThanOrEqual(
      0.97,
    );
    expect(lesson.cell('create-cnn').epochs.at(-1)?.accuracy).toBeGreaterThanOrEqual(0.97);
  });

  it('flowers do not fit through the gate: activations beat words by far more than the spread', () => {
    const [words, wordsSpread] = row('gate', /flowers\s+1000 probabilities/);
    const [activations, spread] = row('gate', /flowers\s+1280 activations/);
    const gain = (activations as number) - (words as number);
    expect(gain).toBeGreaterThan(0.05);
    const [, patient, patientSpread] = row('gate', /flowers\s+1000 probabilities,/);
    expect((activations as number) - (patient as number)).toBeGreaterThan(3 * (patientSpread as number));
    expect(gain).toBeGreaterThan(3 * Math.max(wordsSpread as number, spread as number));
  });
});
