import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../core/index.js';
import { escapeHtml } from '../../notebook/index.js';
import type { Classifier } from '../classifier.js';
import { style } from './style.js';

/**
 * The page as one document, and the policy that lets its own style and script run and nothing else: it makes no
 * request to any other host.
 */
export function renderPage(classifier: Classifier): { html: string; contentSecurityPolicy: string } {
  // The build makes one file of what stands in `client`.
  const script = readFileSync(join(packageRoot(), 'dist/serve/page/program.js'), 'utf8');
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(classifier.name)}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<main>
<h1>What is it?</h1>
<p>${escapeHtml(classifier.classes.length > 12 ? `One of ${classifier.classes.length} classes.` : listOf(classifier.classes))}</p>
<section id="answer" aria-live="polite" hidden>
  <img id="photo" alt="Your photo" hidden>
  <div>
    <p id="status" role="status"></p>
    <p id="error" role="alert"></p>
    <section id="result" aria-label="Result" hidden><ol id="bars"></ol><p id="facts" class="quiet"></p></section>
  </div>
</section>
<div id="drop">
  <p>Drop or paste a photo here, or</p>
  <div class="row">
    <label class="button primary">choose one<input id="file" type="file" accept="image/jpeg,image/png,image/webp,image/gif"></label>
    <button id="camera" type="button">use the camera</button>
  </div>
  <div id="viewfinder" hidden><video id="video" playsinline muted></video>
    <div class="row"><button id="shoot" type="button" class="primary">take the photo</button><button id="stop" type="button">cancel</button></div></div>
  ${sampleButtons(classifier)}
</div>
<form id="from-url"><input id="url" type="url" placeholder="https://… address of a photo" aria-label="Address of a photo"><button>fetch</button></form>
<p id="about" class="quiet">For programs: <a href="openapi.json">openapi.json</a></p>
</main>
<script>${script}</script>
</body>
</html>`;
  const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const contentSecurityPolicy = [
    "default-src 'none'",
    `script-src ${hash(script)}`,
    `style-src ${hash(style)}`,
    "img-src 'self' blob: data:",
    "media-src 'self' blob:",
    "connect-src 'self'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  return { html, contentSecurityPolicy };
}

function listOf(classes: readonly string[]): string {
  const [last, ...others] = [...classes].reverse();
  return others.length === 0 ? `${last}` : `${others.reverse().join(', ')} or ${last}`;
}

function sampleButtons({ samples = [] }: Classifier): string {
  if (samples.length === 0) return '';
  const buttons = samples.map(
    ({ name }, i) =>
      `<button type="button" data-src="samples/${i}" aria-label="Try ${escapeHtml(name)}"><img src="samples/${i}" alt=""></button>`,
  );
  return `<p class="quiet">or try one of these</p><div class="row" id="samples">${buttons.join('')}</div>`;
}
