import { randomUUID } from 'node:crypto';
import type { Comm, CommData, CommHost, CommMessage, CommSendOptions } from '../notebook/index.js';
import type { Publisher } from './output/publisher.js';
import type { IncomingMessage, JsonObject } from './protocol/jupyterMessage.js';

type Listener = (message: CommMessage) => void | Promise<void>;

/** Sends one comm message. */
export type CommTransport = (
  type: 'comm_open' | 'comm_msg' | 'comm_close',
  content: CommData,
  options?: CommSendOptions,
) => void;

/** One open comm, kernel side. */
export class KernelComm implements Comm {
  readonly id: string;
  readonly targetName: string;
  readonly #transport: CommTransport;
  readonly #closed: () => void;
  readonly #messageListeners: Listener[] = [];
  readonly #closeListeners: Listener[] = [];

  /** @param closed called when this side closes the comm */
  constructor(id: string, targetName: string, transport: CommTransport, closed: () => void) {
    this.id = id;
    this.targetName = targetName;
    this.#transport = transport;
    this.#closed = closed;
  }

  send(data: CommData, options?: CommSendOptions): void {
    this.#transport('comm_msg', { comm_id: this.id, data }, options);
  }

  close(data: CommData = {}): void {
    this.#closed();
    this.#transport('comm_close', { comm_id: this.id, data });
  }

  onMessage(listener: Listener): void {
    this.#messageListeners.push(listener);
  }

  onClose(listener: Listener): void {
    this.#closeListeners.push(listener);
  }

  /** A `comm_msg` came in; settles when every listener has. */
  async receive(message: CommMessage): Promise<void> {
    await Promise.all(this.#messageListeners.map(async (listener) => listener(message)));
  }

  /** A `comm_close` came in. */
  async receiveClose(message: CommMessage): Promise<void> {
    await Promise.all(this.#closeListeners.map(async (listener) => listener(message)));
  }
}

type Opened = (comm: Comm, message: CommMessage) => void | Promise<void>;

/** All open comms and the targets that front ends may open. */
export class CommManager implements CommHost {
  readonly #comms = new Map<string, KernelComm>();
  readonly #targets = new Map<string, Opened>();
  readonly #transport: CommTransport;

  constructor(publisher: Publisher) {
    this.#transport = (type, content, options) => publisher.publish(type, content, options);
  }

  open(
    targetName: string,
    data: CommData,
    { commId = randomUUID(), ...options }: CommSendOptions & { readonly commId?: string } = {},
  ): Comm {
    const comm = this.#add(commId, targetName);
    this.#transport('comm_open', { comm_id: commId, target_name: targetName, data }, options);
    return comm;
  }

  registerTarget(targetName: string, opened: Opened): void {
    this.#targets.set(targetName, opened);
  }

  /** Content of `comm_info_reply`, of one target or of all. */
  info(targetName: unknown): JsonObject {
    const open = [...this.#comms.values()].filter(
      (comm) => typeof targetName !== 'string' || comm.targetName === targetName,
    );
    const comms = Object.fromEntries(open.map((comm) => [comm.id, { target_name: comm.targetName }]));
    return { status: 'ok', comms };
  }

  /** A comm message of the front end; settles when its listeners have. */
  async receive(incoming: IncomingMessage): Promise<void> {
    const id = String(incoming.content.comm_id);
    const message = commMessage(incoming);
    switch (incoming.header.msg_type) {
      case 'comm_open':
        return this.#opened(id, String(incoming.content.target_name), message);
      case 'comm_msg':
        return this.#comms.get(id)?.receive(message);
      case 'comm_close': {
        const comm = this.#comms.get(id);
        this.#comms.delete(id);
        return comm?.receiveClose(message);
      }
    }
  }

  async #opened(id: string, targetName: string, message: CommMessage): Promise<void> {
    const target = this.#targets.get(targetName);
    if (!target) return this.#transport('comm_close', { comm_id: id, data: {} });
    await target(this.#add(id, targetName), message);
  }

  #add(id: string, targetName: string): KernelComm {
    const comm = new KernelComm(id, targetName, this.#transport, () => this.#comms.delete(id));
    this.#comms.set(id, comm);
    return comm;
  }
}

function commMessage({ content, metadata, buffers, header }: IncomingMessage): CommMessage {
  const data = typeof content.data === 'object' && content.data !== null ? (content.data as CommData) : {};
  return { data, metadata, buffers, messageId: header.msg_id };
}
