import type { Magic } from '../magic.js';

/** `%matplotlib inline` of the Python lessons: nothing to do. */
export const matplotlib: Magic = {
  name: 'matplotlib',
  summary: 'accepted, for notebooks that come from Python',
  line: (context) =>
    context.write(
      'stdout',
      'Note: figures are always shown in the notebook; %matplotlib does nothing here.\n',
    ),
};
