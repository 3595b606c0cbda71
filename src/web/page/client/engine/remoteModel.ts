import type { LoadClassifierOptions, WebHeatMap, WebPhotoSource, WebPrediction } from '../../../index.js';
import type { EngineAnswer, EngineRequest, Fault, ModelFacts, PageModel } from './messages.js';

type OnProgress = LoadClassifierOptions['onProgress'];

/** That the model's thread did not start (an old browser, a file that is missing), or has ended (no memory). */
export class NoThreadError extends Error {
  override readonly name = 'NoThreadError';

  constructor() {
    super('The thread of the model has ended: load this page again.');
  }
}

/** Loads the model of a folder in a thread of its own. @throws {NoThreadError} and what loading throws */
export async function loadRemoteModel(folder: string, onProgress: OnProgress): Promise<PageModel> {
  const line = new ThreadLine(startThread(folder), onProgress);
  const facts = (await line.ask({ call: 'load', folder })) as ModelFacts;
  const look = async (call: 'predict' | 'explain', source: WebPhotoSource, signal?: AbortSignal) => {
    const photo = source instanceof Blob ? source : await frameOf(source);
    return line.ask({ call, photo }, signal);
  };
  return {
    ...facts,
    predict: (source, { signal } = {}) => look('predict', source, signal) as Promise<WebPrediction>,
    explain: (source, { signal } = {}) => look('explain', source, signal) as Promise<WebHeatMap>,
  };
}

/** A thread whose program is given as text stands under the page's own policy: it reaches no other host either. */
function startThread(folder: string): Worker {
  const program = `import ${JSON.stringify(new URL('engine.js', folder).href)};`;
  const address = URL.createObjectURL(new Blob([program], { type: 'text/javascript' }));
  return new Worker(address, { type: 'module' });
}

async function frameOf(source: Exclude<WebPhotoSource, Blob>): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(source);
  } catch (cause) {
    throw Object.assign(new Error('There is no picture yet.', { cause }), { reason: 'no pixels' });
  }
}

type Ask<T> = T extends unknown ? Omit<T, 'id'> : never;

/** Questions to the thread, and who waits for their answers. */
class ThreadLine {
  readonly #thread: Worker;
  readonly #waiting = new Map<number, { resolve(value: unknown): void; reject(error: unknown): void }>();
  #asked = 0;
  #ended = false;

  constructor(thread: Worker, onProgress: OnProgress) {
    this.#thread = thread;
    thread.addEventListener('message', ({ data }: MessageEvent<EngineAnswer>) => {
      if ('id' in data) this.#settle(data);
      else onProgress?.(data);
    });
    thread.addEventListener('error', () => this.#end());
  }

  ask(request: Ask<EngineRequest>, signal?: AbortSignal): Promise<unknown> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    if (this.#ended) return Promise.reject(new NoThreadError());
    const id = ++this.#asked;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      signal?.addEventListener('abort', () => this.#giveUp(id, signal.reason), { once: true });
      const moved = 'photo' in request && request.photo instanceof ImageBitmap ? [request.photo] : [];
      this.#thread.postMessage({ ...request, id }, moved);
    });
  }

  #settle(answer: Extract<EngineAnswer, { id: number }>): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if ('fault' in answer) waiting?.reject(errorOf(answer.fault));
    else waiting?.resolve(answer.value);
  }

  #giveUp(id: number, reason: unknown): void {
    if (!this.#waiting.has(id)) return;
    this.#thread.postMessage({ id, call: 'abort' } satisfies EngineRequest);
    this.#waiting.get(id)?.reject(reason);
    this.#waiting.delete(id);
  }

  #end(): void {
    this.#ended = true;
    this.#thread.terminate();
    for (const { reject } of this.#waiting.values()) reject(new NoThreadError());
    this.#waiting.clear();
  }
}

function errorOf({ name, message, reason }: Fault): Error {
  return Object.assign(new Error(message), { name, reason });
}
