import type { Magic } from '../magic.js';

/** `%%svg`: the cell is an SVG image. */
export const svg: Magic = {
  name: 'svg',
  summary: 'show the cell as an SVG image',
  cell: (context, _args, body) => context.display({ 'image/svg+xml': body, 'text/plain': body }),
};
