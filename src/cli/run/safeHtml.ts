import createPurifier, { type DOMPurify, type WindowLike } from 'dompurify';
import { JSDOM } from 'jsdom';
import { Marked } from 'marked';
import { formulas } from './formulas.js';

let purifier: DOMPurify | undefined;

/**
 * HTML without what could act by itself when it is opened: scripts, handlers, `javascript:`, frames. A notebook is run
 * because somebody trusts its code, but its page is sent on to people who only read.
 */
export function safeHtml(html: string): string {
  purifier ??= createPurifier(new JSDOM('').window as unknown as WindowLike);
  // A style that stands first would otherwise go into a head of its own, and be lost.
  return purifier.sanitize(html, { FORCE_BODY: true });
}

/** What the browser holds back, whatever got through. */
export const contentPolicy =
  "default-src 'none'; img-src data: blob: http: https: file:; media-src data: blob: http: https: file:; " +
  "style-src 'unsafe-inline'; font-src data:; base-uri 'none'; form-action 'none'";

const marked = new Marked({ async: false, extensions: [...formulas] });

/** Markdown as HTML, formulas drawn. */
export function markdownHtml(source: string): string {
  return marked.parse(source, { async: false });
}
