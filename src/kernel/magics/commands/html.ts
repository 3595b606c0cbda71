import type { Magic } from '../magic.js';

/** `%%html`: the cell is HTML. */
export const html: Magic = {
  name: 'html',
  summary: 'show the cell as HTML',
  cell: (context, _args, body) => context.display({ 'text/html': body, 'text/plain': body }),
};
