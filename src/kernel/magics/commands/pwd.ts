import type { Magic } from '../magic.js';

/** `%pwd`: the folder that relative paths start from. */
export const pwd: Magic = {
  name: 'pwd',
  summary: 'the folder that relative paths start from',
  line: (context) => context.cwd,
};
