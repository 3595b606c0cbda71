import type {
  AsYouTypeOperations,
  NotebookCell,
  NotebookMarks,
} from '../../../src/kernel/language/asYouType/questions.js';
import type { Comm, Kernel, SessionContext } from './labTypes.js';

const target = 'tsvision.language';

/** States in which a kernel answers nothing, and after which it is another one. */
const lost = new Set(['restarting', 'autorestarting', 'terminating', 'dead']);

/** What a front end can ask; the notebook's key is the comm's. */
type Ask = keyof AsYouTypeOperations;

interface Answer {
  readonly id: number;
  readonly answer?: unknown;
  readonly failure?: string;
  readonly isOver?: boolean;
}

/** Asks the kernel of a notebook about what is being written in it; survives its restarts, and other kernels. */
export class KernelLanguage {
  readonly #session: SessionContext;
  readonly #pending = new Map<number, (answer: Answer) => void>();
  #opening: Promise<Comm | undefined> | undefined;
  #comm: Comm | undefined;
  #count = 0;

  constructor(session: SessionContext) {
    this.#session = session;
    session.kernelChanged.connect(() => this.#lose());
    session.statusChanged.connect((_, status) => {
      if (lost.has(status)) this.#lose();
    });
  }

  /** Whether there is a kernel of ours that has been asked. */
  get isConnected(): boolean {
    return this.#comm !== undefined && !this.#comm.isDisposed;
  }

  /** An answer, or `undefined` when there is none: nothing to say, another kernel, a kernel that went away. */
  async ask<T>(
    ask: Ask,
    cells: readonly NotebookCell[],
    ...args: readonly unknown[]
  ): Promise<T | undefined> {
    const comm = await this.#connect();
    if (!comm) return undefined;
    return new Promise((resolve) => {
      const written = { notebook: comm.commId, cells };
      this.#send(comm, { ask, args: [written, ...args] }, ({ answer }) => {
        resolve(answer as T | undefined);
        return true;
      });
    });
  }

  /** Asks for the marks of all cells, which come in parts; a newer question ends an older one. */
  async marks(
    cells: readonly NotebookCell[],
    first: string | undefined,
    shown: (marks: NotebookMarks['marks']) => void,
  ): Promise<void> {
    const comm = await this.#connect();
    if (!comm) return;
    this.#send(comm, { ask: 'marks', args: [comm.commId, cells, { first }] }, ({ answer }) => {
      const found = answer as NotebookMarks | undefined;
      if (found) shown(found.marks);
      return !found || found.isLast;
    });
  }

  close(): void {
    const comm = this.#comm;
    this.#lose();
    if (comm && !comm.isDisposed) comm.close();
  }

  /** @param take called with each answer, until it says that it was the last */
  #send(comm: Comm, question: object, take: (answer: Answer) => boolean): void {
    const id = ++this.#count;
    this.#pending.set(id, (answer) => {
      if (take(answer)) this.#pending.delete(id);
    });
    comm.send({ id, question });
  }

  #connect(): Promise<Comm | undefined> {
    if (this.#comm?.isDisposed) this.#lose();
    this.#opening ??= this.#open();
    return this.#opening;
  }

  async #open(): Promise<Comm | undefined> {
    const kernel = this.#session.session?.kernel;
    if (!kernel || kernel.isDisposed || lost.has(kernel.status)) return this.#later();
    const { implementation } = await kernel.info;
    if (implementation !== 'tsvision' || this.#session.session?.kernel !== kernel) return undefined;
    const comm = this.#openOn(kernel);
    this.#comm = comm;
    return comm;
  }

  #openOn(kernel: Kernel): Comm {
    const comm = kernel.createComm(target);
    comm.onMsg = ({ content }) => {
      const answer = content.data as Answer;
      this.#pending.get(answer.id)?.(answer);
    };
    // A kernel of an older version has no such target.
    comm.onClose = () => this.#settleAll();
    comm.open();
    return comm;
  }

  /** There is no kernel at the moment: the next question looks again. */
  #later(): undefined {
    queueMicrotask(() => {
      this.#opening = undefined;
    });
  }

  #lose(): void {
    this.#comm = undefined;
    this.#opening = undefined;
    this.#settleAll();
  }

  #settleAll(): void {
    const pending = [...this.#pending];
    this.#pending.clear();
    for (const [id, settle] of pending) settle({ id });
  }
}
