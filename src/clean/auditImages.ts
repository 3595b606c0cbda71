import { availableParallelism } from 'node:os';
import { expandPath, inParallel } from '../core/index.js';
import { commonFolder } from '../data/index.js';
import { notebookPorts, ProgressBar } from '../notebook/index.js';
import { auditItems } from './auditItems.js';
import { AuditReport } from './auditReport.js';
import type { AuditedPhoto, AuditItem, AuditOptions, Finding } from './audits/audit.js';
import { audits } from './audits/index.js';
import { photoFacts } from './facts/photoFacts.js';

/** Thresholds, and how the work is done. */
export interface AuditImagesOptions extends AuditOptions {
  /** Names of the audits to run. @default all */
  readonly only?: readonly string[];
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
 */
export async function auditImages(
  target: string | readonly AuditItem[],
  options: AuditImagesOptions = {},
): Promise<AuditReport> {
  const items = typeof target === 'string' ? await auditItems(target) : target;
  const root = typeof target === 'string' ? expandPath(target) : commonFolder(items.map(({ path }) => path));
  const photos = await measure(items, options);
  const chosen = options.only ? audits.filter(({ name }) => options.only?.includes(name)) : audits;
  const findings = chosen.flatMap((audit) => audit.find(photos, options).sort(worstFirst));
  return new AuditReport(root, photos, findings, chosen);
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
