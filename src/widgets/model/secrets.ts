import type { ModelSpec } from './modelSpec.js';

/** The attributes of a model that go to no output, log or saved state: only a view that is shown gets them. */
export class Secrets {
  readonly #attributes: ModelSpec['attributes'];
  readonly #names: readonly string[];
  /** How many views are shown; counted only where there are secrets, which nobody else gets. */
  #views = 0;

  constructor({ attributes }: ModelSpec) {
    this.#attributes = attributes;
    this.#names = Object.keys(attributes).filter((name) => attributes[name]?.secret);
  }

  /** Whether the model has none. */
  get isEmpty(): boolean {
    return this.#names.length === 0;
  }

  /** Those of the names that the front end may be told now. */
  tellable(names: readonly string[]): readonly string[] {
    return this.#views > 0 ? names : names.filter((name) => !this.#names.includes(name));
  }

  /** The front end says how many views it shows. @returns names of what it is to be told now */
  viewsShown(views: unknown): readonly string[] {
    if (typeof views !== 'number' || this.isEmpty) return [];
    this.#views = views;
    return views > 0 ? this.#names : [];
  }

  /** The values with their defaults in place of secrets. */
  blanked(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const blank = this.#names.map((name) => [name, this.#attributes[name]?.default]);
    return { ...values, ...Object.fromEntries(blank) };
  }

  /** The change of a secret has `old` and `new` for who asks for them, but in no log of the change. */
  guarded<C extends { readonly name: string; readonly old: unknown; readonly new: unknown }>(change: C): C {
    if (!this.#names.includes(change.name)) return change;
    for (const key of ['old', 'new'] as const) Object.defineProperty(change, key, { enumerable: false });
    return change;
  }
}
