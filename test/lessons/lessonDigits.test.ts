import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { lessonDigits } from '../../src/lessons/index.js';

afterEach(() => vi.unstubAllEnvs());

it('draws digits in MNIST’s form, the same at each call', async () => {
  vi.stubEnv('TSVISION_FAST', '1');
  vi.stubEnv('TSVISION_CACHE', await mkdtemp(join(tmpdir(), 'tsvision-digits-')));
  const once = await lessonDigits({ train: 60, test: 20 });
  const again = await lessonDigits({ train: 60, test: 20 });
  expect(once.kind).toBe('drawn');
  expect(once.source).toContain('60 digits to train and 20 to test');
  expect(once.trainImages.shape).toEqual([60, 28, 28]);
  expect(once.testLabels.shape).toEqual([20]);
  expect([...again.trainImages.dataSync()]).toEqual([...once.trainImages.dataSync()]);
  expect(new Set(once.trainLabels.dataSync()).size).toBe(10);
  const picture = once.trainImages.slice([0, 0, 0], [1, 28, 28]).dataSync();
  expect(Math.max(...picture)).toBeGreaterThan(200);
  expect(picture[0]).toBe(0);
});
