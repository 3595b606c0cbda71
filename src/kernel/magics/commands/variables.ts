import type { Magic } from '../magic.js';

/** `%who`: the notebook's variables with their types. */
export const who: Magic = {
  name: 'who',
  summary: 'the variables of the notebook and their types',
  async line(context, args) {
    const wanted = args.trim();
    const names = (await context.names()).filter(({ type }) => wanted === '' || type.includes(wanted));
    if (names.length === 0) {
      context.write('stdout', 'There are no variables yet.\n');
      return;
    }
    const width = Math.max(...names.map(({ name }) => name.length));
    const shorten = (type: string): string => (type.length > 80 ? `${type.slice(0, 79)}…` : type);
    const lines = names.map(({ name, type }) => `${name.padEnd(width)}  ${shorten(type)}`);
    context.write('stdout', `${lines.join('\n')}\n`);
  },
};

/** `%reset`: forget all variables. Modules stay loaded. */
export const reset: Magic = {
  name: 'reset',
  summary: 'forget all variables of the notebook',
  line: (context) => context.reset(),
};
