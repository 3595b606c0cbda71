import { resolve } from 'node:path';
import { KernelClient } from '../../../src/kernel/client/kernelClient.js';
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
  readonly #text: { said: string };

  private constructor(client: KernelClient, text: { said: string }) {
    this.client = client;
    this.#text = text;
  }

  static async start(env: Readonly<Record<string, string>> = {}): Promise<StoppedKernel> {
    const text = { said: '' };
    const before = { ...process.env };
    Object.assign(process.env, env);
    try {
      const client = await KernelClient.start(root, (message) => {
        if (message.header.msg_type === 'stream')
          text.said = (text.said + message.content.text).slice(-10_000);
      });
      return new StoppedKernel(client, text);
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
    await this.run(`process.stdout.write(${JSON.stringify(mark)} + JSON.stringify(${expression}) + '\\n')`);
    const [, said = ''] = this.#text.said.split(mark);
    return JSON.parse(said) as T;
  }

  /** Starts a cell, waits until it says `begun` and then `delay` ms, and presses Stop `times` times. */
  async stop(code: string, { delay = 0, times = 1 } = {}): Promise<Stopped> {
    const mark = `begun-${performance.now()}`;
    const done = this.execute(`console.log(${JSON.stringify(mark)});${code}`);
    while (!this.#text.said.includes(mark)) await new Promise((next) => setTimeout(next, 5));
    await new Promise((next) => setTimeout(next, delay));
    const begun = performance.now();
    for (let i = 0; i < times; i++) await this.client.interrupt();
    const { content } = await done;
    const seconds = (performance.now() - begun) / 1000;
    return { status: String(content.status), ename: String(content.ename), seconds };
  }
}
