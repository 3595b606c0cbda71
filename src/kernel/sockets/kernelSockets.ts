import { Reply, Router, type Writable, XPublisher } from 'zeromq';
import { SerialQueue } from '../../core/index.js';
import { type ConnectionInfo, type ConnectionPort, socketAddress } from '../protocol/connectionInfo.js';
import type { Channel, OutgoingMessage } from '../protocol/jupyterMessage.js';
import type { MessageCodec } from '../protocol/messageCodec.js';

type Frames = (string | Uint8Array)[];

/** Sends on a socket one message after the other: ZeroMQ refuses a second send while the first is under way. */
export class SerialSender {
  readonly #socket: Pick<Writable<Frames>, 'send'>;
  readonly #queue = new SerialQueue();

  constructor(socket: Pick<Writable<Frames>, 'send'>) {
    this.#socket = socket;
  }

  send(frames: Frames): void {
    // A send fails when the peer is gone, or the socket closed: nobody is left to tell.
    this.#queue.run(() => this.#socket.send(frames)).catch(() => {});
  }

  /** Settles when everything has been handed to ZeroMQ. */
  flushed(): Promise<void> {
    return this.#queue.settled();
  }
}

/** Numbers of ZeroMQ's options `ZMQ_SUBSCRIBE` and `ZMQ_UNSUBSCRIBE`. */
const option = { subscribe: 6, unsubscribe: 7 } as const;

/**
 * The publishing socket of a kernel. A subscription takes effect when we have read it, not when it arrives: else
 * a message that is sent between the two would reach a front end before its `iopub_welcome` does.
 */
export class IopubSocket extends XPublisher {
  constructor(options: ConstructorParameters<typeof XPublisher>[0]) {
    super(options);
    this.manual = true;
  }

  /** Lets each subscriber in, then calls `subscribed` with its topic; until the socket is closed. */
  async readSubscriptions(subscribed: (topic: string) => void): Promise<void> {
    for await (const [frame] of this) {
      if (this.closed) return;
      if (frame === undefined || frame.length === 0) continue;
      const topic = frame.subarray(1);
      const starts = frame[0] === 1;
      // ZeroMQ applies this to the subscriber whose message was read last.
      this.setStringOption(starts ? option.subscribe : option.unsubscribe, topic.length === 0 ? null : topic);
      if (starts) subscribed(topic.toString());
    }
  }
}

/** How long closing waits for the last messages to leave, in ms. */
const linger = 1000;

/** The five sockets of a kernel. */
export class KernelSockets {
  readonly #codec: MessageCodec;
  readonly #heartbeat = new Reply({ linger: 0 });
  // No high-water mark: a slow front end gets everything, late, instead of losing lines.
  readonly #iopub = new IopubSocket({ linger, sendHighWaterMark: 0 });
  readonly #routers: Readonly<Record<Exclude<Channel, 'iopub'>, Router>>;
  readonly #senders: Readonly<Record<Channel, SerialSender>>;

  constructor(codec: MessageCodec) {
    this.#codec = codec;
    const router = (): Router => new Router({ linger, handover: true, sendHighWaterMark: 0 });
    this.#routers = { shell: router(), control: router(), stdin: router() };
    this.#senders = {
      iopub: new SerialSender(this.#iopub),
      shell: new SerialSender(this.#routers.shell),
      control: new SerialSender(this.#routers.control),
      stdin: new SerialSender(this.#routers.stdin),
    };
  }

  /** Rejects with an error that names the address which cannot be used. */
  async bind(connection: ConnectionInfo): Promise<void> {
    const { shell, control, stdin } = this.#routers;
    const listen = async (socket: Reply | Router | IopubSocket, port: ConnectionPort): Promise<void> => {
      const address = socketAddress(connection, port);
      await socket.bind(address).catch((cause: Error) => {
        throw new Error(`${cause.message} (${port} ${address})`, { cause });
      });
    };
    await Promise.all([
      listen(this.#heartbeat, 'hb_port'),
      listen(this.#iopub, 'iopub_port'),
      listen(shell, 'shell_port'),
      listen(control, 'control_port'),
      listen(stdin, 'stdin_port'),
    ]);
  }

  send(message: OutgoingMessage): void {
    this.#senders[message.channel].send(this.#codec.encode(message));
  }

  /** Calls `receive` for each message of a socket, one after the other, until it is closed. */
  async read(
    channel: Exclude<Channel, 'iopub'>,
    receive: (frames: Uint8Array[]) => void | Promise<void>,
  ): Promise<void> {
    for await (const frames of this.#routers[channel]) await receive(frames);
  }

  /** Echoes every heartbeat. */
  async beat(): Promise<void> {
    for await (const frames of this.#heartbeat) await this.#heartbeat.send(frames);
  }

  /** Calls `subscribed` with the topic of each new subscription to iopub, before anything else goes to it (JEP 65). */
  async readSubscriptions(subscribed: (topic: string) => void): Promise<void> {
    await this.#iopub.readSubscriptions(subscribed);
  }

  /** Sends what is left, and closes all sockets. */
  async close(): Promise<void> {
    await Promise.all(Object.values(this.#senders).map((sender) => sender.flushed()));
    for (const socket of [this.#heartbeat, this.#iopub, ...Object.values(this.#routers)]) socket.close();
  }
}
