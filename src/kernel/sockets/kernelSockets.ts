import { Reply, Router } from 'zeromq';
import type { ConnectionInfo, ConnectionPort } from '../protocol/connectionInfo.js';
import type { Channel, OutgoingMessage } from '../protocol/jupyterMessage.js';
import type { MessageCodec } from '../protocol/messageCodec.js';
import { socketAddress } from '../protocol/socketAddress.js';
import { IopubSocket } from './iopubSocket.js';
import { SerialSender } from './serialSender.js';

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

  /** Calls `receive` for each message of a socket, until it is closed. */
  async read(channel: Exclude<Channel, 'iopub'>, receive: (frames: Uint8Array[]) => void): Promise<void> {
    for await (const frames of this.#routers[channel]) receive(frames);
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
