import { Agent, request } from 'undici';
import { expect, it } from 'vitest';
import { serve } from '../../src/serve/index.js';
import { fakeClassifier, greyPhoto } from './fakeClassifier.js';

it('a burst of 300 posts: each is answered, or told when to come back', async () => {
  const sizes: number[] = [];
  const service = await serve(
    {
      ...fakeClassifier,
      classify: (photos) => {
        sizes.push(photos.length);
        return fakeClassifier.classify(photos);
      },
    },
    { port: 0 },
  );
  const agent = new Agent({ connections: 300 });
  const photo = await greyPhoto(200);
  const post = async (): Promise<{ status: number; retryAfter: unknown; body: string }> => {
    const { statusCode, headers, body } = await request(`${service.url}classify`, {
      method: 'POST',
      body: photo,
      dispatcher: agent,
    });
    return { status: statusCode, retryAfter: headers['retry-after'], body: await body.text() };
  };
  const answers = await Promise.all(Array.from({ length: 300 }, post));
  const served = answers.filter(({ status }) => status === 200);
  const refused = answers.filter(({ status }) => status !== 200);
  for (const { body } of served) expect(JSON.parse(body)).toMatchObject({ label: 'bright' });
  for (const { status, retryAfter, body } of refused) {
    expect(status).toBe(503);
    expect(retryAfter).toMatch(/^[1-9]\d*$/);
    expect(JSON.parse(body)).toMatchObject({
      error: { code: expect.stringMatching(/^(overloaded|too_slow)$/) },
    });
  }
  // The fixed line before the first measurement at least.
  expect(served.length).toBeGreaterThanOrEqual(64);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeGreaterThanOrEqual(served.length);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(8);
  // Nobody is left, and the service goes on.
  const metrics = await (await fetch(`${service.url}metrics`)).text();
  expect(metrics).toContain('tsvision_queue_depth 0');
  expect((await post()).status).toBe(200);
  await agent.destroy();
  await service.stop(0);
});
