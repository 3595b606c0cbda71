import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { KernelClient } from '../../../src/kernel/kernelClient.js';
import type { IncomingMessage } from '../../../src/kernel/protocol/jupyterMessage.js';

const root = resolve(import.meta.dirname, '../../..');
const wrong = 'const text: string = 1; text';

/** A kernel that has just answered for the first time, and what it publishes. */
async function startKernel(allowStdin: boolean) {
  const published: IncomingMessage[] = [];
  const client = await KernelClient.start(root, (message) => void published.push(message));
  const options = { silent: false, store_history: true, user_expressions: {}, allow_stdin: allowStdin };
  const execute = (code: string) =>
    client.request('execute_request', { ...options, code, stop_on_error: false });
  return { client, published, execute };
}

it('a first cell is told its type errors below itself, before the next one shows anything', async () => {
  const { client, published, execute } = await startKernel(true);
  try {
    const first = execute(wrong);
    const reply = await first.done;
    const second = execute('2');
    await second.done;
    const shown = published.filter(({ header }) => /^(stream|execute_result)$/.test(header.msg_type));
    const places = shown.map(({ header, parentHeader }) => [header.msg_type, parentHeader.msg_id]);
    if (reply.content.status === 'ok') {
      expect(places).toContainEqual(['stream', first.id]);
      expect(places.at(-1)).toEqual(['execute_result', second.id]);
      expect(shown.find(({ header }) => header.msg_type === 'stream')?.content).toEqual({
        name: 'stderr',
        text: expect.stringContaining('before the type checker was ready'),
      });
    }
    // On a machine on which the checker was ready first.
    else expect(reply.content.ename).toBe('TypeScriptError');
  } finally {
    await client.shutdown();
  }
});

it('a notebook that runs by itself is checked from its first cell on', async () => {
  const { client, published, execute } = await startKernel(false);
  try {
    const reply = await execute(wrong).done;
    expect(reply.content).toMatchObject({ status: 'error', ename: 'TypeScriptError' });
    expect(published.map(({ header }) => header.msg_type)).not.toContain('execute_result');
  } finally {
    await client.shutdown();
  }
});
