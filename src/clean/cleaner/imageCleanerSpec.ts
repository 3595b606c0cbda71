import { attributesOf, Layout, type ModelSpec } from '../../widgets/index.js';
import { type ImageCleanerState, imageCleanerModel } from './protocol.js';

const defaults: ImageCleanerState = {
  classNames: [],
  sortKeys: ['order'],
  sort: 'order',
  descending: false,
  filter: {},
  problemCounts: {},
  hasSplits: false,
  comparison: null,
  counts: { total: 0, shown: 0, delete: 0, relabel: 0, keep: 0 },
  canUndo: false,
  canRedo: false,
  undoLabel: '',
  redoLabel: '',
  listVersion: 0,
  status: 'opening …',
  busy: true,
  applyMode: 'move',
  height: 520,
  thumbSize: 140,
  map: {
    stage: 'off',
    done: 0,
    total: 0,
    layouts: [],
    version: 0,
    body: '',
    without: 0,
    message: '',
  },
  decisions: 0,
  tagCounts: {},
  selected: 0,
  selectionVersion: 0,
  words: { stage: 'off', done: 0, total: 0, message: '' },
  query: '',
};

/** The cleaner's widget model: names of module and view, attributes and their first values. */
export const imageCleanerSpec: ModelSpec = {
  ...imageCleanerModel,
  attributes: {
    ...attributesOf({ ...defaults, _domClasses: [], tooltip: null, tabbable: null }),
    layout: { wire: 'layout', make: (init) => new Layout(init) },
  },
};
