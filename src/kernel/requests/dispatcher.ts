import type { CommManager } from '../comms.js';
import type { CellEvaluator } from '../language/index.js';
import type { Publisher } from '../output/publisher.js';
import type { IncomingMessage, JsonObject } from '../protocol/jupyterMessage.js';
import { errorContent } from '../protocol/replies.js';
import type { CellRunner } from './cellRunner.js';
import type { ContextTracker } from './contextTracker.js';
import { detached, ExecutionQueue } from './executionQueue.js';
import { answerHistory } from './historyRequest.js';
import type { HistoryStore } from './historyStore.js';
import { answerComplete, answerInspect, answerIsComplete } from './languageRequests.js';
import { MessageContext } from './messageContext.js';

/** Answers one type of request: returns the reply's content, or nothing for a message without a reply. */
type RequestHandler = (context: MessageContext) => Promise<JsonObject | undefined>;

/** What answering needs. */
export interface DispatcherParts {
  readonly contexts: ContextTracker;
  readonly publisher: Publisher;
  readonly evaluator: CellEvaluator;
  readonly history: HistoryStore;
  readonly comms: CommManager;
  readonly cells: CellRunner;
  /** Settles when all messages that had arrived by now were handed to the dispatcher. */
  readonly caughtUp: () => Promise<void>;
  /** Called with each message after its `idle`. */
  readonly ended: (context: MessageContext) => void;
}

/**
 * Gives each message to its handler, between `busy` and `idle`. Cells wait for each other; everything else is
 * answered at once, so that widgets and completion work while a cell awaits.
 */
export class Dispatcher {
  readonly #parts: DispatcherParts;
  readonly #handlers: Readonly<Record<string, RequestHandler>>;
  readonly #queues = new Map<string, ExecutionQueue>();

  constructor(parts: DispatcherParts) {
    this.#parts = parts;
    this.#handlers = handlersOf(parts);
  }

  dispatch(message: IncomingMessage): void {
    const context = new MessageContext(message);
    const type = message.header.msg_type;
    const handler = Object.hasOwn(this.#handlers, type) ? this.#handlers[type] : undefined;
    if (type === 'execute_request') this.#queue(context);
    else if (handler) void this.#serve(context, handler);
    else if (type.endsWith('_request')) void this.#serve(context, async () => unknownMessage(type));
  }

  #queue(context: MessageContext): void {
    const queue = this.#queueOf(context.message.header.subshell_id ?? '');
    queue.push({
      run: async () => {
        const reply = await this.#serve(context, (each) => this.#runCell(each));
        if (stopsRest(context, reply)) queue.abortRest();
      },
      abort: () => void this.#serve(context, async () => this.#aborted()),
    });
  }

  /**
   * Front ends send all cells of a notebook at once, and some may still be on their way when one fails. They are
   * waited for before the reply: what comes after it was sent in the knowledge of the error.
   */
  async #runCell(context: MessageContext): Promise<JsonObject> {
    const reply = await this.#parts.cells.run(context);
    if (stopsRest(context, reply)) await this.#parts.caughtUp();
    return reply;
  }

  #queueOf(subshell: string): ExecutionQueue {
    const queue = this.#queues.get(subshell) ?? new ExecutionQueue();
    this.#queues.set(subshell, queue);
    return queue;
  }

  #aborted(): JsonObject {
    return { status: 'aborted', execution_count: this.#parts.cells.executionCount };
  }

  async #serve(context: MessageContext, handler: RequestHandler): Promise<JsonObject | undefined> {
    const { contexts, publisher } = this.#parts;
    contexts.started(context);
    publisher.status('busy', context);
    const reply = await contexts.run(context, () => this.#answer(context, handler));
    if (reply) publisher.reply(context, reply);
    publisher.status('idle', context);
    contexts.finished(context);
    this.#parts.ended(context);
    return reply;
  }

  async #answer(context: MessageContext, handler: RequestHandler): Promise<JsonObject | undefined> {
    try {
      return await handler(context);
    } catch (error) {
      const report = { ...this.#parts.evaluator.reportError(error) };
      if (context.message.header.msg_type.endsWith('_request')) return { status: 'error', ...report };
      this.#parts.publisher.publish('error', report, { context });
      return undefined;
    }
  }
}

function stopsRest(context: MessageContext, reply: JsonObject | undefined): boolean {
  return reply?.status === 'error' && context.message.content.stop_on_error !== false;
}

/** An interrupt ends the handling; the cell runner sees to its own interrupts. */
function interruptible(handler: RequestHandler): RequestHandler {
  return (context) => Promise.race([detached(() => handler(context)), context.interrupted]);
}

function handlersOf({ evaluator, history, comms }: DispatcherParts): Record<string, RequestHandler> {
  const comm = interruptible(async (context) => {
    await comms.receive(context.message);
    await context.settled();
    return undefined;
  });
  return {
    complete_request: interruptible(({ message }) => answerComplete(evaluator, message.content)),
    inspect_request: interruptible(({ message }) => answerInspect(evaluator, message.content)),
    is_complete_request: interruptible(({ message }) => answerIsComplete(evaluator, message.content)),
    history_request: async ({ message }) => answerHistory(history, message.content),
    comm_info_request: async ({ message }) => comms.info(message.content.target_name),
    comm_open: comm,
    comm_msg: comm,
    comm_close: comm,
  };
}

function unknownMessage(type: string): JsonObject {
  return errorContent('UnknownMessageType', `This kernel does not know the message type ${type}.`);
}
