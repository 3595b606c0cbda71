import { DirectionalLink, Link } from './generated/coreWidgets.js';
import { snakeCase } from './model/modelSpec.js';
import type { Widget } from './model/widget.js';

/** A widget and the name of one of its attributes. */
export type LinkEnd = readonly [widget: Widget, attribute: string];

/** Keeps two attributes equal in the browser, without the kernel. ipywidgets' `jslink`. */
export function jslink(source: LinkEnd, target: LinkEnd): Link {
  return new Link({ source: wireEnd(source), target: wireEnd(target) });
}

/** Copies an attribute to another in the browser, one way. ipywidgets' `jsdlink`. */
export function jsdlink(source: LinkEnd, target: LinkEnd): DirectionalLink {
  return new DirectionalLink({ source: wireEnd(source), target: wireEnd(target) });
}

/**
 * Keeps two attributes equal in the kernel. ipywidgets' `link`. @returns a function that unlinks them
 * @example
 * ```ts
 * import { widgets } from 'tsvision';
 * const [a, b] = [new widgets.IntSlider(), new widgets.IntText()];
 * widgets.link([a, 'value'], [b, 'value']);
 * a.value = 5;
 * b.value; // → 5
 * ```
 */
export function link(source: LinkEnd, target: LinkEnd): () => void {
  const stops = [dlink(source, target), dlink(target, source)];
  return () => {
    for (const stop of stops) stop();
  };
}

/** Copies an attribute to another in the kernel, now and at each change. ipywidgets' `dlink`. */
export function dlink([source, from]: LinkEnd, [target, to]: LinkEnd): () => void {
  const copy = (): void => target.set({ [to]: source.get(from as never) });
  copy();
  return source.on(`change:${from}` as never, copy);
}

function wireEnd([widget, attribute]: LinkEnd): LinkEnd {
  return [widget, snakeCase(attribute)];
}
