import { shownPath } from '../../core/index.js';
import {
  type Displayable,
  escapeHtml,
  jupyterDisplay,
  type MimeBundle,
  tableHtml,
} from '../../notebook/index.js';

/** An address that could not be downloaded. */
export interface FailedDownload {
  /** The address. */
  readonly url: string;
  /** Why there is no photo, in words. */
  readonly reason: string;
}

/** What {@link downloadImages} did; a notebook shows it as a line and a table of the failures. */
export class DownloadReport implements Displayable {
  constructor(
    /** Folder of the files. */
    readonly dest: string,
    /** Files written now, in the order of the list. */
    readonly saved: readonly string[],
    /** Files that an earlier run had written. */
    readonly kept: readonly string[],
    /** Addresses that gave no photo, each with its reason. */
    readonly failed: readonly FailedDownload[],
  ) {}

  toString(): string {
    const kept = this.kept.length > 0 ? `, ${this.kept.length} already there` : '';
    const head = `${this.saved.length} files saved in ${shownPath(this.dest)}${kept}, ${this.failed.length} failed`;
    return [head, ...this.failed.map(({ url, reason }) => `  ${url}: ${reason}`)].join('\n');
  }

  [jupyterDisplay](): MimeBundle {
    const [head = ''] = this.toString().split('\n');
    const rows = this.failed.map(({ url, reason }) => [url, reason]);
    const table =
      rows.length > 0
        ? `<details><summary>failures</summary>${tableHtml(['address', 'reason'], rows)}</details>`
        : '';
    return { 'text/html': `<div>${escapeHtml(head)}${table}</div>`, 'text/plain': this.toString() };
  }
}
