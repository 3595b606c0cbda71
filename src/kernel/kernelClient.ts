import { Dealer, Subscriber } from 'zeromq';
import { KernelDiedError } from './errors.js';
import { KernelProcess } from './kernelProcess.js';
import { socketAddress } from './protocol/connectionInfo.js';
import type { IncomingMessage, JsonObject } from './protocol/jupyterMessage.js';
import { MessageCodec } from './protocol/messageCodec.js';
import { SerialSender } from './sockets/kernelSockets.js';

/** How long a kernel may take to answer for the first time, on a busy machine too, and to end, in ms. */
const startingTime = 300_000;
const endingTime = 5000;

/** What a request came to: the reply, and the `idle` after all of its output. */
interface Pending {
  reply?: IncomingMessage;
  isIdle: boolean;
  readonly resolve: (reply: IncomingMessage) => void;
  readonly reject: (reason: unknown) => void;
}

/** A small Jupyter client: starts a kernel and drives it over its sockets, as nbclient does. */
export class KernelClient {
  readonly #process: KernelProcess;
  readonly #codec: MessageCodec;
  readonly #shell: Dealer;
  readonly #control: Dealer;
  readonly #iopub = new Subscriber({ receiveHighWaterMark: 0 });
  readonly #senders: { readonly shell: SerialSender; readonly control: SerialSender };
  readonly #pending = new Map<string, Pending>();
  readonly #published: (message: IncomingMessage) => void;
  /** Settles when what the kernel publishes arrives here: a message before that would be lost. */
  readonly #subscribed: Promise<void>;
  #welcome: () => void = () => {};

  private constructor(kernel: KernelProcess, published: (message: IncomingMessage) => void) {
    this.#process = kernel;
    this.#published = published;
    this.#codec = new MessageCodec(kernel.connection, 'tsvision');
    this.#shell = new Dealer({ routingId: this.#codec.session, linger: 0 });
    this.#control = new Dealer({ routingId: this.#codec.session, linger: 0 });
    this.#senders = { shell: new SerialSender(this.#shell), control: new SerialSender(this.#control) };
    this.#subscribed = new Promise((resolve) => {
      this.#welcome = resolve;
    });
    this.#connect();
    void kernel.ended.then(() => this.#lost());
  }

  /**
   * Starts a kernel and waits until it answers.
   *
   * @param cwd the folder of the notebook
   * @param published called with each message that the kernel publishes
   */
  static async start(cwd: string, published: (message: IncomingMessage) => void): Promise<KernelClient> {
    const client = new KernelClient(await KernelProcess.start(cwd), published);
    const late = new Promise<never>((_, reject) => {
      const reason = new KernelDiedError('The kernel does not answer.', client.#process.log);
      setTimeout(() => reject(reason), startingTime).unref();
    });
    try {
      await Promise.race([client.#subscribed, client.#process.ended, late]);
      await Promise.race([client.request('kernel_info_request', {}).done, late]);
    } catch (error) {
      client.#process.kill();
      throw error;
    }
    return client;
  }

  /** Sends a request; `done` is its reply, after all that it published. */
  request(
    type: string,
    content: JsonObject,
    channel: 'shell' | 'control' = 'shell',
  ): { readonly id: string; readonly done: Promise<IncomingMessage> } {
    const header = this.#codec.header(type);
    const message = { channel, identities: [], type, parent: '{}', metadata: '{}', buffers: [] };
    this.#senders[channel].send(this.#codec.encode({ ...message, content: JSON.stringify(content) }, header));
    const done = new Promise<IncomingMessage>((resolve, reject) => {
      this.#pending.set(header.msg_id, { isIdle: false, resolve, reject });
    });
    return { id: header.msg_id, done };
  }

  /** Ends the cell that runs, as Stop does. */
  async interrupt(): Promise<void> {
    await this.request('interrupt_request', {}, 'control').done;
  }

  /** Ends the kernel, by force when it does not go. */
  async shutdown(): Promise<void> {
    const force = setTimeout(() => this.#process.kill(), endingTime);
    this.request('shutdown_request', { restart: false }, 'control').done.catch(() => {});
    await this.#process.ended;
    clearTimeout(force);
  }

  #connect(): void {
    const { connection } = this.#process;
    this.#shell.connect(socketAddress(connection, 'shell_port'));
    this.#control.connect(socketAddress(connection, 'control_port'));
    this.#iopub.connect(socketAddress(connection, 'iopub_port'));
    this.#iopub.subscribe();
    void this.#read('shell', this.#shell, (message) => this.#settle(message, { reply: message }));
    void this.#read('control', this.#control, (message) => this.#settle(message, { reply: message }));
    void this.#read('iopub', this.#iopub, (message) => this.#publish(message));
  }

  async #read(
    channel: 'shell' | 'control' | 'iopub',
    socket: AsyncIterable<Buffer[]>,
    take: (message: IncomingMessage) => void,
  ): Promise<void> {
    for await (const frames of socket) {
      const message = this.#codec.decode(channel, frames);
      if (message) take(message);
    }
  }

  #publish(message: IncomingMessage): void {
    if (message.header.msg_type === 'iopub_welcome') this.#welcome();
    this.#published(message);
    const isIdle = message.header.msg_type === 'status' && message.content.execution_state === 'idle';
    if (isIdle) this.#settle(message, { isIdle });
  }

  #settle(message: IncomingMessage, news: Partial<Pending>): void {
    const id = String(message.parentHeader.msg_id);
    const pending = this.#pending.get(id);
    if (!pending) return;
    Object.assign(pending, news);
    if (!pending.reply || !pending.isIdle) return;
    this.#pending.delete(id);
    pending.resolve(pending.reply);
  }

  #lost(): void {
    for (const socket of [this.#shell, this.#control, this.#iopub]) socket.close();
    const reason = new KernelDiedError('The kernel ended unexpectedly.', this.#process.log);
    for (const pending of this.#pending.values()) pending.reject(reason);
    this.#pending.clear();
  }
}
