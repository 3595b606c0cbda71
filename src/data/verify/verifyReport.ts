import { relative } from 'node:path';
import { shownPath } from '../../core/index.js';
import { type Displayable, escapeHtml, jupyterDisplay, type MimeBundle } from '../../notebook/index.js';

/** A file that is no picture, or a broken one. */
export interface BrokenImage {
  readonly path: string;
  readonly reason: string;
  /** Where it was moved, when the caller asked for that. */
  readonly movedTo?: string;
}

/** What {@link verifyImages} found; a notebook shows it as a line and the list of broken files. */
export class VerifyReport implements Displayable {
  constructor(
    readonly path: string,
    /** How many files were looked at. */
    readonly checked: number,
    readonly failed: readonly BrokenImage[],
    /** Photos that were written anew: made smaller, or turned into the asked number of channels. */
    readonly resized: readonly string[],
  ) {}

  toString(): string {
    const moved = this.failed.filter(({ movedTo }) => movedTo !== undefined).length;
    const parts = [
      `${this.checked} files checked in ${shownPath(this.path)}`,
      `${this.failed.length} broken`,
    ];
    if (moved > 0) parts.push(`${moved} moved to the trash folder`);
    if (this.resized.length > 0) parts.push(`${this.resized.length} resized`);
    const lines = this.failed.map(({ path, reason }) => `  ${relative(this.path, path)}: ${reason}`);
    return [parts.join(', '), ...lines].join('\n');
  }

  [jupyterDisplay](): MimeBundle {
    const text = this.toString();
    return { 'text/html': `<pre style="white-space:pre-wrap">${escapeHtml(text)}</pre>`, 'text/plain': text };
  }
}
