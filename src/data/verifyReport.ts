import { relative } from 'node:path';
import { shownPath } from '../core/index.js';
import { type Displayable, escapeHtml, jupyterDisplay, type MimeBundle } from '../notebook/index.js';
import type { SkippedFile } from './imageFiles.js';

/** A photo that cannot be decoded. */
export interface BrokenImage {
  /** The photo. */
  readonly path: string;
  /** What is wrong with it, in words. */
  readonly reason: string;
  /** Where it was moved, when the caller asked for that. */
  readonly movedTo?: string;
}

/** What came of the files of a folder. */
export interface VerifyResult {
  /** How many photos were looked at. */
  readonly checked: number;
  /** Photos that are broken, or no pictures in spite of their name. */
  readonly failed: readonly BrokenImage[];
  /** Pictures that are not broken as far as one can tell, but too large or of a kind that is not read here. */
  readonly unsupported: readonly BrokenImage[];
  /** Photos that were written anew: made smaller, or turned into the asked number of channels. */
  readonly resized: readonly string[];
  /** Files that are no photos by name and kind: nothing was done to them. */
  readonly skipped: readonly SkippedFile[];
}

/** What {@link verifyImages} found; a notebook shows it as a line and the list of photos that need a look. */
export class VerifyReport implements Displayable, VerifyResult {
  readonly checked: number;
  readonly failed: readonly BrokenImage[];
  readonly unsupported: readonly BrokenImage[];
  readonly resized: readonly string[];
  readonly skipped: readonly SkippedFile[];

  constructor(
    /** The folder that was looked through. */
    readonly path: string,
    { checked, failed, unsupported, resized, skipped }: VerifyResult,
  ) {
    this.checked = checked;
    this.failed = failed;
    this.unsupported = unsupported;
    this.resized = resized;
    this.skipped = skipped;
  }

  toString(): string {
    const moved = this.failed.filter(({ movedTo }) => movedTo !== undefined).length;
    const counts: [count: number, what: string][] = [
      [moved, 'moved to the trash folder'],
      [this.unsupported.length, 'not readable here'],
      [this.resized.length, 'resized'],
      [this.skipped.length, 'other files left alone'],
    ];
    const parts = [
      `${this.checked} photos checked in ${shownPath(this.path)}`,
      `${this.failed.length} broken`,
      ...counts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`),
    ];
    const lines = [...this.failed, ...this.unsupported].map(
      ({ path, reason }) => `  ${relative(this.path, path)}: ${reason}`,
    );
    return [parts.join(', '), ...lines].join('\n');
  }

  [jupyterDisplay](): MimeBundle {
    const text = this.toString();
    return { 'text/html': `<pre style="white-space:pre-wrap">${escapeHtml(text)}</pre>`, 'text/plain': text };
  }
}
