import { setImmediate as turn } from 'node:timers/promises';
import { InterruptedError } from '../../core/index.js';
import { toMimeBundle } from '../../notebook/index.js';
import type { CellEvaluator, CellResult } from '../language/index.js';
import type { Publisher } from '../output/publisher.js';
import { type JsonObject, textOf } from '../protocol/jupyterMessage.js';
import type { HistoryStore } from './historyStore.js';
import type { MessageContext } from './messageContext.js';

/** What running cells needs. */
export interface CellRunnerParts {
  readonly evaluator: CellEvaluator;
  readonly publisher: Publisher;
  readonly history: HistoryStore;
  /** Settles when the next cell may start (`hold`). */
  readonly released: () => Promise<unknown>;
  /** Whether the user has interrupted without this thread having heard of it: a call kept it busy. */
  readonly isInterruptPending: () => boolean;
}

/** Runs cells: counts them, publishes input, result and error, and makes the reply. */
export class CellRunner {
  readonly #parts: CellRunnerParts;
  #count = 0;

  constructor(parts: CellRunnerParts) {
    this.#parts = parts;
  }

  get executionCount(): number {
    return this.#count;
  }

  async run(context: MessageContext): Promise<JsonObject> {
    const { content } = context.message;
    const code = textOf(content, 'code');
    const silent = content.silent === true;
    const stored = !silent && content.store_history !== false;
    if (stored) this.#count += 1;
    const { publisher } = this.#parts;
    publisher.cellStarted(context);
    if (!silent) publisher.publish('execute_input', { code, execution_count: this.#count }, { context });
    try {
      const result = await this.#evaluate(context, code, stored);
      const output = silent ? undefined : await this.#publishResult(context, result);
      await Promise.race([context.settled(), context.interrupted]);
      if (context.isForced || this.#parts.isInterruptPending()) throw new InterruptedError();
      // One turn more, so that a rejection nobody handles is seen while the cell is still open.
      await turn();
      if (stored) this.#parts.history.add(this.#count, code, output);
      return {
        status: 'ok',
        execution_count: this.#count,
        user_expressions: await this.#userExpressions(context),
        payload: result.pages ?? [],
      };
    } catch (error) {
      if (stored) this.#parts.history.add(this.#count, code);
      // A call that the interrupt ended (`execSync`) fails in words of its own.
      const reason = this.#parts.isInterruptPending() ? new InterruptedError() : error;
      // What was displayed before the fault stands above it.
      await Promise.race([context.settled(), context.interrupted]).catch(() => {});
      return this.#failed(context, reason, silent);
    }
  }

  async #evaluate(context: MessageContext, code: string, isRemembered = false): Promise<CellResult> {
    if (code.trim() === '') return { value: undefined, hasValue: false };
    await Promise.race([this.#parts.released(), context.interrupted]);
    const options = {
      executionCount: this.#count,
      signal: context.forcedSignal,
      isRemembered,
      // Somebody is there to read what the checker says afterwards; a notebook that runs by itself is checked first.
      mayRunUnchecked: context.message.content.allow_stdin === true,
    };
    return Promise.race([this.#parts.evaluator.evaluate(code, options), context.interrupted]);
  }

  async #publishResult(
    context: MessageContext,
    { value, hasValue }: CellResult,
  ): Promise<string | undefined> {
    if (!hasValue) return undefined;
    const data = await Promise.race([toMimeBundle(value), context.interrupted]);
    // The value stands below what the cell displays, also where that is still being drawn.
    await Promise.race([context.settled(), context.interrupted]);
    const content = { execution_count: this.#count, data, metadata: {} };
    // What is shown already, by itself, says so by a text of nothing.
    if (Object.keys(data).length === 1 && data['text/plain'] === '') return '';
    this.#parts.publisher.publish('execute_result', content, { context });
    const text = data['text/plain'];
    return typeof text === 'string' ? text : undefined;
  }

  #failed(context: MessageContext, error: unknown, silent: boolean): JsonObject {
    const report = { ...this.#parts.evaluator.reportError(error) };
    if (!silent) this.#parts.publisher.publish('error', report, { context });
    return {
      status: 'error',
      execution_count: this.#count,
      ...report,
      user_expressions: {},
      payload: [],
    };
  }

  async #userExpressions(context: MessageContext): Promise<JsonObject> {
    const asked = Object.entries((context.message.content.user_expressions ?? {}) as JsonObject);
    const values: JsonObject = {};
    for (const [name, expression] of asked) {
      try {
        const { value } = await this.#evaluate(context, `(${String(expression)})`);
        values[name] = { status: 'ok', data: await toMimeBundle(value), metadata: {} };
      } catch (error) {
        values[name] = { status: 'error', ...this.#parts.evaluator.reportError(error) };
      }
    }
    return values;
  }
}
