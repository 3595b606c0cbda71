import { expandPath } from '../../../core/index.js';
import type { Magic } from '../magic.js';

/** `%cd folder`: where relative paths start. */
export const cd: Magic = {
  name: 'cd',
  summary: 'go to another folder',
  line(context, args) {
    const target = args.trim().replace(/^(['"])(.*)\1$/, '$2') || '~';
    context.changeFolder(expandPath(target));
    context.write('stdout', `${context.cwd}\n`);
  },
};
