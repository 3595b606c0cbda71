import type { Magic } from '../magic.js';

/** `%load_ext` of the Python lessons: there are no extensions. */
export const loadExt: Magic = {
  name: 'load_ext',
  summary: 'accepted, for notebooks that come from Python',
  line: (context, args) =>
    context.write(
      'stdout',
      `Note: ${args.trim() || 'the extension'} is built in; %load_ext does nothing here.\n`,
    ),
};
