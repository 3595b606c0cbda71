import { InvalidArgumentError } from '../../core/index.js';
import type { Magic } from './magic.js';

/** An accepted name of the Python lessons: there are no extensions. */
const builtIn = (name: string): Magic => ({
  name,
  summary: 'accepted, for notebooks that come from Python',
  line: (context, args) =>
    context.write(
      'stdout',
      `Note: ${args.trim() || 'the extension'} is built in; %${name} does nothing here.\n`,
    ),
});

export const loadExt = builtIn('load_ext');
export const reloadExt = builtIn('reload_ext');

/** `%autoreload`: whether edited local files are run again before the next cell (they are, from the start). */
export const autoreload: Magic = {
  name: 'autoreload',
  summary: 'whether edited local modules are reloaded before the next cell: on (default) or off',
  line(context, args) {
    const word = args.trim() || 'on';
    if (!/^(on|off|[0-3]|now|explicit|all|complete)$/.test(word))
      throw new InvalidArgumentError(
        '%autoreload',
        word,
        'on or off (IPython’s 0, 1 and 2 are understood too)',
      );
    context.autoreload = word !== 'off' && word !== '0';
    context.write(
      'stdout',
      `Edited local modules are${context.autoreload ? '' : ' not'} reloaded before a cell runs.\n`,
    );
  },
};

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
