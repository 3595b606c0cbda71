import { relative, sep } from 'node:path';
import { expandPath, shownPath } from '../core/index.js';
import { type Displayable, escapeHtml, jupyterDisplay, type MimeBundle } from '../notebook/index.js';

/** A link in a notebook to a file beside it, as IPython's `FileLink`. */
export class FileLink implements Displayable {
  /** Absolute path. */
  readonly path: string;

  constructor(path: string) {
    this.path = expandPath(path);
  }

  /** Path from the notebook's folder, which is what a front end can open. */
  get href(): string {
    return relative(process.cwd(), this.path).split(sep).map(encodeURIComponent).join('/');
  }

  [jupyterDisplay](): MimeBundle {
    const shown = shownPath(this.path);
    return {
      'text/html': `<a href="${escapeHtml(this.href)}" target="_blank">${escapeHtml(shown)}</a>`,
      'text/plain': shown,
    };
  }

  toString(): string {
    return this.path;
  }
}
