import { type Displayable, jupyterDisplay, type MimeBundle } from './mimeBundle.js';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it can stand in HTML, in content and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] as string);
}

/** Text of one format, which a notebook shows as that format. */
class FormattedText implements Displayable {
  readonly #type: string;
  readonly #text: string;

  constructor(type: string, text: string) {
    this.#type = type;
    this.#text = text;
  }

  [jupyterDisplay](): MimeBundle {
    return { [this.#type]: this.#text, 'text/plain': this.#text };
  }

  toString(): string {
    return this.#text;
  }
}

/** A tag of a template. */
export type Tag = (strings: TemplateStringsArray, ...values: unknown[]) => Displayable;

function tagOf(type: string): Tag {
  return (strings, ...values) => new FormattedText(type, String.raw({ raw: strings }, ...values));
}

/**
 * HTML as the value of a cell: html`<b>${name}</b>`. Values go in as they are.
 * @example
 * ```ts
 * import { html } from 'tsvision';
 * const name = '<bear>';
 * html`<b>${name}</b>`; // the name is escaped
 * ```
 */
export const html: Tag = tagOf('text/html');

/**
 * Markdown as the value of a cell: md`# ${title}`.
 * @example
 * ```ts
 * import { md } from 'tsvision';
 * md`**${3}** classes`;
 * ```
 */
export const md: Tag = tagOf('text/markdown');

/**
 * A drawing as the value of a cell: svg`<svg …>`.
 * @example
 * ```ts
 * import { svg } from 'tsvision';
 * svg`<svg width="20" height="20"><circle cx="10" cy="10" r="9" /></svg>`;
 * ```
 */
export const svg: Tag = tagOf('image/svg+xml');
