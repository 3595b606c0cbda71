import { relative, sep } from 'node:path';
import { Converter } from 'typedoc';

/** The layers of the library, in the order in which a newcomer meets them; one line for two is one part of the list. */
export const layers = [
  { folders: ['train'], title: 'Training', about: 'Learners, schedules, losses, metrics, callbacks.' },
  {
    folders: ['vision', 'photo'],
    title: 'Photos and networks',
    about: 'Data bunches, transforms, networks, weights.',
  },
  { folders: ['interpret'], title: 'Mistakes', about: 'Top losses, confusion, what a network looked at.' },
  { folders: ['clean'], title: 'Cleaning', about: 'Audits, wrong labels, and the widgets to decide in.' },
  {
    folders: ['data'],
    title: 'Data',
    about: 'Downloads, archives, and the trash from which files come back.',
  },
  { folders: ['serve'], title: 'Serving', about: 'A model behind a page and an address.' },
  {
    folders: ['web', 'page'],
    title: 'In a web page',
    about: 'Exported models in a browser: `tsvision/web`.',
  },
  { folders: ['plot'], title: 'Charts', about: 'Figures, tables, grids of pictures.' },
  {
    folders: ['widgets'],
    title: 'Widgets',
    about: "ipywidgets' own, two-way; all of them in `tsvision/widgets`.",
  },
  { folders: ['notebook', 'kernel'], title: 'Notebooks', about: 'What a cell shows.' },
  { folders: ['engine'], title: 'Engine', about: 'TensorFlow, and which one runs.' },
  { folders: ['lessons'], title: 'Lesson data', about: 'Drawn photos, and a site to load them from.' },
  { folders: ['core', 'cli', ''], title: 'Everywhere', about: 'Randomness, and what errors have in common.' },
];

/**
 * Remembers, while typedoc reads, in which layer a name was declared.
 * @param {import('typedoc').Application} app
 * @param {string} sources
 * @returns {(model: object) => string} the title of a model's layer
 */
export function layerReader(app, sources) {
  const folders = new Map();
  app.converter.on(Converter.EVENT_CREATE_DECLARATION, (context, model) => {
    const [declaration] = context.getSymbolFromReflection(model)?.declarations ?? [];
    if (!declaration) return;
    const path = relative(sources, declaration.getSourceFile().fileName);
    folders.set(model, path.includes(sep) ? path.split(sep)[0] : '');
  });
  const titles = new Map(layers.flatMap(({ folders: own, title }) => own.map((folder) => [folder, title])));
  return (model) => titles.get(folders.get(model)) ?? titles.get('');
}
