import { Marked } from 'marked';
import { formulas } from './formulas.js';

const marked = new Marked({ async: false, extensions: [...formulas] });

/** Markdown as HTML, formulas drawn. */
export function markdownHtml(source: string): string {
  return marked.parse(source, { async: false });
}
