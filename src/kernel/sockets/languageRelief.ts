import type { MessagePort } from 'node:worker_threads';
import { EngineClient } from '../language/engine/engineClient.js';
import type { IncomingMessage, JsonObject } from '../protocol/jupyterMessage.js';
import {
  answerComplete,
  answerInspect,
  answerIsComplete,
  type LanguageInsight,
} from '../requests/languageRequests.js';

const answers: Readonly<
  Record<string, (language: LanguageInsight, content: JsonObject) => Promise<JsonObject>>
> = {
  complete_request: answerComplete,
  inspect_request: answerInspect,
  is_complete_request: answerIsComplete,
};

/**
 * Answers for the main thread what the compiler alone can answer, while a cell computes: completion and inspection
 * then know every type, but no values.
 */
export class LanguageRelief {
  readonly #engine: EngineClient;
  readonly #language: LanguageInsight;

  constructor(port: MessagePort) {
    const engine = new EngineClient(port);
    this.#engine = engine;
    this.#language = {
      complete: (code, cursor) => engine.ask('complete', code, cursor),
      inspect: (code, cursor, detailLevel) => engine.ask('inspect', code, cursor, detailLevel),
      isComplete: (code) => engine.ask('isComplete', code),
    };
  }

  canAnswer({ header }: IncomingMessage): boolean {
    return Object.hasOwn(answers, header.msg_type);
  }

  /** The reply's content. */
  async answer({ header, content }: IncomingMessage): Promise<JsonObject> {
    try {
      return (await answers[header.msg_type]?.(this.#language, content)) ?? {};
    } catch (error) {
      const evalue = (error as Error).message;
      return { status: 'error', ename: 'CompilerError', evalue, traceback: [evalue] };
    }
  }

  close(): void {
    this.#engine.close();
  }
}
