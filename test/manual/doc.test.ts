import { describe, expect, it } from 'vitest';
import * as tsvision from '../../src/index.js';

const { doc } = tsvision;

describe('doc', () => {
  it.each([
    [
      'a function',
      tsvision.accuracy,
      'accuracy',
      'function accuracy(predictions: Scores, targets: Scores): number',
    ],
    ['a class', tsvision.FileDeleter, 'FileDeleter', 'new FileDeleter(photos'],
    ['a method', tsvision.Learner.prototype.fitOneCycle, 'Learner.fitOneCycle', 'fitOneCycle(cycLen: number'],
    [
      'a static method',
      tsvision.ImageDataBunch.fromFolder,
      'ImageDataBunch.fromFolder',
      'fromFolder(path: string',
    ],
    ["an object's method", tsvision.ConvLearner.pretrained, 'ConvLearner.pretrained', 'pretrained('],
    ['a name of a group', tsvision.widgets.IntSlider, 'widgets.IntSlider', 'new IntSlider('],
    ['an instance', new tsvision.Random(1), 'Random', 'new Random(seed'],
    ['a name', 'createCnn', 'createCnn', 'function createCnn('],
    ['a name with brackets', 'learn.fit()'.replace('learn', 'Learner'), 'Learner.fit', 'fit('],
    ['a name of a group by name', 'metrics.precision', 'metrics.precision', 'function precision('],
    ['a constant', tsvision.imagenetStats, 'imagenetStats', 'imagenetStats'],
  ])('%s', async (_, thing, name, signature) => {
    const page = await doc(thing);
    expect(page.name).toBe(name);
    expect(page.signature).toContain(signature);
    expect(page.text.length).toBeGreaterThan(20);
    expect(page.link).toMatch(/src\/\S+\.ts:\d+ \(tsvision \d/);
  });

  it('has parameters, errors and the example, as Markdown', async () => {
    const page = await doc(tsvision.accuracy);
    expect(page.text).toMatch(
      /- `predictions`: rows of probabilities[\s\S]*- \*throws\* InvalidArgumentError/,
    );
    expect(page.text).toContain("```ts\nimport { accuracy } from 'tsvision';");
    const shown = page[tsvision.jupyterDisplay]();
    expect((shown as Record<string, string>)['text/markdown']).toMatch(
      /^### accuracy\n\n```ts\nfunction accuracy/,
    );
  });

  it('lists a group, and leads to TensorFlow.js for its own', async () => {
    expect((await doc('losses')).text).toMatch(/What training makes small[\s\S]*`losses\.crossEntropy`/);
    expect((await doc(tsvision.models.resnet34)).text).toContain('The networks that come with tsvision');
    expect((await doc(tsvision.tf.ones)).link).toContain('js.tensorflow.org/api/latest/#ones');
    expect((await doc(tsvision.tf.layers.dense)).link).toContain('#layers.dense');
  });

  it.each([
    ['a misspelt name', 'accurcy', /Did you mean doc\('accuracy'\)/],
    ['a misspelt member', 'Learner.fitt', /Did you mean doc\('Learner\.fit'\)/],
    ['a function of the user', function mine() {}, /"mine"\.\n→ Of your own names.*name\?/],
    ['a function that is only called like ours', function accuracy() {}, /name\?/],
    ['what is not there', undefined, /no such member/],
    ['a number', 3, /it is 3/],
  ])('refuses %s', async (_, thing, message) => {
    await expect(doc(thing)).rejects.toThrow(message);
  });

  it('finds every public value', async () => {
    const lost: string[] = [];
    for (const name of Object.keys(tsvision)) if (!(await doc(name).catch(() => undefined))) lost.push(name);
    expect(lost).toEqual([]);
  });
});
