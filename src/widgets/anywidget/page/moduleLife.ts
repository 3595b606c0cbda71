import type { HostModel, InitializeProps, ModuleDefinition } from './contract.js';
import { loadModule } from './loadModule.js';
import { faultOf } from './moduleFault.js';
import { invokeOf, moduleModel } from './moduleModel.js';

/** One version of a widget's module at work: it ends when another comes, or with the model. */
export class ModuleLife {
  readonly #end = new AbortController();
  /**
   * The definition, when the module hears what the kernel sends: `initialize` has been called, and may still wait for
   * such a message. Rejected by a fault of the module.
   */
  readonly heard: Promise<ModuleDefinition>;
  /** The definition, when `initialize` is done. */
  readonly ready: Promise<ModuleDefinition>;
  #initialized: unknown;

  constructor(private readonly model: HostModel) {
    this.heard = this.#begin(String(model.get('_esm') ?? ''));
    this.ready = this.#finish();
    // Views show it; a model without one has no place to.
    for (const promise of [this.heard, this.ready]) promise.catch(() => undefined);
  }

  /** Aborted at the end. */
  get signal(): AbortSignal {
    return this.#end.signal;
  }

  /** Lets the module clean up, where it draws too. */
  end(): void {
    this.#end.abort();
  }

  /** What `initialize` and `render` are handed alike; their listeners last as long as the signal. */
  props(signal: AbortSignal): InitializeProps {
    const owner = {};
    whenAborted(signal, () => this.model.off(null, null, owner));
    return {
      model: moduleModel(this.model, owner),
      signal,
      experimental: { invoke: invokeOf(this.model) },
    };
  }

  async #begin(esm: string): Promise<ModuleDefinition> {
    const definition = await loadModule(esm);
    if (this.signal.aborted) return definition;
    try {
      this.#initialized = definition.initialize?.(this.props(this.signal));
    } catch (error) {
      throw initializeFault(error);
    }
    cleanUpLater(this.signal, this.#initialized);
    return definition;
  }

  async #finish(): Promise<ModuleDefinition> {
    const definition = await this.heard;
    try {
      await this.#initialized;
    } catch (error) {
      throw initializeFault(error);
    }
    return definition;
  }
}

const initializeFault = (error: unknown): Error => faultOf("The widget's `initialize` threw", error);

/** When a part of a module is over, calls the function that it returned. */
export function cleanUpLater(signal: AbortSignal, result: unknown): void {
  const call = async (): Promise<void> => {
    try {
      const cleanup = await result;
      if (typeof cleanup === 'function') await cleanup();
    } catch (error) {
      console.warn("A widget's cleanup function threw.", error);
    }
  };
  whenAborted(signal, () => void call());
}

function whenAborted(signal: AbortSignal, then: () => void): void {
  if (signal.aborted) then();
  else signal.addEventListener('abort', then, { once: true });
}
