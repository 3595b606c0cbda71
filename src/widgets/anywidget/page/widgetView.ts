import type { ModuleDefinition } from './contract.js';
import { isHref } from './loadModule.js';
import { faultOf, ModuleFault, showFault } from './moduleFault.js';
import { cleanUpLater, type ModuleLife } from './moduleLife.js';

/** One place where a widget is shown. */
export class WidgetView {
  readonly #style: HTMLStyleElement;
  #end = new AbortController();

  /** @param element holds the widget's style and, in an element of its own, what its module draws */
  constructor(private readonly element: HTMLElement) {
    this.#style = element.ownerDocument.createElement('style');
  }

  /** @param css a style sheet, or its URL */
  style(css: string): void {
    this.#style.textContent = isHref(css) ? `@import url(${JSON.stringify(css.trim())});` : css;
  }

  /** Draws what a version of the module makes, in place of what was there. */
  async render(life: ModuleLife): Promise<void> {
    this.#end.abort();
    const end = new AbortController();
    this.#end = end;
    life.signal.addEventListener('abort', () => end.abort(), { once: true, signal: end.signal });
    const place = this.#newPlace();
    try {
      const definition = await life.ready;
      if (end.signal.aborted || life.signal.aborted) return;
      await draw(definition, life, end.signal, place);
    } catch (error) {
      if (!end.signal.aborted) showFault(place, faultOf("The widget's `render` threw", error));
    }
  }

  /** Takes away what was drawn, after the module's cleanup. */
  remove(): void {
    this.#end.abort();
    this.element.replaceChildren();
  }

  /** A new element each time: what an older version still draws goes nowhere. */
  #newPlace(): HTMLElement {
    const place = this.element.ownerDocument.createElement('div');
    place.className = 'tsvision-widget';
    // As large as a layout makes the widget.
    place.style.cssText = 'width:100%;height:100%;box-sizing:border-box';
    this.element.replaceChildren(this.#style, place);
    return place;
  }
}

async function draw(
  definition: ModuleDefinition,
  life: ModuleLife,
  signal: AbortSignal,
  el: HTMLElement,
): Promise<void> {
  if (typeof definition.render !== 'function')
    throw new ModuleFault(
      "The widget's module has no `render`: to be shown, its default export needs `render({ model, el }) { … }`.",
    );
  const result = definition.render({ ...life.props(signal), el });
  cleanUpLater(signal, result);
  await result;
}
