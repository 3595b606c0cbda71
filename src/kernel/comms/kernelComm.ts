import type { Comm, CommData, CommMessage, CommSendOptions } from '../../notebook/index.js';

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
