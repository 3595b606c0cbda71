import { randomUUID } from 'node:crypto';
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { offerTermination } from '../interrupt/offerTermination.js';
import type { DebugHooks } from '../language/index.js';
import { guardAddons } from '../patches/guardAddons.js';
import type { ConnectionInfo } from '../protocol/connectionInfo.js';
import type { IncomingMessage, OutgoingMessage } from '../protocol/jupyterMessage.js';
import { Backlog } from './backlog.js';
import type { ChildStart } from './childProcesses.js';
import { markerVariable } from './processTable.js';
import {
  claimSlot,
  claims,
  debugging,
  type InputAnswer,
  type SharedSlots,
  type SocketThreadData,
  type StreamChunk,
  sharedLength,
  sharedSlots,
  type ToMain,
  type ToSockets,
} from './threadMessages.js';

/** What the kernel does with what comes from the sockets. */
export interface SocketListener {
  message(message: IncomingMessage): void;
  interrupt(): void;
  /** Code was terminated: nothing after the point where it stood has run, not even `finally`. */
  terminated(): void;
  shutdown(): void;
  /** What belongs to no cell but to Jupyter's own log. */
  log(text: string): void;
  /** The sockets cannot be opened, or their thread broke. */
  failed(reason: string): void;
}

/** The thread with the sockets, seen from the main thread. */
export class SocketThread {
  readonly #worker: Worker;
  readonly #signalWorker: Worker;
  readonly #shared = new Int32Array(new SharedArrayBuffer(4 * sharedLength));
  readonly #backlog = new Backlog(this.#shared);
  readonly #answers: MessagePort;
  readonly #barriers = new Map<number, () => void>();
  readonly #inputs = new Map<number, (value: string | undefined) => void>();
  #count = 0;
  #wasTerminated = false;

  constructor(
    connection: ConnectionInfo,
    kernelInfo: Record<string, unknown>,
    listener: SocketListener,
    pipes: { readonly stdout: number; readonly stderr: number } | undefined,
  ) {
    const answers = new MessageChannel();
    const signals = new MessageChannel();
    this.#answers = answers.port1;
    guardAddons();
    offerTermination(this.#shared, () => {
      this.#wasTerminated = true;
    });
    const data: SocketThreadData = {
      connection,
      kernelInfo,
      shared: this.#shared.buffer as SharedArrayBuffer,
      answers: answers.port2,
      signals: signals.port2,
      pipes: pipes && { stdout: pipes.stdout, stderr: pipes.stderr },
      mark: randomUUID(),
    };
    process.env[markerVariable] = data.mark;
    this.#worker = new Worker(new URL('./socketWorker.js', import.meta.url), {
      workerData: data,
      transferList: [answers.port2, signals.port2],
    });
    this.#worker.on('message', (message: ToMain) => this.#take(message, listener));
    this.#worker.once('error', (error) => listener.failed(error.message));
    this.#signalWorker = new Worker(new URL('../interrupt/signalWorker.js', import.meta.url), {
      workerData: { signals: signals.port1 },
      transferList: [signals.port1],
      resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 4 },
    });
    this.#signalWorker.unref();
  }

  send(message: OutgoingMessage): void {
    this.#post({ kind: 'send', message });
  }

  stream(chunk: StreamChunk): void {
    this.#post({ kind: 'stream', chunk });
  }

  /** What is written to the descriptors themselves belongs to this message from now on. */
  cellStarted(parent: string): void {
    this.#post({ kind: 'cell', parent });
  }

  /** Gives the socket thread a way to the compiler, for requests that come while this thread computes. */
  offerLanguage(port: MessagePort): void {
    this.#worker.postMessage({ kind: 'language', port } satisfies ToSockets, [port]);
  }

  childStarted(child: ChildStart): void {
    this.#post({ kind: 'childStarted', child });
  }

  childExited(pid: number): void {
    this.#post({ kind: 'childExited', pid });
  }

  /** @param cell header of its message, as JSON text */
  cellEnded(cell: string): void {
    this.#post({ kind: 'cellEnded', cell });
  }

  /** What a debugger that is attached wants of running code. */
  readonly debugHooks: DebugHooks = hooksOf(this.#shared, (file) => this.#loaded(file));

  /** Settles when all messages that had arrived by now have been handed to the listener. */
  caughtUp(): Promise<void> {
    return new Promise((resolve) => {
      const id = this.#next();
      this.#barriers.set(id, resolve);
      this.#post({ kind: 'barrier', id });
    });
  }

  #loaded(file: string): Promise<void> {
    return new Promise((resolve) => {
      const id = this.#next();
      this.#barriers.set(id, resolve);
      this.#post({ kind: 'loaded', id, file });
    });
  }

  /** How often the user has interrupted, whether this thread has heard of it or not. */
  get interrupts(): number {
    return Atomics.load(this.#shared, sharedSlots.asked);
  }

  /** Whether the user has interrupted, and this thread was too busy to hear of it. */
  get isInterruptPending(): boolean {
    return this.interrupts > Atomics.load(this.#shared, sharedSlots.interrupt);
  }

  /** Asks for a line of input; `undefined` when the user interrupted, or `signal` did. */
  ask(message: OutgoingMessage, signal?: AbortSignal): Promise<string | undefined> {
    return new Promise((resolve) => {
      const id = this.#next();
      this.#inputs.set(id, resolve);
      signal?.addEventListener('abort', () => this.#post({ kind: 'withdraw', id }), { once: true });
      this.#post({ kind: 'input', request: { id, synchronous: false, message } });
    });
  }

  /** As {@link ask}, but sleeps until the answer is there. */
  askSleeping(message: OutgoingMessage): string | undefined {
    Atomics.store(this.#shared, sharedSlots.answered, 0);
    this.#post({ kind: 'input', request: { id: this.#next(), synchronous: true, message } });
    Atomics.wait(this.#shared, sharedSlots.answered, 0);
    const received = receiveMessageOnPort(this.#answers) as { message: InputAnswer } | undefined;
    return received?.message.value;
  }

  /** Sends what is left, closes the sockets and ends both threads. */
  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.#worker.once('exit', resolve));
    this.#post({ kind: 'close' });
    this.#answers.close();
    await Promise.all([ended, this.#signalWorker.terminate()]);
  }

  #take(message: ToMain, listener: SocketListener): void {
    if (this.#wasTerminated) {
      this.#wasTerminated = false;
      listener.terminated();
    }
    switch (message.kind) {
      case 'ready':
        break;
      case 'failed':
        listener.failed(message.reason);
        break;
      case 'message':
        if (this.#isNew(message.sequence) && this.#claim(message.sequence)) listener.message(message.message);
        break;
      case 'interrupt':
        Atomics.store(this.#shared, sharedSlots.interrupt, message.count);
        if (this.#isNew(message.sequence)) listener.interrupt();
        break;
      case 'barrier':
        this.#barriers.get(message.id)?.();
        this.#barriers.delete(message.id);
        break;
      case 'answer':
        this.#inputs.get(message.answer.id)?.(message.answer.value);
        this.#inputs.delete(message.answer.id);
        break;
      case 'log':
        listener.log(message.text);
        break;
      case 'shutdown':
        listener.shutdown();
    }
  }

  /** The socket thread answers some messages by itself when this thread keeps them waiting. */
  #claim(sequence: number): boolean {
    return (
      Atomics.compareExchange(this.#shared, claimSlot(sequence), claims.open, claims.main) === claims.open
    );
  }

  #isNew(sequence: number): boolean {
    if (sequence <= Atomics.load(this.#shared, sharedSlots.received)) return false;
    Atomics.store(this.#shared, sharedSlots.received, sequence);
    return true;
  }

  #post(message: ToSockets): void {
    this.#worker.postMessage(message);
    this.#backlog.sent(message);
  }

  #next(): number {
    this.#count += 1;
    return this.#count;
  }
}

/** While nobody debugs they cost a look at a number. */
function hooksOf(shared: SharedSlots, loaded: (file: string) => Promise<void>): DebugHooks {
  const state = (): number => Atomics.load(shared, sharedSlots.debugging);
  return {
    loaded: (file) => (state() === debugging.nothing ? undefined : loaded(file)),
    get wantsUncaught() {
      return state() === debugging.atUncaught;
    },
  };
}
