import { Session } from 'node:inspector';
import type { MessagePort } from 'node:worker_threads';
import { forgetAsyncStackName } from '../execution/forgetAsyncStack.js';
import type { IncomingMessage } from '../protocol/jupyterMessage.js';
import { claimSlot, claims, sharedSlots, type ToMain } from './threadMessages.js';

/** How long the main thread may take to notice an interrupt before what it computes is terminated, in ms. */
const patience = 100;
/** Time between two attempts to terminate, in ms. */
const retry = 250;

/** A message that the main thread has yet to take. */
type Tracked = Extract<ToMain, { sequence: number }>;

/** The main thread, seen from the socket thread: hands it messages, and stops it when it computes for ever. */
export class MainThread {
  readonly #port: MessagePort;
  readonly #shared: Int32Array;
  #sequence = 0;
  #interrupts = 0;
  #untaken: Tracked[] = [];
  #watch: NodeJS.Timeout | undefined;

  constructor(port: MessagePort, shared: Int32Array) {
    this.#port = port;
    this.#shared = shared;
  }

  post(message: ToMain): void {
    this.#port.postMessage(message);
  }

  /** @returns the message's number */
  deliver(message: IncomingMessage): number {
    const sequence = this.#next();
    Atomics.store(this.#shared, claimSlot(sequence), claims.open);
    this.#track({ kind: 'message', sequence, message });
    return sequence;
  }

  /** Takes a message back; `false` when the main thread has taken it. */
  withdraw(sequence: number): boolean {
    const slot = claimSlot(sequence);
    return Atomics.compareExchange(this.#shared, slot, claims.open, claims.sockets) === claims.open;
  }

  /**
   * Tells the main thread to interrupt. A thread that runs JavaScript without a pause cannot hear it: then V8
   * terminates what runs (a loop, a timer callback, code after an `await`), and the event loop, with every
   * variable, lives on.
   */
  interrupt(): void {
    this.#interrupts += 1;
    this.#track({ kind: 'interrupt', sequence: this.#next(), count: this.#interrupts });
    clearTimeout(this.#watch);
    this.#watch = setTimeout(() => this.#enforce(), patience);
  }

  #enforce(): void {
    const heard = Atomics.load(this.#shared, sharedSlots.interrupt) >= this.#interrupts;
    if (!heard) {
      this.terminate();
      this.#watch = setTimeout(() => this.#enforce(), retry);
    }
    setTimeout(() => this.#resend(), heard ? 0 : retry / 5);
  }

  /** Terminates the JavaScript that the main thread runs now. */
  terminate(): void {
    const session = new Session();
    session.connectToMainThread();
    const expression = `globalThis[${forgetAsyncStackName}]?.()`;
    session.post('Runtime.evaluate', { expression, silent: true });
    session.post('Runtime.terminateExecution', () => session.disconnect());
  }

  /** A termination can hit the very moment in which a message was being taken: such a message goes again. */
  #resend(): void {
    for (const message of this.#prune()) this.#port.postMessage(message);
  }

  #track(message: Tracked): void {
    this.#prune();
    this.#untaken.push(message);
    this.#port.postMessage(message);
  }

  #prune(): readonly Tracked[] {
    const taken = Atomics.load(this.#shared, sharedSlots.received);
    this.#untaken = this.#untaken.filter((message) => message.sequence > taken);
    return this.#untaken;
  }

  #next(): number {
    this.#sequence += 1;
    return this.#sequence;
  }
}
