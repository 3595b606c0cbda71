// The messages between the ImageCleaner of a notebook's kernel (src/clean) and its view (widgets/). Types and
// names only, for both sides. Photos are named by their number in the cleaner's list, never by a path.

/** Module and names under which the view is registered; also the npm package's own name. */
export const imageCleanerModel = {
  modelModule: 'tsvision',
  modelModuleVersion: '^0.1.0',
  modelName: 'ImageCleanerModel',
  viewModule: 'tsvision',
  viewModuleVersion: '^0.1.0',
  viewName: 'ImageCleanerView',
} as const;

/** What is to become of a photo. `keep`: looked at and found good; `undefined` (absent): not decided. */
export type Mark = 'delete' | 'keep';

/** How the list can be ordered; which of them exist is in the state. */
export type SortKey = 'order' | 'loss' | 'uncertainty' | 'probability' | 'similarity' | 'label' | 'problem';

/** Which photos are shown: each part narrows the list further; an absent part or an empty list means all. */
export interface CleanerFilter {
  /** Numbers of classes in `classes`, by the label as it is now. */
  readonly labels?: readonly number[];
  /** Numbers of predicted classes. */
  readonly predictions?: readonly number[];
  readonly splits?: readonly ('train' | 'valid')[];
  /** Names of problems (`blurred`, `duplicate`, …) of which a photo has at least one. */
  readonly problems?: readonly string[];
  /** What has been decided. */
  readonly marks?: readonly (Mark | 'relabelled' | 'undecided')[];
  /** Prediction and label differ. */
  readonly wrong?: boolean;
}

/** How many photos a decision touches. */
export interface CleanerCounts {
  readonly total: number;
  /** After the filter. */
  readonly shown: number;
  readonly delete: number;
  readonly relabel: number;
  readonly keep: number;
}

/**
 * Attributes of the model, small and rarely changing (camel case here, snake case on the wire: `class_names`).
 * The kernel sets them; the view never writes any: it asks by messages.
 */
export interface ImageCleanerState {
  /** Class names, in the model's order. */
  classNames: readonly string[];
  /** Sort keys that this cleaner can offer. */
  sortKeys: readonly SortKey[];
  sort: SortKey;
  descending: boolean;
  filter: CleanerFilter;
  /** Names of problems that occur, with the number of photos. */
  problemCounts: Readonly<Record<string, number>>;
  /** Whether photos belong to training or validation. */
  hasSplits: boolean;
  counts: CleanerCounts;
  canUndo: boolean;
  canRedo: boolean;
  /** What undo would take back, in words: `delete 3 photos`. */
  undoLabel: string;
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

/** One photo as the view shows it. `position` is its place in the filtered, sorted list. */
export interface CleanerPhoto {
  /** Number of the photo: stable for the life of the cleaner, unlike its position. */
  readonly index: number;
  /** File name without folder, for the caption. */
  readonly name: string;
  /** Number of its class as it is now (after a relabel); −1 when unknown. */
  readonly label: number;
  /** Number of its class on the disk, when it has been relabelled. */
  readonly was?: number;
  readonly mark?: Mark;
  readonly split?: 'train' | 'valid';
  readonly prediction?: number;
  /** Of the predicted class, 0 to 1. */
  readonly probability?: number;
  readonly loss?: number;
  /** Badges: names of its problems. */
  readonly problems?: readonly string[];
  /** Photos of one number are duplicates of each other. */
  readonly group?: number;
  /** Of its group the one to keep (largest, sharpest). */
  readonly keeper?: boolean;
}

/** View → kernel, as the content of a custom message. The kernel answers each `id` once. */
export type CleanerRequest = { readonly id: number } & (
  | { readonly request: 'page'; readonly start: number; readonly count: number }
  /** JPEGs in one message of as many buffers. */
  | { readonly request: 'thumbnails'; readonly indices: readonly number[]; readonly size: number }
  /** One large JPEG for the zoomed view: longer side at most `size` device pixels. */
  | { readonly request: 'zoom'; readonly index: number; readonly size: number }
  /** `mark: null` takes a mark away. */
  | { readonly request: 'mark'; readonly indices: readonly number[]; readonly mark: Mark | null }
  | { readonly request: 'relabel'; readonly indices: readonly number[]; readonly label: number }
  /** These photos are no duplicates of the others of their group, and are not offered as such again. */
  | { readonly request: 'notDuplicate'; readonly indices: readonly number[] }
  /** Of each group that these photos are in, keep these and mark the others for deletion. */
  | { readonly request: 'keepOnly'; readonly indices: readonly number[] }
  /** Numbers of the photos at these positions: Shift ranges and Ctrl-A beyond what is loaded. */
  | { readonly request: 'range'; readonly start: number; readonly count: number }
  | { readonly request: 'undo' }
  | { readonly request: 'redo' }
  | { readonly request: 'sort'; readonly sort: SortKey; readonly descending: boolean }
  | { readonly request: 'filter'; readonly filter: CleanerFilter }
  /** What apply would do, in exact numbers; nothing is changed. */
  | { readonly request: 'plan' }
  /** `version` of the plan that the user confirmed: the kernel refuses when marks have changed since. */
  | { readonly request: 'apply'; readonly version: number }
);

/** What `apply` will do. */
export interface CleanerPlan {
  /** Changes with every mark. */
  readonly version: number;
  readonly delete: number;
  readonly relabel: number;
  /** `{ from: 0, to: 2, count: 5 }`: five photos go from class 0 to class 2. */
  readonly moves: readonly { readonly from: number; readonly to: number; readonly count: number }[];
  /** Where to, as a sentence without its full stop. */
  readonly destination: string;
}

/** Kernel → view, as the content of a custom message; `id` is that of the request. */
export type CleanerResponse = { readonly id: number } & (
  | {
      readonly response: 'page';
      readonly listVersion: number;
      readonly start: number;
      readonly photos: readonly CleanerPhoto[];
    }
  /** Buffer i is the JPEG of `indices[i]`; an empty one says that the photo cannot be decoded. */
  | { readonly response: 'thumbnails'; readonly indices: readonly number[] }
  /** One buffer. */
  | { readonly response: 'zoom'; readonly index: number }
  | { readonly response: 'range'; readonly start: number; readonly indices: readonly number[] }
  | { readonly response: 'plan'; readonly plan: CleanerPlan }
  /** After mark, relabel, undo, …: the photos that changed, wherever they are in the list. */
  | { readonly response: 'changed'; readonly photos: readonly CleanerPhoto[] }
  | { readonly response: 'error'; readonly message: string }
);

/** Kernel → view without a request: photos changed by code in a cell (`cleaner.delete([3])`). */
export interface CleanerNotice {
  readonly notice: 'changed';
  readonly photos: readonly CleanerPhoto[];
}
