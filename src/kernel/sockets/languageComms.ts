import type { NotebookMarks, Question } from '../language/asYouType/questions.js';
import type { CheckerClient } from '../language/checker/checkerPort.js';
import type { IncomingMessage, JsonObject, OutgoingMessage } from '../protocol/jupyterMessage.js';
import { broadcast, statusMessage } from '../protocol/replies.js';

/** Target of the comms over which front ends ask about a notebook while it is being written. */
export const languageTarget = 'tsvision.language';

/** How long the compiler's thread looks at cells before others have their turn, in ms. */
const budget = 30;

/** A question as a front end sends it; its answers carry the number. */
interface Asked {
  readonly id: number;
  readonly question: Question;
}

/**
 * The comms of types as you type. They end in this thread, which asks the compiler's thread: cells that run do not keep
 * them waiting.
 *
 * A front end sends `{ id, question: { ask, args } }`, see `AsYouTypeOperations`, and is answered with `{ id, answer }`
 * or `{ id, failure }`. Marks come in several answers, until one says that it is the last; a newer question for marks
 * ends the answers to an older one, which then is told `{ id, isOver: true }`.
 */
export class LanguageComms {
  readonly #send: (message: OutgoingMessage) => void;
  readonly #state: () => OutgoingMessage | undefined;
  /** Open comms, each with the number of its newest question for marks. */
  readonly #newest = new Map<string, number>();
  #checker: Promise<CheckerClient>;
  #connected: (checker: CheckerClient) => void = () => {};

  /** @param state what the main thread said last that it does */
  constructor(send: (message: OutgoingMessage) => void, state: () => OutgoingMessage | undefined) {
    this.#send = send;
    this.#state = state;
    this.#checker = new Promise((resolve) => {
      this.#connected = resolve;
    });
  }

  /** The way to the compiler, once there is one; each time that another one takes its place. */
  connect(checker: CheckerClient): void {
    this.#connected(checker);
    this.#checker = Promise.resolve(checker);
  }

  /** Whether a message is for one of these comms. */
  takes({ header, content }: IncomingMessage): boolean {
    if (header.msg_type === 'comm_open') return content.target_name === languageTarget;
    return /^comm_(msg|close)$/.test(header.msg_type) && this.#newest.has(String(content.comm_id));
  }

  /** Takes a message; answers to it follow. */
  receive(message: IncomingMessage): void {
    const parent = JSON.stringify(message.header);
    const comm = String(message.content.comm_id);
    this.#acknowledge(parent);
    switch (message.header.msg_type) {
      case 'comm_open':
        this.#newest.set(comm, 0);
        break;
      case 'comm_close':
        this.#newest.delete(comm);
        void this.#ask({ ask: 'close', args: [comm] }).catch(() => {});
        break;
      default:
        void this.#answer(message.content.data as Asked, (data) =>
          this.#send(broadcast('comm_msg', { comm_id: comm, data }, { parent })),
        );
    }
  }

  /** Nobody waits for the answer by the kernel's state: it is as before at once, busy when a cell runs. */
  #acknowledge(parent: string): void {
    this.#send(statusMessage('busy', parent));
    this.#send(statusMessage('idle', parent));
    const state = this.#state();
    if (state?.content.includes('"busy"')) this.#send(state);
  }

  async #answer({ id, question }: Asked, say: (data: JsonObject) => void): Promise<void> {
    try {
      if (question.ask === 'marks') await this.#marks(id, question.args, say);
      else say({ id, answer: await this.#ask(question) });
    } catch (error) {
      say({ id, failure: (error as Error).message });
    }
  }

  async #marks(
    id: number,
    [notebook, cells, { first }]: Extract<Question, { ask: 'marks' }>['args'],
    say: (data: JsonObject) => void,
  ): Promise<void> {
    this.#newest.set(notebook, id);
    let asked = cells;
    while (this.#newest.get(notebook) === id) {
      const answer = await this.#ask({ ask: 'marks', args: [notebook, asked, { first, budget }] });
      say({ id, answer });
      if ((answer as NotebookMarks).isLast) return;
      asked = undefined;
    }
    say({ id, isOver: true });
  }

  async #ask(question: Question): Promise<unknown> {
    return (await this.#checker).ask('asYouType', question);
  }
}
