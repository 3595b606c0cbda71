import type { CheckerClient } from '../language/checker/checkerPort.js';
import type { IncomingMessage, JsonObject } from '../protocol/jupyterMessage.js';
import { errorContent } from '../protocol/replies.js';
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
  readonly checker: CheckerClient;
  readonly #language: LanguageInsight;

  constructor(checker: CheckerClient) {
    this.checker = checker;
    this.#language = {
      complete: (code, cursor) => checker.ask('complete', code, cursor),
      inspect: (code, cursor, detailLevel) => checker.ask('inspect', code, cursor, detailLevel),
      isComplete: (code) => checker.ask('isComplete', code),
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
      return errorContent('CompilerError', (error as Error).message);
    }
  }

  close(): void {
    this.checker.close();
  }
}
