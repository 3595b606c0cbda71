import { expandPath, InvalidArgumentError } from '../../core/index.js';
import { commonFolder, type LabelledItem, recoverMoves } from '../../data/index.js';
import type { Learner } from '../../train/index.js';
import type { PhotoTable } from '../../vision/index.js';
import { auditImages } from '../auditImages.js';
import { auditItems } from '../auditItems.js';
import type { AuditReport } from '../auditReport.js';
import { betterFirst } from '../audits/duplicates.js';
import type { CleanerItem } from './cleanerItem.js';

/** What a cleaner can be opened on: a learner, a folder, a dataset (`data.trainDs`), or photos. */
export type CleanerSource = Learner | string | PhotoList | readonly CleanerItem[];

/** A dataset, of which its photos are wanted. */
export interface PhotoList {
  /** Paths and labels, in the order to show. */
  readonly items: readonly LabelledItem[];
}

/** The photos of a source, with what is known of them. */
export interface CleanerData {
  readonly root: string;
  readonly items: readonly CleanerItem[];
  readonly classes: readonly string[];
  /** The table that a learner's data were read from. */
  readonly table?: PhotoTable | undefined;
  /** The learner that they come from. */
  readonly learner?: Learner | undefined;
}

/** Audits without being asked are for sets that take seconds. */
const auditedAtOnce = 2000;

/**
 * @param audit a report whose findings become badges, or whether to make one. @default up to 2,000 photos
 */
export async function cleanerData(
  source: CleanerSource,
  options: {
    readonly root?: string | undefined;
    readonly audit?: AuditReport | boolean | undefined;
    readonly idxs?: readonly number[] | undefined;
  },
): Promise<CleanerData> {
  const { items: all, root, classes, table, learner } = await readSource(source);
  const items = options.idxs ? theseFirst(all, options.idxs) : all;
  const { audit = items.length <= auditedAtOnce } = options;
  const report = typeof audit === 'boolean' ? (audit ? await auditImages(items) : undefined) : audit;
  return {
    root: options.root === undefined ? root : expandPath(options.root),
    items: report ? withFindings(items, report) : items,
    classes: classes ?? classesOf(items),
    table,
    learner,
  };
}

async function readSource(
  source: CleanerSource,
): Promise<Omit<CleanerData, 'classes'> & { classes?: readonly string[] }> {
  if (typeof source === 'string') {
    // Before anybody looks, what a crash left half moved goes back to where it was.
    await recoverMoves(expandPath(source));
    const items = (await auditItems(source)).map((item) => ({ ...item, split: splitOf(item.split) }));
    return { items, root: expandPath(source) };
  }
  if (isLearner(source)) {
    const { path, classes, table } = source.data;
    return { items: await learnerItems(source), root: path, classes, table, learner: source };
  }
  const items =
    'items' in source
      ? source.items.map((item): CleanerItem => ({ path: item.path, ...labelOf(item) }))
      : source;
  return { items, root: commonFolder(items.map(({ path }) => path)) };
}

/** The others stay: a table of what is left must list them too. */
function theseFirst(items: readonly CleanerItem[], idxs: readonly number[]): CleanerItem[] {
  const first = new Set(idxs.map((index) => items[index]));
  if (first.has(undefined))
    throw new InvalidArgumentError('idxs', idxs, `made of numbers from 0 to ${items.length - 1}`);
  return [...(first as Set<CleanerItem>), ...items.filter((item) => !first.has(item))];
}

function isLearner(source: CleanerSource): source is Learner {
  return !Array.isArray(source) && typeof source === 'object' && 'getPreds' in source;
}

/** Training and validation photos of a learner with what it says of each. */
export async function learnerItems(learner: Learner): Promise<CleanerItem[]> {
  const { trainDs, validDs } = learner.data;
  const parts = [
    ['train', trainDs],
    ['valid', validDs],
  ] as const;
  const items: CleanerItem[] = [];
  for (const [split, dataset] of parts) {
    const opinions = dataset.length > 0 ? await opinionsOf(learner, split) : new Map();
    for (const [i, item] of dataset.items.entries())
      items.push({ path: item.path, ...labelOf(item), split, ...opinions.get(i) });
  }
  return items;
}

type Opinion = Pick<CleanerItem, 'prediction' | 'probability' | 'loss' | 'uncertainty'>;

/** By position in the dataset; empty where photos have several labels or numbers. */
async function opinionsOf(learner: Learner, split: 'train' | 'valid'): Promise<Map<number, Opinion>> {
  const { classes, targetKind } = learner.data;
  if (targetKind !== 'single') return new Map();
  const { probabilities, width, indices, losses, unreadable } = await learner.getPreds(split);
  const opinions = new Map<number, Opinion>();
  const silent = new Set(unreadable);
  for (const index of indices) {
    if (silent.has(index)) continue;
    const outputs = Array.from(probabilities.subarray(index * width, (index + 1) * width));
    const probability = Math.max(...outputs);
    const prediction = classes[outputs.indexOf(probability)];
    opinions.set(index, { prediction, probability, loss: losses[index], uncertainty: 1 - probability });
  }
  return opinions;
}

function labelOf({ label }: LabelledItem): Pick<CleanerItem, 'label' | 'labelText'> {
  if (label === undefined || typeof label === 'string') return { label };
  return { labelText: typeof label === 'number' ? String(label) : label.join(';') };
}

function splitOf(split: string | undefined): CleanerItem['split'] {
  return split === 'train' || split === 'valid' ? split : undefined;
}

function classesOf(items: readonly CleanerItem[]): string[] {
  const names = new Set<string>();
  for (const { label, prediction } of items)
    for (const name of [label, prediction]) if (name !== undefined) names.add(name);
  return [...names].sort();
}

/** Adds the findings of an audit as badges, and the groups of duplicates with the one to keep. */
function withFindings(items: readonly CleanerItem[], report: AuditReport): CleanerItem[] {
  const places = new Map(report.photos.map(({ path }, index) => [path, index]));
  const badges = report.badges();
  const groups = new Map<number, { group: number; keeper: boolean }>();
  for (const [group, { indices, twoClasses, leak }] of report.duplicates.entries()) {
    const best = [...indices].sort((a, b) => betterFirst(report.photos, a, b))[0];
    const graver = [...(twoClasses ? ['twoClasses'] : []), ...(leak ? ['leak'] : [])];
    // A photo may have copies and near copies: the first, exact group counts.
    for (const index of indices) {
      badges[index]?.push(...graver);
      if (!groups.has(index)) groups.set(index, { group, keeper: index === best });
    }
  }
  return items.map((item) => {
    const place = places.get(item.path);
    if (place === undefined) return item;
    const facts = report.photos[place]?.facts;
    const problems = [...new Set([...(item.problems ?? []), ...(badges[place] ?? [])])];
    const known = facts?.readable ? { file: facts.file, sha256: facts.fileHash } : {};
    return { ...item, problems, ...known, ...groups.get(place) };
  });
}
