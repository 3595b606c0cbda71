// The messages between the ImageCleaner of a notebook's kernel and its view in the browser (widgets/). Both sides parse
// what they get by these schemas; `zod/mini`, for the browser loads them too. Photos are named by their number in the
// cleaner's list, never by a path.

import * as z from 'zod/mini';
import { type CompareAttributes, compareFilter, rivals } from './compareProtocol.js';
import { type MapAttributes, mapFilter, mapRequests, mapResponses } from './mapProtocol.js';
import { viewVersion } from './viewVersion.js';
import { type WordsAttributes, wordsRequests, wordsResponses } from './wordsProtocol.js';

/**
 * Module and names under which the view is registered. Front ends that load views from a CDN (VS Code, nbconvert's pages)
 * make an address of module and version: that of `dist/views.js` in the npm package, for `dist/index.js` is the library.
 */
export const imageCleanerModel = {
  modelModule: 'tsvision/views',
  modelModuleVersion: `^${viewVersion}`,
  modelName: 'ImageCleanerModel',
  viewModule: 'tsvision/views',
  viewModuleVersion: `^${viewVersion}`,
  viewName: 'ImageCleanerView',
} as const;

const mark = z.enum(['delete', 'keep']);
const split = z.enum(['train', 'valid']);
const sortKey = z.enum([
  'order',
  'loss',
  'uncertainty',
  'probability',
  'similarity',
  'gap',
  'suspicion',
  'label',
  'problem',
  'outlier',
  'nearest',
  'leak',
  'match',
]);
const place = z.int().check(z.nonnegative());
const places = z.readonly(z.array(place));
const size = z.int().check(z.positive());

/** What is to become of a photo. `keep`: looked at and found good; `undefined` (absent): not decided. */
export type Mark = z.infer<typeof mark>;

/** How the list can be ordered; which of them exist is in the state. */
export type SortKey = z.infer<typeof sortKey>;

const filter = z.object({
  /** Numbers of classes in `classes`, by the label as it is now. */
  labels: z.optional(places),
  /** Numbers of predicted classes. */
  predictions: z.optional(places),
  splits: z.optional(z.readonly(z.array(split))),
  /** Names of problems (`blurred`, `duplicate`, …) of which a photo has at least one. */
  problems: z.optional(z.readonly(z.array(z.string()))),
  /** What has been decided. */
  marks: z.optional(z.readonly(z.array(z.enum(['delete', 'keep', 'relabelled', 'undecided'])))),
  /** Prediction and label differ. */
  wrong: z.optional(z.boolean()),
  ...compareFilter,
  ...mapFilter,
});

/** Which photos are shown: each part narrows the list further; an absent part or an empty list means all. */
export type CleanerFilter = Readonly<z.infer<typeof filter>>;

const id = z.int();
const asking = <K extends string, S extends z.core.$ZodLooseShape>(kind: K, shape: S) =>
  z.object({ id, request: z.literal(kind), ...shape });

/** Browser → kernel, as the content of a custom message. The kernel answers each `id` once. */
export const cleanerRequest = z.discriminatedUnion('request', [
  asking('page', { start: place, count: place }),
  /** JPEGs in one message of as many buffers. */
  asking('thumbnails', { indices: places, size }),
  /** One large JPEG for the zoomed view: longer side at most `size` device pixels. */
  asking('zoom', { index: place, size }),
  /** `mark: null` takes a mark away. */
  asking('mark', { indices: places, mark: z.nullable(mark) }),
  asking('relabel', { indices: places, label: place }),
  /** These photos are no duplicates of the others of their group, and are not offered as such again. */
  asking('notDuplicate', { indices: places }),
  /** Of each group that these photos are in, keep these and mark the others for deletion. */
  asking('keepOnly', { indices: places }),
  /** Numbers of the photos at these positions: Shift ranges and Ctrl-A beyond what is loaded. */
  asking('range', { start: place, count: place }),
  asking('undo', {}),
  asking('redo', {}),
  asking('sort', { sort: sortKey, descending: z.boolean() }),
  asking('filter', { filter }),
  /** What apply would do, in exact numbers; nothing is changed. */
  asking('plan', {}),
  /** `version` of the plan that the user confirmed: the kernel refuses when marks have changed since. */
  asking('apply', { version: z.int() }),
  asking('startMap', mapRequests.startMap),
  asking('stopMap', mapRequests.stopMap),
  asking('positions', mapRequests.positions),
  asking('colours', mapRequests.colours),
  asking('selection', mapRequests.selection),
  asking('select', mapRequests.select),
  asking('tag', mapRequests.tag),
  asking('neighbours', mapRequests.neighbours),
  asking('showNear', mapRequests.showNear),
  asking('outliers', mapRequests.outliers),
  asking('leaks', mapRequests.leaks),
  asking('startWords', wordsRequests.startWords),
  asking('stopWords', wordsRequests.stopWords),
  asking('search', wordsRequests.search),
  asking('words', wordsRequests.words),
  asking('chips', wordsRequests.chips),
  asking('describe', wordsRequests.describe),
]);

/** What the browser asks of the kernel. */
export type CleanerRequest = Readonly<z.infer<typeof cleanerRequest>>;

const photo = z.object({
  /** Number of the photo: stable for the life of the cleaner, unlike its position. */
  index: place,
  /** File name without folder, for the caption. */
  name: z.string(),
  /** Number of its class as it is now (after a relabel); −1 when unknown. */
  label: z.int(),
  /** Number of its class on the disk, when it has been relabelled. */
  was: z.optional(z.int()),
  mark: z.optional(mark),
  split: z.optional(split),
  prediction: z.optional(z.int()),
  /** Of the predicted class, 0 to 1. */
  probability: z.optional(z.number()),
  loss: z.optional(z.number()),
  /** What two compared models say. */
  rivals: z.optional(rivals),
  /** Badges: names of its problems. */
  problems: z.optional(z.readonly(z.array(z.string()))),
  /** Photos of one number are duplicates of each other. */
  group: z.optional(z.int()),
  /** Of its group the one to keep (largest, sharpest). */
  keeper: z.optional(z.boolean()),
  /** In alphabetical order. */
  tags: z.optional(z.readonly(z.array(z.string()))),
});

/** One photo as the view shows it. */
export type CleanerPhoto = Readonly<z.infer<typeof photo>>;

const photos = z.readonly(z.array(photo));

/** Photos that the view asks for at once. */
export const pageSize = 120;

const page = z.object({ listVersion: z.int(), start: place, photos });

/** A part of the list: photos from the place `start` on. */
export type CleanerPage = Readonly<z.infer<typeof page>>;

const plan = z.object({
  /** Changes with every mark. */
  version: z.int(),
  delete: place,
  relabel: place,
  /** `{ from: 0, to: 2, count: 5 }`: five photos go from class 0 to class 2. */
  moves: z.readonly(z.array(z.object({ from: z.int(), to: z.int(), count: place }))),
  /** Where to, as a sentence without its full stop. */
  destination: z.string(),
});

/** What `apply` will do. */
export type CleanerPlan = Readonly<z.infer<typeof plan>>;

const answering = <K extends string, S extends z.core.$ZodLooseShape>(kind: K, shape: S) =>
  z.object({ id, response: z.literal(kind), ...shape });

/** Kernel → browser, as the content of a custom message; `id` is that of the request. */
export const cleanerResponse = z.discriminatedUnion('response', [
  answering('page', page.shape),
  /** Buffer i is the JPEG of `indices[i]`; an empty one says that the photo cannot be decoded. */
  answering('thumbnails', { indices: places }),
  /** One buffer. */
  answering('zoom', { index: place }),
  answering('range', { start: place, indices: places }),
  answering('plan', { plan }),
  /**
   * After mark, relabel, undo, …: the photos that changed, wherever they are in the list. `first`: the list is another
   * one now, and begins so; the view need not ask for what it shows next.
   */
  answering('changed', { photos, first: z.optional(page) }),
  answering('positions', mapResponses.positions),
  answering('colours', mapResponses.colours),
  answering('selection', mapResponses.selection),
  answering('neighbours', mapResponses.neighbours),
  answering('outliers', mapResponses.outliers),
  answering('leaks', mapResponses.leaks),
  answering('words', wordsResponses.words),
  answering('chips', wordsResponses.chips),
  /** Places in the list: −1 for a photo that is not in it. */
  answering('described', { photos, positions: z.readonly(z.array(z.int())) }),
  /** `id: null` when the request had none that could be read. */
  z.object({ id: z.nullable(id), response: z.literal('error'), message: z.string() }),
]);

/** What the kernel answers. */
export type CleanerResponse = Readonly<z.infer<typeof cleanerResponse>>;

/** Kernel → browser without a request: photos changed by code in a cell (`cleaner.delete([3])`). */
export const cleanerNotice = z.object({ notice: z.literal('changed'), photos });

/** What the kernel says unasked. */
export type CleanerNotice = Readonly<z.infer<typeof cleanerNotice>>;

/** How many photos a decision touches. */
export interface CleanerCounts {
  /** All photos. */
  readonly total: number;
  /** After the filter. */
  readonly shown: number;
  /** Marked to go to the trash. */
  readonly delete: number;
  /** Given another class. */
  readonly relabel: number;
  /** Marked as right. */
  readonly keep: number;
}

/**
 * Attributes of the model, small and rarely changing (camel case here, snake case on the wire: `class_names`).
 * The kernel sets them; the view never writes any: it asks by messages.
 */
export interface ImageCleanerState extends MapAttributes, WordsAttributes, CompareAttributes {
  /** Class names, in the model's order. */
  classNames: readonly string[];
  /** Sort keys that this cleaner can offer. */
  sortKeys: readonly SortKey[];
  /** By what photos are in order. */
  sort: SortKey;
  /** Whether the greatest comes first. */
  descending: boolean;
  /** Which photos are shown. */
  filter: CleanerFilter;
  /** Names of problems that occur, with the number of photos. */
  problemCounts: Readonly<Record<string, number>>;
  /** Whether photos belong to training or validation. */
  hasSplits: boolean;
  /** Photos by what was decided. */
  counts: CleanerCounts;
  /** Whether there is a decision to take back. */
  canUndo: boolean;
  /** Whether there is one to do again. */
  canRedo: boolean;
  /** What undo would take back, in words: `delete 3 photos`. */
  undoLabel: string;
  /** What Redo would do again, in words. */
  redoLabel: string;
  /** Grows whenever order, filter or number of shown photos change: pages of an older one are stale. */
  listVersion: number;
  /** A line for the user (what was applied, why something failed). */
  status: string;
  /** `true` while photos are being moved; the view then takes no input. */
  busy: boolean;
  /** What apply does: move files, or write a CSV. */
  applyMode: 'move' | 'csv';
  /** Height of the grid, in CSS pixels. */
  height: number;
  /** Longer side of a thumbnail, in CSS pixels. */
  thumbSize: number;
}

/** What is wrong with a message, in words: `indices.0: Invalid input`. */
export function whatIsWrong({ issues }: z.core.$ZodError): string {
  return issues
    .map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message))
    .join('; ');
}
