import type { Magic } from './magic.js';

/** `%%html`: the cell is HTML. */
export const html: Magic = {
  name: 'html',
  summary: 'show the cell as HTML',
  cell: (context, _args, body) => context.display({ 'text/html': body, 'text/plain': body }),
};

/** `%%javascript`: the cell is JavaScript in the page. */
export const javascript: Magic = {
  name: 'javascript',
  summary: 'run the cell as JavaScript in the page',
  cell: (context, _args, body) => context.display({ 'application/javascript': body, 'text/plain': body }),
};

/** `%%latex`: the cell is LaTeX. */
export const latex: Magic = {
  name: 'latex',
  summary: 'show the cell as LaTeX',
  cell: (context, _args, body) => context.display({ 'text/latex': body, 'text/plain': body }),
};

/** `%%markdown`: the cell is Markdown. */
export const markdown: Magic = {
  name: 'markdown',
  summary: 'show the cell as Markdown',
  cell: (context, _args, body) => context.display({ 'text/markdown': body, 'text/plain': body }),
};

/** `%%svg`: the cell is an SVG image. */
export const svg: Magic = {
  name: 'svg',
  summary: 'show the cell as an SVG image',
  cell: (context, _args, body) => context.display({ 'image/svg+xml': body, 'text/plain': body }),
};
