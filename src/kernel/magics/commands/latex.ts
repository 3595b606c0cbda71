import type { Magic } from '../magic.js';

/** `%%latex`: the cell is LaTeX. */
export const latex: Magic = {
  name: 'latex',
  summary: 'show the cell as LaTeX',
  cell: (context, _args, body) => context.display({ 'text/latex': body, 'text/plain': body }),
};
