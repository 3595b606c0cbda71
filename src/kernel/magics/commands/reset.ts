import type { Magic } from '../magic.js';

/** `%reset`: forget all variables. Modules stay loaded. */
export const reset: Magic = {
  name: 'reset',
  summary: 'forget all variables of the notebook',
  line: (context) => context.reset(),
};
