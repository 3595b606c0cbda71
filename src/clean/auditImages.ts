import { availableParallelism } from 'node:os';
import { expandPath, InvalidArgumentError, inParallel } from '../core/index.js';
import { commonFolder } from '../data/index.js';
import { notebookPorts, ProgressBar } from '../notebook/index.js';
import { auditItems } from './auditItems.js';
import { AuditReport } from './auditReport.js';
import {
  type Audit,
  type AuditedPhoto,
  type AuditItem,
  type AuditOptions,
  type Finding,
  findingsOf,
} from './audits/audit.js';
import { audits } from './audits/index.js';
import { photoFacts } from './facts/photoFacts.js';

/** Thresholds, and how the work is done. */
export interface AuditImagesOptions extends AuditOptions {
  /** Names of the audits to run. @default all */
  readonly only?: readonly string[];
  /** Audits of your own, after the library's. @default none */
  readonly audits?: readonly Audit[];
  /** Photos that are decoded at the same time. @default the processor's cores plus 2 */
  readonly workers?: number;
  /** Whether a bar shows how far it is. @default true */
  readonly progress?: boolean;
  /** Ends the audit. @default the notebook's interrupt */
  readonly signal?: AbortSignal;
}

/**
 * Looks through photos for problems that need no model: duplicates (also across classes and across training and
 * validation), blurred, dark, white, empty, odd or unreadable ones. Each file is read and decoded once.
 *
 * @param target a folder, or photos with their labels and splits (`learn.data.trainDs.items`)
 * @throws PathNotFoundError
 * @throws {AuditError} which names an audit of your own that goes wrong
 * @example
 * ```ts
 * import { auditImages } from 'tsvision';
 * const report = await auditImages(photos);
 * report.counts; // how many photos of each kind of problem
 * report.paths('blurred');
 * ```
 */
export async function auditImages(
  target: string | readonly AuditItem[],
  options: AuditImagesOptions = {},
): Promise<AuditReport> {
  const own = (options.audits ?? []).map(requireAudit);
  const items = typeof target === 'string' ? await auditItems(target) : target;
  const root = typeof target === 'string' ? expandPath(target) : commonFolder(items.map(({ path }) => path));
  const photos = await measure(items, options);
  const known = [...audits, ...own];
  const chosen = options.only ? known.filter(({ name }) => options.only?.includes(name)) : known;
  const findings = chosen.flatMap((audit) => findingsOf(audit, photos, options).sort(worstFirst));
  return new AuditReport(root, photos, findings, chosen);
}

function requireAudit(audit: Audit, i: number): Audit {
  if (typeof audit?.find === 'function' && typeof audit.name === 'string') return audit;
  throw new InvalidArgumentError(`audits[${i}]`, audit, 'an audit { name, meaning, find(photos, options) }');
}

async function measure(
  items: readonly AuditItem[],
  { workers = availableParallelism() + 2, progress = true, signal }: AuditImagesOptions,
): Promise<AuditedPhoto[]> {
  const stop = signal ?? notebookPorts().interruptSignal();
  const bar = progress ? new ProgressBar('audit', items.length) : undefined;
  try {
    return await inParallel(
      items,
      workers,
      async ({ path, label, split }) => {
        const facts = await photoFacts(path);
        bar?.advance();
        return { path, label, split, facts };
      },
      stop,
    );
  } finally {
    bar?.finish();
  }
}

function worstFirst(a: Finding, b: Finding): number {
  if (a.group !== undefined && b.group !== undefined) return a.group - b.group || a.index - b.index;
  return a.score - b.score || a.index - b.index;
}
