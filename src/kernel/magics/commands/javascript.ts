import type { Magic } from '../magic.js';

/** `%%javascript`: the cell is JavaScript in the page. */
export const javascript: Magic = {
  name: 'javascript',
  summary: 'run the cell as JavaScript in the page',
  cell: (context, _args, body) => context.display({ 'application/javascript': body, 'text/plain': body }),
};
