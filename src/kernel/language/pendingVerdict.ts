import type { LateVerdict } from './checker/checkerProtocol.js';
import { refusal } from './errors/refusal.js';
import { renderDiagnostics } from './errors/renderDiagnostics.js';

/** What a cell is told that ran unchecked and has type errors. */
const opening = 'This cell ran before the type checker was ready:';

/** An import of a cell that runs unchecked. */
export interface UncheckedImport {
  /** The names that it gives the cell. */
  readonly names: readonly string[];
  readonly isInstalled: boolean;
  load(): Promise<void>;
}

/** The checker's word about a cell that runs without having waited for it. */
export class PendingVerdict {
  readonly #name: string;
  readonly #verdict: Promise<LateVerdict>;
  #isAwaited = false;

  /** @param warn writes below that cell, also when it has ended */
  constructor(name: string, verdict: Promise<LateVerdict>, warn: (text: string) => void) {
    this.#name = name;
    // A checker that ends meanwhile has nothing to say.
    this.#verdict = verdict.catch(() => ({ diagnostics: [], isRefused: false, typeOnly: [] }));
    void this.#verdict.then(({ diagnostics }) => {
      if (diagnostics.length === 0 || this.#isAwaited) return;
      warn([opening, ...renderDiagnostics(name, diagnostics), ''].join('\n'));
    });
  }

  /**
   * Imports a module. One that cannot be imported makes the cell wait after all: had the checker been asked before, an
   * import of nothing but types would not be one, and a wrong one would be told in the checker's words.
   */
  async import({ names, isInstalled, load }: UncheckedImport): Promise<void> {
    const failure = isInstalled ? await failureOf(load) : undefined;
    if (isInstalled && !failure) return;
    this.#isAwaited = true;
    const { diagnostics, isRefused, typeOnly } = await this.#verdict;
    if (names.length > 0 && names.every((name) => typeOnly.includes(name))) return;
    if (isRefused) throw refusal(this.#name, diagnostics);
    if (failure) throw failure.error;
    await load();
  }
}

async function failureOf(load: () => Promise<void>): Promise<{ readonly error: unknown } | undefined> {
  try {
    await load();
    return undefined;
  } catch (error) {
    return { error };
  }
}
