import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KernelClient } from '../../../src/kernel/kernelClient.js';
import type { Question } from '../../../src/kernel/language/asYouType/questions.js';
import type { IncomingMessage, JsonObject } from '../../../src/kernel/protocol/jupyterMessage.js';

const root = resolve(import.meta.dirname, '../../..');
const comm = 'notebook-1';

describe('a kernel that is asked about a notebook while it is being written', () => {
  let kernel: KernelClient;
  const published: IncomingMessage[] = [];
  /** Called with each message. */
  let heard: (message: IncomingMessage) => void = () => {};
  let count = 0;

  beforeAll(async () => {
    kernel = await KernelClient.start(root, (message) => {
      published.push(message);
      heard(message);
    });
    send('comm_open', { comm_id: comm, target_name: 'tsvision.language', data: {} });
  });
  afterAll(() => kernel.shutdown());

  /** Sends a message to which there is no reply. */
  const send = (type: string, content: JsonObject): void => {
    kernel.request(type, content).done.catch(() => {});
  };

  /** What comes until `isEnough`. */
  const until = (isEnough: (message: IncomingMessage) => boolean): Promise<IncomingMessage> =>
    new Promise((found) => {
      heard = (message) => {
        if (isEnough(message)) found(message);
      };
    });

  const dataOf = ({ header, content }: IncomingMessage): JsonObject | undefined =>
    header.msg_type === 'comm_msg' && content.comm_id === comm ? (content.data as JsonObject) : undefined;

  const ask = async (question: Question): Promise<JsonObject> => {
    const id = ++count;
    const answered = until((message) => {
      const data = dataOf(message);
      const isPart = question.ask === 'marks' && (data?.answer as JsonObject | undefined)?.isLast === false;
      return data?.id === id && !isPart;
    });
    send('comm_msg', { comm_id: comm, data: { id, question } });
    return dataOf(await answered) ?? {};
  };

  const marks = (text: string): Promise<JsonObject> =>
    ask({ ask: 'marks', args: [comm, [{ id: 'a', text }], { budget: 0 }] });

  const execute = (code: string): Promise<IncomingMessage> =>
    kernel.request('execute_request', { code, silent: false, store_history: true, allow_stdin: false }).done;

  it('answers, also while a cell computes without a pause, which stays the one that is busy', async () => {
    await execute('const known = 1;\nconst { existsSync } = await import("node:fs");');
    // What cells may import is read first.
    await marks('known');
    const release = join(mkdtempSync(join(tmpdir(), 'tsvision-comms-')), 'release');
    const begun = until(({ header }) => header.msg_type === 'stream');
    const running = execute(`console.log("on"); while (!existsSync(${JSON.stringify(release)}));`);
    await begun;
    const { answer } = await marks('known.nothing');
    expect(answer).toMatchObject({ marks: { a: [{ start: 6, end: 13, code: 2339, severity: 'error' }] } });
    const states = published.filter(({ header }) => header.msg_type === 'status');
    expect(states.at(-1)?.content.execution_state).toBe('busy');
    writeFileSync(release, '');
    expect((await running).content.status).toBe('ok');
    rmSync(join(release, '..'), { recursive: true });
  });

  it('tells an older question for marks that it is over', async () => {
    const cells = Array.from({ length: 200 }, (_, i) => ({
      id: `c${i}`,
      text: `const v${i}: string = ${i};`,
    }));
    const over = until((message) => dataOf(message)?.isOver === true);
    for (const id of [1001, 1002]) {
      const question = { ask: 'marks', args: [comm, cells, { budget: 0 }] };
      send('comm_msg', { comm_id: comm, data: { id, question } });
    }
    expect(dataOf(await over)).toEqual({ id: 1001, isOver: true });
  });

  it('says what it cannot answer, and goes on', async () => {
    const failed = await ask({ ask: 'nonsense', args: [] } as unknown as Question);
    expect(failed.failure).toMatch('`ask` must be one of marks, complete, hover');
    expect((await marks('1')).answer).toMatchObject({ marks: { a: [] } });
  });

  it('leaves other comms to their owners', async () => {
    const closed = until(
      ({ header, content }) => header.msg_type === 'comm_close' && content.comm_id === 'other',
    );
    send('comm_open', { comm_id: 'other', target_name: 'nobody.knows', data: {} });
    await closed;
  });
});
