import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { samples } from '../../src/lessons/index.js';

let cache: string;
beforeAll(async () => {
  cache = await mkdtemp(join(tmpdir(), 'tsvision-samples-'));
  vi.stubEnv('TSVISION_CACHE', cache);
});
afterAll(async () => {
  await rm(cache, { recursive: true });
});

const sha = async (path: string): Promise<string> =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex');

it('draws the same photos for the same seed, and others for another', async () => {
  const first = await samples.bears({ n: 2 });
  expect(first.classes).toEqual(['black', 'grizzly', 'teddys']);
  const photo = join(first.path, 'teddys', '00000001.jpg');
  const before = await sha(photo);
  await rm(first.path, { recursive: true });
  await samples.bears({ n: 2 });
  expect(await sha(photo)).toBe(before);
  const other = await samples.bears({ n: 2, seed: 43 });
  expect(await sha(join(other.path, 'teddys', '00000001.jpg'))).not.toBe(before);
});

it('draws digits as small grey pictures', async () => {
  const { path, classes } = await samples.digits({ n: 1 });
  expect(classes).toHaveLength(10);
  const { width, height } = await sharp(join(path, '7', '00000000.jpg')).metadata();
  expect([width, height]).toEqual([28, 28]);
  const { channels } = await sharp(join(path, '7', '00000000.jpg')).stats();
  expect(channels[0]?.max).toBeGreaterThan(240);
  expect(channels[0]?.mean).toBeLessThan(90);
});

it('plants what it says, and tells the truth about it', async () => {
  const { path, problems } = await samples.catsAndDogs({ n: 12, problems: true });
  const files = new Set(
    (await readdir(path, { recursive: true })).filter((name) => /\.(jpg|png)$/.test(name)),
  );
  expect(problems.map(({ kind }) => kind).sort()).toEqual([
    'blurred',
    'dark',
    'duplicate',
    'mislabelled',
    'nearDuplicate',
    'notAnImage',
    'truncated',
    'wrongExtension',
  ]);
  for (const problem of problems) {
    expect(files).toContain(problem.path);
    const full = join(path, problem.path);
    if (problem.kind === 'mislabelled') expect(problem.of).not.toBe(dirname(problem.path));
    if (problem.kind === 'duplicate')
      expect(await sha(full)).toBe(await sha(join(path, problem.of as string)));
    if (problem.kind === 'notAnImage' || problem.kind === 'truncated') {
      await expect(sharp(full, { failOn: 'truncated' }).raw().toBuffer()).rejects.toThrow();
    }
    if (problem.kind === 'wrongExtension') expect((await sharp(full).metadata()).format).toBe('jpeg');
    if (problem.kind === 'dark') expect((await sharp(full).stats()).channels[1]?.mean).toBeLessThan(60);
  }
});

it('draws anew what was cut off', async () => {
  const controller = new AbortController();
  controller.abort();
  await expect(samples.bears({ n: 3, signal: controller.signal })).rejects.toThrow();
  expect(await readdir((await samples.bears({ n: 3 })).path)).toContain('grizzly');
});
