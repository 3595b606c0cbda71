import { setTimeout as sleep } from 'node:timers/promises';
import type { MessagePort } from 'node:worker_threads';
import type { IncomingMessage } from '../protocol/jupyterMessage.js';
import { claimSlot, claims, type SharedSlots, sharedSlots, type ToMain } from '../sockets/threadMessages.js';
import { Enforcement } from './enforcement.js';

/** How long the main thread may take to notice an interrupt before what it computes is terminated, in ms. */
const patience = 100;
/** Time between two terminations, and after an attempt at a moment that did not suit, in ms. */
const retry = 250;
const soon = 7;

/** A message that the main thread has yet to take. */
type Tracked = Extract<ToMain, { sequence: number }>;

/** The main thread, seen from the socket thread: hands it messages, and stops it when it computes for ever. */
export class MainThread {
  readonly #port: MessagePort;
  readonly #shared: SharedSlots;
  readonly #free: () => void;
  #sequence = 0;
  #interrupts = 0;
  #untaken: Tracked[] = [];
  #enforcing: Promise<void> | undefined;

  /** @param free ends what the thread may be waiting for; called again and again while it does not hear */
  constructor(port: MessagePort, shared: SharedSlots, free: () => void) {
    this.#port = port;
    this.#shared = shared;
    this.#free = free;
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
    Atomics.store(this.#shared, sharedSlots.asked, this.#interrupts);
    this.#track({ kind: 'interrupt', sequence: this.#next(), count: this.#interrupts });
    this.#enforcing ??= this.#enforce(() => this.#isHeard());
  }

  /** Terminates what the main thread runs until it hears what it is told. */
  async #enforce(isHeard: () => boolean): Promise<void> {
    await sleep(patience);
    const enforcement = new Enforcement(this.#shared);
    // Once it is heard, the children may be those of the next cell.
    const goesOn = (): boolean => {
      if (isHeard()) return false;
      this.#free();
      return true;
    };
    while (goesOn()) {
      const terminated = await enforcement.attempt(goesOn);
      await sleep(terminated ? retry / 5 : soon);
      // A termination that hit the very moment in which the interrupt was taken leaves it unheard.
      if (terminated) this.#resend();
      if (terminated) await sleep(retry);
    }
    this.#resend();
    this.#enforcing = undefined;
  }

  #isHeard(): boolean {
    return Atomics.load(this.#shared, sharedSlots.interrupt) >= this.#interrupts;
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
