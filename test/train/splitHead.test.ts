import { afterAll, beforeAll, expect, it } from 'vitest';
import { engineReady, tf } from '../../src/engine/index.js';
import { splitHead } from '../../src/train/features/splitHead.js';

beforeAll(engineReady);
afterAll(() => tf.disposeVariables());

it('cuts a head where a feature map becomes a vector', () => {
  const layers = [
    tf.layers.globalAveragePooling2d({ inputShape: [4, 4, 3] }),
    tf.layers.dense({ units: 5 }),
    tf.layers.dense({ units: 2 }),
  ];
  const head = tf.sequential({ layers });
  const { pool, classifier } = splitHead(head);
  expect(pool?.outputs[0]?.shape).toEqual([null, 3]);
  expect(classifier.layers.filter((layer) => layer.getWeights().length > 0)).toHaveLength(2);
  const x = tf.randomUniform([2, 4, 4, 3], 0, 1, 'float32', 1);
  const whole = head.predict(x) as tf.Tensor;
  const parts = classifier.predict(pool?.predict(x) as tf.Tensor) as tf.Tensor;
  expect([...parts.dataSync()]).toEqual([...whole.dataSync()]);
});

it('takes a head whose input is a vector already as one piece', () => {
  const head = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3] })] });
  expect(splitHead(head)).toEqual({ pool: undefined, classifier: head });
});
