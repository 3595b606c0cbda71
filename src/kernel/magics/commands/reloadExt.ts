import type { Magic } from '../magic.js';

/** `%reload_ext` of the Python lessons: there are no extensions. */
export const reloadExt: Magic = {
  name: 'reload_ext',
  summary: 'accepted, for notebooks that come from Python',
  line: (context, args) =>
    context.write(
      'stdout',
      `Note: ${args.trim() || 'the extension'} is built in; %reload_ext does nothing here.\n`,
    ),
};
