import type { HostModel, ModelListener } from './contract.js';

/** A model as a notebook keeps it. */
export interface SavedModel {
  readonly state: Readonly<Record<string, unknown>>;
  /** Bytes, and where in the state they belong. */
  readonly buffers?: readonly { readonly path: readonly (string | number)[]; readonly data: string }[];
}

interface Heard {
  readonly event: string;
  readonly listener: ModelListener;
  readonly owner: unknown;
}

/** A model in a page without a kernel: what is set is heard here, and goes nowhere. */
export class StillModel implements HostModel {
  readonly #state: Record<string, unknown>;
  #listeners: readonly Heard[] = [];

  constructor({ state, buffers = [] }: SavedModel) {
    this.#state = structuredClone(state) as Record<string, unknown>;
    for (const { path, data } of buffers) put(this.#state, path, bytesOf(data));
  }

  get(name: string): unknown {
    return this.#state[name];
  }

  /** @param changes a name, or values by name, as Backbone has it */
  set(changes: string | Readonly<Record<string, unknown>>, value?: unknown): void {
    const all = typeof changes === 'string' ? { [changes]: value } : changes;
    const changed = Object.entries(all).filter(([name, given]) => !Object.is(this.#state[name], given));
    Object.assign(this.#state, all);
    for (const [name, given] of changed) this.tell(`change:${name}`, this, given);
    if (changed.length > 0) this.tell('change', this);
  }

  /** Calls who listens. */
  protected tell(event: string, ...what: unknown[]): void {
    for (const heard of this.#listeners)
      if (heard.event === event) (heard.listener as (...args: unknown[]) => void)(...what);
  }

  on(event: string, listener: ModelListener, owner?: unknown): void {
    this.#listeners = [...this.#listeners, { event, listener, owner }];
  }

  off(event?: string | null, listener?: ModelListener | null, owner?: unknown): void {
    const differs = (asked: unknown, is: unknown): boolean =>
      asked !== null && asked !== undefined && asked !== is;
    this.#listeners = this.#listeners.filter(
      (heard) =>
        differs(event, heard.event) || differs(listener, heard.listener) || differs(owner, heard.owner),
    );
  }

  save_changes(): void {}

  send(): void {}

  readonly widget_manager = {
    get_model: (id: string): Promise<never> =>
      Promise.reject(new Error(`The model ${id} is not in this page: a saved widget stands alone.`)),
  };
}

function put(state: Record<string, unknown>, path: readonly (string | number)[], bytes: DataView): void {
  let place = state as Record<string | number, unknown>;
  for (const key of path.slice(0, -1)) place = place[key] as Record<string | number, unknown>;
  place[path.at(-1) as string] = bytes;
}

function bytesOf(base64: string): DataView {
  return new DataView(Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)).buffer);
}
