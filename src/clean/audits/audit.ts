import { isTsvisionError, partName } from '../../core/index.js';
import { AuditError } from '../errors.js';
import type { PhotoFacts, UnreadablePhoto } from '../facts/photoFacts.js';

/** A photo to audit. */
export interface AuditItem {
  /** Absolute path. */
  readonly path: string;
  /** Class, when known: tells duplicates with two labels. */
  readonly label?: string | undefined;
  /** Part of the data, when known: tells duplicates that leak from training to validation. */
  readonly split?: string | undefined;
}

/** A photo with what was measured. */
export interface AuditedPhoto extends AuditItem {
  /** What was measured, or why the photo cannot be read. */
  readonly facts: PhotoFacts | UnreadablePhoto;
}

/** One thing that is wrong with one photo. */
export interface Finding {
  /** Name of the audit: the badge in the cleaner. */
  readonly audit: string;
  /** Position of the photo in the list that was audited. */
  readonly index: number;
  /** How good the photo is in this respect: 0 worst, 1 nothing wrong. */
  readonly score: number;
  /** What was seen, in words. */
  readonly detail: string;
  /** Photos of one number belong together (duplicates). */
  readonly group?: number;
}

/** Thresholds, each with its default; below it a score is a finding. */
export interface AuditOptions {
  /** 99th percentile of the brightness. @default 0.32 */
  readonly dark?: number;
  /** 1 − 5th percentile of the brightness. @default 0.05 */
  readonly light?: number;
  /**
   * Sharpness of the sharpest part: 1 as pixels can be, 0.45 (the default) blurred by 0.9 pixels of at most 512 a side. Higher
   * finds fainter blur, and flags more of what is well: docs/audits.md has the balance. @default 0.45
   */
  readonly blurred?: number;
  /** Shorter by longer side. @default 0.35 */
  readonly oddAspect?: number;
  /** How many interquartile ranges from the quartiles √(width·height) may lie. @default 3 */
  readonly oddSize?: number;
  /** A tenth of the colour histogram's entropy in bits. @default 0.3 */
  readonly lowInformation?: number;
  /** Bits of 64 in which the perceptual hashes of near duplicates may differ. @default 6 */
  readonly maxDistance?: number;
}

/** Looks through measured photos for one kind of problem. `find` is not async. */
export interface Audit {
  /** By which options and reports know it. */
  readonly name: string;
  /** What is wrong with a photo that it finds, for the report. */
  readonly meaning: string;
  /** What it finds among these photos, worst first. */
  find(photos: readonly AuditedPhoto[], options: AuditOptions): Finding[];
}

/** What an audit finds, checked. @throws {AuditError} */
export function findingsOf(audit: Audit, photos: readonly AuditedPhoto[], options: AuditOptions): Finding[] {
  const name = partName(audit, 'audit');
  let findings: Finding[];
  try {
    findings = audit.find(photos, options);
  } catch (error) {
    throw isTsvisionError(error) ? error : new AuditError(name, { threw: error, in: 'find()' });
  }
  const wrong = (gave: unknown, due: string): AuditError =>
    new AuditError(name, { gave, due, in: 'find()', by: audit.find });
  if (!Array.isArray(findings)) throw wrong(findings, 'a list of findings');
  for (const { index, score, detail } of findings.map((finding) => finding ?? {})) {
    if (photos[index] === undefined) throw wrong(index, `an index of 0 to ${photos.length - 1}`);
    if (!(score >= 0 && score <= 1)) throw wrong(score, 'a score of 0 to 1');
    if (typeof detail !== 'string') throw wrong(detail, 'a detail in words');
  }
  return findings;
}

/** An audit that judges each readable photo by itself. `undefined` where there is nothing to say. */
export function perPhoto(
  name: string,
  meaning: string,
  judge: (
    facts: PhotoFacts,
    options: AuditOptions,
  ) => { readonly score: number; readonly detail: string } | undefined,
): Audit {
  const find: Audit['find'] = (photos, options) =>
    photos.flatMap(({ facts }, index) => {
      const found = facts.readable ? judge(facts, options) : undefined;
      return found ? [{ audit: name, index, ...found }] : [];
    });
  return { name, meaning, find };
}
