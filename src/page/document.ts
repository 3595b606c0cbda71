import { createHash } from 'node:crypto';
import { escapeHtml } from '../notebook/index.js';

/** What a page is made of. */
export interface PageParts {
  /** Text, shown in the browser's tab. */
  readonly title: string;
  /** More of the head, as HTML. */
  readonly head?: string;
  readonly style: string;
  /** What stands in `<main>`, as HTML. */
  readonly main: string;
  /** What runs at the end of the body: an element `<script>`. */
  readonly script: string;
}

/** A page as one document. */
export function pageDocument({ title, head = '', style, main, script }: PageParts): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
${head}
<style>${style}</style>
</head>
<body>
<main>
${main}
</main>
${script}
</body>
</html>`;
}

/** Kinds of files that browsers decode; others are refused in words. */
const accepted = 'image/jpeg,image/png,image/webp,image/gif';

/** Where photos are dropped, or chosen; `more` HTML stands below the buttons. */
export function dropArea(more: string): string {
  return `<div id="drop">
  <p>Drop or paste a photo here, or</p>
  <div class="row">
    <label class="button primary">choose one<input id="file" type="file" accept="${accepted}"></label>
    <button id="camera" type="button">use the camera</button>
  </div>
  ${more}
</div>`;
}

/** Where the answer comes; HTML: `over` stands in the photo's frame, `below` under it, `more` below the bars. */
export function answerArea({ over = '', below = '', more = '' } = {}): string {
  return `<section id="answer" aria-live="polite" hidden>
  <div id="picture"><div id="frame"><img id="photo" alt="Your photo" hidden>${over}</div>${below}</div>
  <div>
    <p id="status" role="status"></p>
    <p id="error" role="alert"></p>
    <section id="result" aria-label="Result" hidden><ol id="bars"></ol><p id="facts" class="quiet"></p>${more}</section>
  </div>
</section>`;
}

/** What the model can answer, in words. */
export function classesSentence(classes: readonly string[]): string {
  if (classes.length > 12) return `One of ${classes.length} classes.`;
  const [last, ...others] = [...classes].reverse();
  return others.length === 0 ? `${last}` : `${others.reverse().join(', ')} or ${last}`;
}

/** A text as a Content-Security-Policy names it: this one may run, or stand, in the page. */
export function policyHash(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** A policy that allows what is named and this page's own files: no request goes to another host. */
export function contentSecurityPolicy(allowed: Readonly<Record<string, string>>): string {
  const directives = {
    'default-src': "'none'",
    ...allowed,
    'img-src': "'self' blob: data:",
    'media-src': "'self' blob:",
    'connect-src': "'self'",
    'form-action': "'none'",
    'base-uri': "'none'",
  };
  return Object.entries(directives)
    .map(([directive, sources]) => `${directive} ${sources}`)
    .join('; ');
}
