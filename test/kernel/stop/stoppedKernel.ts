import { resolve } from 'node:path';
import { KernelClient } from '../../../src/kernel/kernelClient.js';
import type { IncomingMessage } from '../../../src/kernel/protocol/jupyterMessage.js';

const root = resolve(import.meta.dirname, '../../..');

/** What came of a cell that was stopped. */
export interface Stopped {
  readonly status: string;
  readonly ename: string;
  /** From the (last) Stop to the reply, in seconds. */
  readonly seconds: number;
}

/** A kernel that is stopped again and again. */
export class StoppedKernel {
  readonly client: KernelClient;
  /** What is waited for in the output, and who is told the text from there on. */
  readonly #awaited: Map<string, (text: string) => void>;

  private constructor(client: KernelClient, awaited: Map<string, (text: string) => void>) {
    this.client = client;
    this.#awaited = awaited;
  }

  static async start(env: Readonly<Record<string, string>> = {}): Promise<StoppedKernel> {
    const awaited = new Map<string, (text: string) => void>();
    const before = { ...process.env };
    Object.assign(process.env, env);
    try {
      const client = await KernelClient.start(root, ({ header, content }) => {
        const text = header.msg_type === 'stream' ? String(content.text) : '';
        for (const [mark, found] of awaited) if (text.includes(mark)) found(text.split(mark)[1] ?? '');
      });
      return new StoppedKernel(client, awaited);
    } finally {
      for (const name of Object.keys(env)) process.env[name] = before[name] ?? '';
    }
  }

  execute(code: string): Promise<IncomingMessage> {
    const options = { silent: false, store_history: false, user_expressions: {}, allow_stdin: false };
    return this.client.request('execute_request', { code, ...options, stop_on_error: false }).done;
  }

  /** Runs a cell to its end; its error is thrown. */
  async run(code: string): Promise<void> {
    const { content } = await this.execute(code);
    if (content.status !== 'ok') throw new Error(`${content.ename}: ${content.evalue}`);
  }

  /** An expression's value, by way of JSON. */
  async value<T>(expression: string): Promise<T> {
    const mark = `value-${performance.now()}:`;
    const text = this.#output(mark);
    await this.run(`process.stdout.write(${JSON.stringify(mark)} + JSON.stringify(${expression}) + '\\n')`);
    return JSON.parse(await text) as T;
  }

  #output(mark: string): Promise<string> {
    return new Promise((found) => {
      this.#awaited.set(mark, (text) => {
        this.#awaited.delete(mark);
        found(text);
      });
    });
  }

  /** Starts a cell, waits until it says `begun`, then `delay` ms and for `ready`, and presses Stop `times` times. */
  async stop(code: string, { delay = 0, times = 1, ready = (): boolean => true } = {}): Promise<Stopped> {
    const mark = `begun-${performance.now()}`;
    const begins = this.#output(mark);
    const done = this.execute(`console.log(${JSON.stringify(mark)});${code}`);
    // A cell that does not compile never begins.
    await Promise.race([begins, done]);
    do await new Promise((next) => setTimeout(next, delay));
    while (!ready());
    const begun = performance.now();
    for (let i = 0; i < times; i++) await this.client.interrupt();
    const { content } = await done;
    const seconds = (performance.now() - begun) / 1000;
    return { status: String(content.status), ename: String(content.ename), seconds };
  }
}
