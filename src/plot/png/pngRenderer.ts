import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { PendingAnswers, packageRoot } from '../../core/index.js';
import { FigureRenderError } from '../errors.js';
import type { FigureSpec } from '../figureSpec.js';
import type { PngReply, PngRequest, PngSize } from './pngRequest.js';

/** Ends a worker that hangs, in ms. No slow machine: a first figure took over a minute where twenty programs ran. */
const timeLimit = 600_000;

/** Traces that WebGL draws, or that fetch maps: without a browser they would never be done. */
const needsBrowser =
  /gl$|3d$|(?<!heat|tree)map$|mapbox$|geo$|^(surface|cone|streamtube|isosurface|volume|splom|parcoords|choropleth)$/;

/**
 * Draws figures as PNGs in a worker thread: plotly with jsdom takes a second to load and dresses up its globals
 * as a browser's, neither of which the user's own thread should notice. Loaded at the first figure, once.
 */
export class PngRenderer {
  static #shared: PngRenderer | undefined;

  /** The one renderer of this process. */
  static shared(): PngRenderer {
    PngRenderer.#shared ??= new PngRenderer();
    return PngRenderer.#shared;
  }

  #worker: Worker | undefined;
  readonly #answers = new PendingAnswers<Buffer>();
  /** Letters without a font that were told already. */
  readonly #told = new Set<string>();

  /**
   * @throws FigureRenderError when plotly cannot draw the figure, or the native canvas is missing
   */
  render(figure: FigureSpec, size: PngSize, signal?: AbortSignal): Promise<Buffer> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    const type = figure.data.map((trace) => trace.type ?? '').find((name) => needsBrowser.test(name));
    if (type) return Promise.reject(new FigureRenderError(`traces of type ${type} need a browser`));
    const worker = this.#start();
    worker.ref();
    const timer = setTimeout(() => this.#fail(new FigureRenderError('drawing took too long')), timeLimit);
    let abort = (): void => undefined;
    const done = this.#answers.ask((id) => {
      abort = () => this.#answers.refuse(id, signal?.reason);
      worker.postMessage({ id, figure, ...size } satisfies PngRequest);
    });
    signal?.addEventListener('abort', abort, { once: true });
    return done.finally(() => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      // An idle worker must not keep a finished program alive.
      if (this.#answers.size === 0) this.#worker?.unref();
    });
  }

  #start(): Worker {
    if (this.#worker) return this.#worker;
    // Also when this file runs as TypeScript (tests): a worker needs the compiled one.
    const file = join(packageRoot(), 'dist/plot/png/pngWorker.js');
    if (!existsSync(file)) throw new FigureRenderError(`${file} is missing; the package is not built`);
    const worker = new Worker(file, { execArgv: [], stdout: true, stderr: true });
    worker.on('message', (reply: PngReply) => {
      if ('png' in reply) {
        this.#tellMissing(reply.missing);
        this.#answers.answer(reply.id, Buffer.from(reply.png));
      }
      if ('error' in reply) this.#answers.refuse(reply.id, new FigureRenderError(reply.error));
    });
    worker.on('error', (error) =>
      this.#fail(new FigureRenderError(String((error as Error).message ?? error))),
    );
    this.#worker = worker;
    return worker;
  }

  /** Once for each letter: a lesson of twenty plots says it once. */
  #tellMissing(missing: string): void {
    const fresh = [...missing].filter((letter) => !this.#told.has(letter));
    if (fresh.length === 0) return;
    for (const letter of fresh) this.#told.add(letter);
    console.warn(
      `Boxes stand for ${fresh.join('')} in the PNG: this machine has no font with these letters. Where plotly shows the ` +
        'figure, the browser draws them with its own. To have them: install fonts (Debian: apt install fonts-noto-cjk ' +
        'fonts-noto-color-emoji), then start again.',
    );
  }

  #fail(error: Error): void {
    void this.#worker?.terminate();
    this.#worker = undefined;
    this.#answers.refuseAll(error);
  }
}
