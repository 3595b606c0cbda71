import { type FSWatcher, realpathSync, watch } from 'node:fs';
import { basename, dirname } from 'node:path';

/** Tells those who show a file that it has another text, for as long as somebody shows it. */
export class LiveFile {
  readonly #listeners = new Set<() => void>();
  #watcher: FSWatcher | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** @param file its changes are those of what a link leads to */
  constructor(private readonly file: string) {}

  /** @returns ends it */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    this.#watcher ??= this.#watch();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      clearTimeout(this.#timer);
      this.#watcher?.close();
      this.#watcher = undefined;
    };
  }

  /** Of its folder: editors put a new file in the place of the old one. */
  #watch(): FSWatcher | undefined {
    try {
      const file = realpathSync(this.file);
      const watcher = watch(dirname(file), { persistent: false }, (_event, name) => {
        if (name === null || name === basename(file)) this.#soon();
      });
      return watcher.on('error', () => watcher.close());
    } catch {
      // The system watches no more files, or the folder is gone: the widget works all the same.
      return undefined;
    }
  }

  /** An editor writes in several steps; what is read between two of them is half a file. */
  #soon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      for (const listener of this.#listeners) listener();
    }, settleTime).unref();
  }
}

/** How long a file must be left alone before it is read, in ms. */
const settleTime = 50;
