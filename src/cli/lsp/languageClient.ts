import { MessageChannel } from 'node:worker_threads';
import type {
  AsYouTypeOperations,
  Mark,
  NotebookMarks,
  Question,
  WrittenCells,
} from '../../kernel/language/asYouType/questions.js';
import { CheckerClient, startLanguageThread } from '../../kernel/language/index.js';
import type { LanguageDocument } from './languageDocument.js';

/** How long the compiler's thread looks at cells before others have their turn, in ms. */
const budget = 30;

/** Questions about a place or a piece of one cell. */
type CellAsk = Exclude<keyof AsYouTypeOperations, 'marks' | 'close'>;
type Rest<K extends CellAsk> =
  Parameters<AsYouTypeOperations[K]> extends [WrittenCells, ...infer R] ? R : never;

/** Asks the kernel's own checker about documents, without a kernel: none of their cells has been run. */
export class LanguageClient {
  readonly #checker: CheckerClient;
  readonly #thread: ReturnType<typeof startLanguageThread>;

  /** @param folder where modules and `tsconfig.json` are looked for */
  constructor(folder: string) {
    this.#thread = startLanguageThread(folder);
    this.#checker = new CheckerClient(this.#newPort(), () => this.#newPort());
  }

  ask<K extends CellAsk>(
    { uri, cells }: LanguageDocument,
    ask: K,
    ...rest: Rest<K>
  ): Promise<ReturnType<AsYouTypeOperations[K]>> {
    const question = { ask, args: [{ notebook: uri, cells }, ...rest] } as unknown as Question;
    return this.#checker.ask('asYouType', question) as Promise<ReturnType<AsYouTypeOperations[K]>>;
  }

  /** The marks of all cells; `undefined` as soon as `isWanted` says that nobody waits for them any more. */
  async marks(
    { uri, cells }: LanguageDocument,
    isWanted: () => boolean,
  ): Promise<Readonly<Record<string, readonly Mark[]>> | undefined> {
    for (let asked: typeof cells | undefined = cells; isWanted(); asked = undefined) {
      const question: Question = { ask: 'marks', args: [uri, asked, { budget }] };
      const { marks, isLast } = (await this.#checker.ask('asYouType', question)) as NotebookMarks;
      if (isLast) return marks;
    }
    return undefined;
  }

  forget(uri: string): Promise<unknown> {
    return this.#checker.ask('asYouType', { ask: 'close', args: [uri] });
  }

  async close(): Promise<void> {
    this.#checker.close();
    await this.#thread.close();
  }

  #newPort(): MessageChannel['port1'] {
    const { port1, port2 } = new MessageChannel();
    this.#thread.connect(port2);
    return port1;
  }
}
