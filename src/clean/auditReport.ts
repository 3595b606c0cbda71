import { shownPath } from '../core/index.js';
import { relativePath } from '../data/index.js';
import { type Displayable, jupyterDisplay, type MimeBundle } from '../notebook/index.js';
import { type HtmlTable, htmlTable } from '../plot/index.js';
import type { Audit, AuditedPhoto, Finding } from './audits/audit.js';
import { betterFirst, isAcross } from './audits/duplicates.js';

/** Photos that are the same, or nearly. */
export interface DuplicateGroup {
  /** Equal files or pixels, or pictures that look alike. */
  readonly kind: 'duplicate' | 'nearDuplicate';
  /** Positions in {@link AuditReport.photos}. */
  readonly indices: readonly number[];
  /** Files of the group, as in `indices`. */
  readonly paths: readonly string[];
  /** The path to keep: of links and files a file, of sizes the largest. */
  readonly keeper: string;
  /** Labelled differently: at least one label is wrong. */
  readonly twoClasses: boolean;
  /** In training and in validation: the validation result is too good. */
  readonly leak: boolean;
}

/** What an audit found; a notebook shows it as tables, `toJSON` gives it to programs. */
export class AuditReport implements Displayable {
  constructor(
    /** Folder that paths in the tables are relative to. */
    readonly root: string,
    /** Every photo that was looked at, with what was measured. */
    readonly photos: readonly AuditedPhoto[],
    /** The gravest kinds first; within a kind the worst photos first, duplicates by group. */
    readonly findings: readonly Finding[],
    /** The audits that ran. */
    readonly audits: readonly Audit[],
  ) {}

  /** Number of photos of each kind of problem, without those of which there are none. */
  get counts(): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const { audit } of this.findings) counts[audit] = (counts[audit] ?? 0) + 1;
    return counts;
  }

  /** Groups of equal and of nearly equal photos. */
  get duplicates(): DuplicateGroup[] {
    const groups = new Map<string, number[]>();
    for (const { audit, group, index } of this.findings) {
      if (group === undefined) continue;
      const key = `${audit}/${group}`;
      groups.set(key, [...(groups.get(key) ?? []), index]);
    }
    return [...groups].map(([key, indices]) => ({
      kind: key.split('/')[0] as DuplicateGroup['kind'],
      indices,
      paths: indices.map((index) => this.#path(index)),
      keeper: this.#path([...indices].sort((a, b) => betterFirst(this.photos, a, b))[0] as number),
      twoClasses: isAcross(this.photos, indices, 'label'),
      leak: isAcross(this.photos, indices, 'split'),
    }));
  }

  /** Paths of the photos that an audit found. */
  paths(audit: string): string[] {
    return this.findings.filter((finding) => finding.audit === audit).map(({ index }) => this.#path(index));
  }

  /** Names of the problems of each photo, in the order of {@link photos}: the badges of the cleaner. */
  badges(): string[][] {
    const badges = this.photos.map((): string[] => []);
    for (const { audit, index } of this.findings) badges[index]?.push(audit);
    return badges;
  }

  /** One row a kind of problem, and below it the photos. @param most rows of the list of photos. @default 50 */
  tables(most = 50): HtmlTable[] {
    const { counts, findings, photos } = this;
    const kinds = this.audits.filter(({ name }) => counts[name]);
    if (kinds.length === 0) return [htmlTable([{ photos: photos.length, problems: 'none found' }])];
    const summary = kinds.map(({ name, meaning }) => ({
      problem: name,
      photos: counts[name] as number,
      meaning,
    }));
    const rows = findings.slice(0, most).map(({ audit, index, detail, score }) => ({
      problem: audit,
      photo: this.#name(index),
      detail,
      score: score.toFixed(2),
    }));
    const left = findings.length - rows.length;
    const caption = left > 0 ? `the first ${rows.length} of ${findings.length} findings` : 'findings';
    return [
      htmlTable(summary, { caption: `${photos.length} photos in ${shownPath(this.root)}` }),
      htmlTable(rows, { caption }),
    ];
  }

  /** @param most rows of the list of photos. @default 50 @param width letters of a line. @default as many as it takes */
  toString(most = 50, width?: number): string {
    return this.tables(most)
      .map((table) => (width === undefined ? table.text : table.textIn(width)))
      .join('\n\n');
  }

  /** Everything as plain data; paths are relative to `root`. */
  toJSON(): Record<string, unknown> {
    return {
      root: this.root,
      photos: this.photos.length,
      counts: this.counts,
      findings: this.findings.map(({ index, ...finding }) => ({ path: this.#name(index), ...finding })),
      duplicates: this.duplicates.map(({ kind, indices, keeper, twoClasses, leak }) => ({
        kind,
        paths: indices.map((index) => this.#name(index)),
        keeper: relativePath(this.root, keeper),
        twoClasses,
        leak,
      })),
    };
  }

  [jupyterDisplay](): MimeBundle {
    const html = this.tables().map((table) => table.html);
    return { 'text/html': html.join('<br>'), 'text/plain': this.toString() };
  }

  #path(index: number): string {
    return this.photos[index]?.path ?? '';
  }

  #name(index: number): string {
    return relativePath(this.root, this.#path(index));
  }
}
