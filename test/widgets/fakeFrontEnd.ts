import type { Comm, CommData, CommHost, CommMessage, CommSendOptions } from '../../src/notebook/index.js';
import { registerNotebookPorts } from '../../src/notebook/index.js';
import { type BufferPath, joinBuffers, splitBuffers } from '../../src/widgets/model/wireState.js';

/** A message as it left the kernel. */
export interface Sent {
  readonly type: 'open' | 'msg' | 'close';
  readonly commId: string;
  readonly data: CommData;
  readonly metadata: CommData | undefined;
  readonly buffers: readonly Uint8Array[];
  readonly parent: string | undefined;
}

interface KernelComm extends Comm {
  readonly message: ((message: CommMessage) => void | Promise<void>)[];
  readonly closed: ((message: CommMessage) => void | Promise<void>)[];
}

/**
 * Stands for the kernel's comms and for one browser: messages wait in two queues until they are delivered, in
 * any order that a test wants, and a model applies them as `WidgetModel` of @jupyter-widgets/base does.
 */
export class FakeFrontEnd implements CommHost {
  readonly sent: Sent[] = [];
  readonly models = new Map<string, FakeModel>();
  readonly toKernel: { commId: string; message: CommMessage }[] = [];
  readonly #comms = new Map<string, KernelComm>();
  readonly #targets = new Map<string, (comm: Comm, message: CommMessage) => void | Promise<void>>();
  #delivered = 0;
  #ids = 0;
  #parent: string | undefined;

  open(_target: string, data: CommData, options: CommSendOptions & { commId?: string } = {}): Comm {
    const id = options.commId ?? this.nextId();
    this.#send('open', id, data, options);
    return this.#comm(id, _target);
  }

  registerTarget(name: string, opened: (comm: Comm, message: CommMessage) => void | Promise<void>): void {
    this.#targets.set(name, opened);
  }

  /** The browser opens a comm; what the kernel sends on it is in `sent`. */
  async openFromBrowser(target: string, data: CommData): Promise<string> {
    const id = this.nextId();
    await this.#targets.get(target)?.(this.#comm(id, target), this.messageOf(data));
    return id;
  }

  /** Brings the oldest message of the browser to the kernel. */
  async deliverToKernel(): Promise<void> {
    const next = this.toKernel.shift();
    if (!next) return;
    this.#parent = next.message.messageId;
    const running = (this.#comms.get(next.commId)?.message ?? []).map((listener) => listener(next.message));
    this.#parent = undefined;
    await Promise.all(running);
  }

  /** Brings the oldest message of the kernel to the browser. */
  deliverToBrowser(): void {
    const next = this.sent[this.#delivered];
    if (!next) return;
    this.#delivered++;
    if (next.type === 'open') this.models.set(next.commId, new FakeModel(next.commId, this, next));
    else if (next.type === 'msg') this.models.get(next.commId)?.receive(next);
    else this.models.delete(next.commId);
  }

  /** Whether a message is on its way. */
  get isBusy(): boolean {
    return this.toKernel.length > 0 || this.#delivered < this.sent.length;
  }

  /** Until both queues are empty. */
  async settle(): Promise<void> {
    while (this.isBusy) {
      while (this.#delivered < this.sent.length) this.deliverToBrowser();
      await this.deliverToKernel();
    }
  }

  messageOf(data: CommData, buffers: readonly Uint8Array[] = []): CommMessage {
    return { data, metadata: {}, buffers, messageId: this.nextId() };
  }

  async closeFromBrowser(commId: string): Promise<void> {
    for (const listener of this.#comms.get(commId)?.closed ?? []) await listener(this.messageOf({}));
  }

  nextId(): string {
    return `id${++this.#ids}`;
  }

  #comm(id: string, targetName: string): Comm {
    const comm: KernelComm = {
      id,
      targetName,
      message: [],
      closed: [],
      send: (data, options) => this.#send('msg', id, data, options),
      close: (data = {}) => this.#send('close', id, data),
      onMessage: (listener) => comm.message.push(listener),
      onClose: (listener) => comm.closed.push(listener),
    };
    this.#comms.set(id, comm);
    return comm;
  }

  #send(type: Sent['type'], commId: string, data: CommData, options: CommSendOptions = {}): void {
    // As a wire does it: what is sent cannot be changed afterwards, and must be JSON.
    const copy = JSON.parse(JSON.stringify(data)) as CommData;
    const buffers = (options.buffers ?? []).map((buffer) => Uint8Array.from(buffer));
    this.sent.push({ type, commId, data: copy, metadata: options.metadata, buffers, parent: this.#parent });
  }
}

/** One model in the browser. */
export class FakeModel {
  readonly state: Record<string, unknown>;
  readonly #expectedEchoes = new Map<string, string>();

  constructor(
    readonly id: string,
    private readonly browser: FakeFrontEnd,
    open: Sent,
  ) {
    this.state = stateOf(open);
  }

  /** The user changes attributes. */
  change(changes: Record<string, unknown>, buffers: Uint8Array[] = [], paths: BufferPath[] = []): void {
    Object.assign(this.state, changes);
    const message = this.browser.messageOf(
      { method: 'update', state: changes, buffer_paths: paths },
      buffers,
    );
    for (const name of Object.keys(changes)) this.#expectedEchoes.set(name, message.messageId);
    this.browser.toKernel.push({ commId: this.id, message });
  }

  /** The user changes attributes, bytes anywhere in them. */
  setState(changes: Record<string, unknown>): void {
    const { state, bufferPaths, buffers } = splitBuffers(changes);
    this.change(state, buffers, bufferPaths);
    Object.assign(this.state, changes);
  }

  /** The view sends a message of its own. */
  custom(content: CommData, buffers: Uint8Array[] = []): void {
    const message = this.browser.messageOf({ method: 'custom', content }, buffers);
    this.browser.toKernel.push({ commId: this.id, message });
  }

  receive(sent: Sent): void {
    const { method } = sent.data;
    if (method !== 'update' && method !== 'echo_update') return;
    const state = stateOf(sent);
    if (method === 'echo_update')
      for (const name of Object.keys(state)) {
        const expected = this.#expectedEchoes.get(name);
        if (expected === undefined) continue;
        if (expected === sent.parent) this.#expectedEchoes.delete(name);
        else delete state[name];
      }
    Object.assign(this.state, state);
  }
}

function stateOf({ data, buffers }: Sent): Record<string, unknown> {
  const state = { ...(data.state as Record<string, unknown>) };
  joinBuffers(state, data.buffer_paths as BufferPath[], buffers);
  return state;
}

/** Runs with a fake front end in place of a kernel's. */
export async function withFrontEnd<T>(work: (frontEnd: FakeFrontEnd) => Promise<T>): Promise<T> {
  const frontEnd = new FakeFrontEnd();
  registerNotebookPorts({
    kind: 'kernel',
    comms: frontEnd,
    publish: () => {},
    clearOutput: () => {},
    input: async () => '',
    interruptSignal: () => new AbortController().signal,
    parentMessageId: () => 'cell-1',
    hold: () => {},
  });
  try {
    return await work(frontEnd);
  } finally {
    registerNotebookPorts(undefined);
  }
}
