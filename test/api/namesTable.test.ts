import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as tsvision from '../../src/index.js';
import { tf } from '../../src/index.js';

/** Code in the right column of README's table of names. */
function spans(): string[] {
  const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');
  const table = readme.slice(readme.indexOf('## Names'), readme.indexOf('## Speed of the kernel'));
  const rows = table.split('\n').filter((line) => /^\| .*`/.test(line));
  return rows.flatMap((row) => {
    const right = row.split(' | ').slice(1).join(' | ');
    return [...right.matchAll(/`([^`]+)`/g)].map(([, code]) => code as string);
  });
}

/** Names that a span uses: what is called or stands alone, and members. */
function namesIn(code: string): string[] {
  const bare = code.replace(/'[^']*'/g, '').replace(/[\w.]+:/g, '');
  const called = [...bare.matchAll(/(?:^|[^\w.])((?:[A-Za-z]\w*\.)*[A-Za-z]\w*)(?=\()/g)].map(
    (m) => m[1] as string,
  );
  const chained = [...bare.matchAll(/\)\.([A-Za-z]\w*)/g)].map((m) => m[1] as string);
  const alone = /^(?:await |new )?(\.?[\w.]+)$/.exec(bare)?.[1];
  return [...called, ...chained, ...(alone ? [alone] : [])];
}

/** Of each public class, group and object, and of tensors and models, what it has. */
function allMembers(): Set<string> {
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
  const things = [
    ...Object.values(tsvision),
    tf.zeros([1]),
    tf.variable(tf.zeros([1])),
    model,
    tf.layers,
    model.layers[0],
    tsvision.models,
  ];
  const members = new Set<string>(['plot', 'history', 'plotLosses', 'plotLr', 'plotMetrics', 'databunch']);
  for (const thing of things as { prototype?: object }[])
    for (let place: object | null = thing?.prototype ?? thing; place; place = Object.getPrototypeOf(place))
      for (const name of Object.getOwnPropertyNames(Object(place))) members.add(name);
  for (const thing of Object.values(tsvision) as object[])
    for (const name of Object.getOwnPropertyNames(Object(thing))) members.add(name);
  for (const name of [
    'splitByRandPct',
    'labelFromFolder',
    'transform',
    'denorm',
    'observe',
    'grads',
    'trainDs',
  ])
    members.add(name);
  return members;
}

describe("README's table of names", () => {
  it('names what there is', () => {
    const members = allMembers();
    const known = (name: string): boolean => {
      const [first = '', ...rest] = name.replace(/^\./, '').split('.');
      return rest.length > 0 ? members.has(rest.at(-1) as string) : first in tsvision || members.has(first);
    };
    const placeholders = new Set([
      'name',
      'f',
      'history.history',
      'data.c',
      'loss',
      'metrics',
      'IntSlider',
      'TSVISION_BACKEND',
    ]);
    const lost = spans()
      .flatMap(namesIn)
      .filter((name) => !placeholders.has(name) && !known(name));
    expect(spans().length).toBeGreaterThan(100);
    expect(lost).toEqual([]);
    expect(known('errorrRate')).toBe(false);
  });

  it("PyTorch's rows give what PyTorch gives", () => {
    expect(tf.ones([2, 3]).arraySync()).toEqual([
      [1, 1, 1],
      [1, 1, 1],
    ]);
    const x = tf.tensor([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    const uniform = tf.randomUniform([1000], -1, 1).dataSync();
    expect(Math.max(...uniform)).toBeLessThanOrEqual(1);
    expect(Math.min(...uniform)).toBeLessThan(-0.9);
    expect(x.dot(tf.tensor([10, 1])).arraySync()).toEqual([12, 34, 56]); // x @ a
    expect(x.slice([0, 0], [-1, 1]).arraySync()).toEqual([[1], [3], [5]]); // x[:, 0], a column
    expect(tf.tensor([1, 2, 3, 4, 5, 6, 7]).slice(0, 5).arraySync()).toEqual([1, 2, 3, 4, 5]);
    expect([x.dtype, x.toInt().dtype]).toEqual(['float32', 'int32']);
  });

  it('a step of gradient descent, without no_grad and zero_', () => {
    const a = tf.variable(tf.tensor([-1, 1]));
    const x = tf.tensor([
      [1, 1],
      [2, 1],
    ]);
    const loss = (): tf.Scalar => tsvision.mse(x.dot(a), tf.tensor([5, 8]));
    // By hand: predictions 0, −1; residuals −5, −9; gradient (2/2)·Xᵀr.
    for (let i = 0; i < 2; i++) {
      const { value, grads } = tf.variableGrads(loss, [a]);
      expect(value.dataSync()[0]).toBeCloseTo((25 + 81) / 2, 4);
      expect(grads[a.name]?.arraySync()).toEqual([-23, -14]); // the second time not twice as much
    }
    const { grads } = tf.variableGrads(loss, [a]);
    a.assign(a.sub((grads[a.name] as tf.Tensor).mul(0.1)));
    expect(a.arraySync()).toEqual([expect.closeTo(1.3, 5), expect.closeTo(2.4, 5)]);
  });

  it("scikit-learn's rows give what scikit-learn gives", () => {
    expect(tsvision.accuracy([0, 2, 1, 3], [0, 1, 2, 3])).toBe(0.5);
    expect(tsvision.confusionMatrix([2, 0, 2, 2, 0, 1], [0, 0, 2, 2, 0, 2])).toEqual([
      [2, 0, 0],
      [0, 0, 1],
      [1, 0, 2],
    ]);
    const [xTrain, xTest, yTrain, yTest] = tsvision.trainTestSplit(
      [
        [1, 2, 3, 4, 5],
        ['a', 'b', 'c', 'd', 'e'],
      ],
      {
        testSize: 0.2,
      },
    );
    expect([xTrain.length, xTest.length, yTrain.length, yTest.length]).toEqual([4, 1, 4, 1]);
  });
});
