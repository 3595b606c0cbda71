// The map's share of the messages between an ImageCleaner and its view. Numbers of many photos travel as buffers, little
// endian: positions as Float32, codes as Int16, numbers of photos as Int32. The browser loads this too: `zod/mini`.

import * as z from 'zod/mini';

const place = z.int().check(z.nonnegative());
const places = z.readonly(z.array(place));
const numbers = z.readonly(z.array(z.number()));
const layout = z.enum(['pca', 'umap']);
const colourKey = z.enum([
  'label',
  'prediction',
  'loss',
  'split',
  'problem',
  'tag',
  'mark',
  'outlier',
  'shown',
]);

/** How photos are laid out in the plane: by principal components, or by UMAP. */
export type MapLayout = z.infer<typeof layout>;

/** By what the points of the map are coloured. `shown`: whether the list holds the photo. */
export type ColourKey = z.infer<typeof colourKey>;

/** Fields that the map adds to the filter. */
export const mapFilter = {
  /** Tags of which a photo has at least one. */
  tags: z.optional(z.readonly(z.array(z.string()))),
  /** Only the selected photos. */
  selected: z.optional(z.boolean()),
  /** A photo and so many that resemble it most; set by `showNear`. */
  near: z.optional(z.object({ index: place, count: place })),
  /** Photos that have a likeness in the other split. */
  leaks: z.optional(z.boolean()),
};

const tag = z.string().check(z.trim(), z.minLength(1), z.maxLength(100), z.regex(/^\P{Cc}*$/u));

/** Fields of the map's requests, each beside its `id` and `request`. */
export const mapRequests = {
  /** Begins to compute features and layouts, or goes on; how it stands is told by the attribute `map`. */
  startMap: {},
  /** Stops it; the features that are there are kept. */
  stopMap: {},
  positions: { layout },
  colours: { by: colourKey },
  selection: {},
  /**
   * What is selected. `show`: the list then holds the selection alone, or no longer. `fleeting`: no step that undo
   * would take back.
   */
  select: {
    indices: places,
    how: z.enum(['replace', 'add', 'remove']),
    show: z.optional(z.boolean()),
    fleeting: z.optional(z.boolean()),
  },
  /** `on: false` takes the tag away. */
  tag: { indices: places, tag, on: z.boolean() },
  neighbours: { index: place, count: place },
  /** Narrows the list to a photo and those that resemble it most. */
  showNear: { index: place, count: place },
  /** Photos that lie apart from the others of their class; with `label` of that class alone. */
  outliers: { count: place, label: z.optional(place) },
  leaks: {},
};

const leak = z.object({
  /** Number of the photo in the training part. */
  train: place,
  /** Number of the photo in the validation part. */
  valid: place,
  /** Cosine of their features, −1 to 1. */
  similarity: z.number(),
  /** The audit has found them to be the same picture. */
  sure: z.boolean(),
});

/** Two photos that look the same, one to train on and one to validate with. */
export type LeakPair = Readonly<z.infer<typeof leak>>;

/** Fields of the map's answers, each beside its `id` and `response`. */
export const mapResponses = {
  /** One buffer: Float32 x0 y0 x1 y1 … by number of the photo, within −1 … 1; NaN where there is none. */
  positions: { layout, version: z.int(), count: place },
  /** One buffer by number of the photo: Int16 places in `names` (−1: none), or Float32 (NaN: none). */
  colours: {
    by: colourKey,
    decisions: z.int(),
    kind: z.enum(['codes', 'values']),
    names: z.optional(z.readonly(z.array(z.string()))),
    least: z.optional(z.number()),
    most: z.optional(z.number()),
  },
  /** One buffer: Int32 numbers of the selected photos, ascending. */
  selection: { version: z.int() },
  /** Nearest first, without the photo itself. */
  neighbours: { index: place, indices: places, similarities: numbers },
  /** Farthest first. */
  outliers: { indices: places, scores: numbers },
  /** Surest first; `total` may be more than are told. */
  leaks: { pairs: z.readonly(z.array(leak)), total: place },
};

/** How far the map is. */
export interface MapState {
  /** What is being done. `off`: nobody has asked for a map. */
  readonly stage: 'off' | 'features' | 'pca' | 'umap' | 'ready' | 'stopped' | 'failed';
  /** Of `total`, within the stage. */
  readonly done: number;
  /** Photos, or hundredths. */
  readonly total: number;
  /** Layouts that can be asked for. */
  readonly layouts: readonly MapLayout[];
  /** Grows when layouts come or go: positions of an older one are stale. */
  readonly version: number;
  /** The network whose features these are. */
  readonly body: string;
  /** Photos that are not on the map: they cannot be read, or are gone. */
  readonly without: number;
  /** A sentence for the user: why it failed, what was left out. */
  readonly message: string;
}

/** Attributes of the model that the map adds. */
export interface MapAttributes {
  /** How far the map is. */
  map: MapState;
  /** Grows with every change of a photo: colours that were asked before may be stale. */
  decisions: number;
  /** Tags that occur, with the number of photos. */
  tagCounts: Readonly<Record<string, number>>;
  /** How many photos are selected. */
  selected: number;
  /** Grows with the selection. */
  selectionVersion: number;
}
