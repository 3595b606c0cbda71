import type { Magic } from '../magic.js';

/** `%%markdown`: the cell is Markdown. */
export const markdown: Magic = {
  name: 'markdown',
  summary: 'show the cell as Markdown',
  cell: (context, _args, body) => context.display({ 'text/markdown': body, 'text/plain': body }),
};
