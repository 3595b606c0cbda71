import type { HostModel } from './contract.js';
import { ModuleLife } from './moduleLife.js';
import { WidgetView } from './widgetView.js';

/** The module of one model and its views, also when the kernel sends a new version of it. */
export class WidgetRuntime {
  #life: ModuleLife;
  readonly #views = new Set<WidgetView>();

  constructor(private readonly model: HostModel) {
    this.#life = new ModuleLife(model);
    model.on('change:_esm', () => this.#reload(), this);
    model.on('change:_css', () => this.#restyle(), this);
  }

  /** Settles when the module hears what the kernel sends, or has failed. */
  async heard(): Promise<void> {
    await this.#life.heard.catch(() => undefined);
  }

  /** Shows the widget in an element. @returns takes it away again */
  show(element: HTMLElement): () => void {
    const view = new WidgetView(element);
    this.#views.add(view);
    view.style(this.#css);
    void view.render(this.#life);
    return () => {
      this.#views.delete(view);
      view.remove();
    };
  }

  /** The model is gone. */
  dispose(): void {
    this.model.off(null, null, this);
    this.#life.end();
  }

  get #css(): string {
    return String(this.model.get('_css') ?? '');
  }

  /** Views are made anew; what the model holds stays. */
  #reload(): void {
    this.#life.end();
    this.#life = new ModuleLife(this.model);
    for (const view of this.#views) void view.render(this.#life);
  }

  #restyle(): void {
    for (const view of this.#views) view.style(this.#css);
  }
}
