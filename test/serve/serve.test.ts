import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { InvalidArgumentError } from '../../src/core/index.js';
import { PortInUseError, serve } from '../../src/serve/index.js';
import { fakeClassifier } from './fakeClassifier.js';

function gate(): [opened: Promise<void>, open: () => void] {
  let open = (): void => undefined;
  const opened = new Promise<void>((done) => {
    open = done;
  });
  return [opened, () => open()];
}

it('says that a port is taken', async () => {
  const other = createServer();
  await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
  const { port } = other.address() as AddressInfo;
  await expect(serve(fakeClassifier, { port })).rejects.toThrow(PortInUseError);
  other.close();
});

it('says that an address is not this machine’s', async () => {
  const error = await serve(fakeClassifier, { port: 0, host: '198.51.100.1' }).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(InvalidArgumentError);
  expect(error.message).toContain('an address of this machine, but it is "198.51.100.1"');
});

it('lets running requests finish when it stops', async () => {
  const [begun, begin] = gate();
  const [finished, finish] = gate();
  const slow = await serve(
    {
      ...fakeClassifier,
      classifyPixels: async (pixels) => {
        begin();
        await finished;
        return fakeClassifier.classifyPixels(pixels);
      },
    },
    { port: 0 },
  );
  const inputs = [{ name: 'image', shape: [1, 1, 1, 3], datatype: 'UINT8', data: [9, 9, 9] }];
  const answer = fetch(`${slow.url}v2/models/brightness/infer`, {
    method: 'POST',
    body: JSON.stringify({ inputs }),
  });
  await begun;
  const stopped = slow.stop();
  setTimeout(finish, 50);
  expect((await answer).status).toBe(200);
  await stopped;
  await expect(fetch(`${slow.url}healthz`)).rejects.toThrow();
});
