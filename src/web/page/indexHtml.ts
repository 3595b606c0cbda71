import { escapeHtml } from '../../notebook/index.js';
import {
  answerArea,
  classesSentence,
  contentSecurityPolicy,
  dropArea,
  pageDocument,
  pageStyle,
  policyHash,
} from '../../page/index.js';
import { iconNames } from './icons.js';
import type { PageFacts } from './pageFacts.js';
import { webStyle } from './webStyle.js';

/** The page itself. `version` of the folder: the service worker keeps no page of another one. */
export function indexHtml(facts: PageFacts, version: string): string {
  return pageDocument({
    title: facts.title,
    head: headOf(version),
    style,
    main: mainOf(facts),
    // Below the page, so that what it says of a program that does not come finds its place.
    script: `<script>${watch}</script>\n<script type="module" src="page.js"></script>`,
  });
}

const style = pageStyle + webStyle;

/**
 * What the program cannot say because it does not come: modules do not load from files, nor from addresses that lead
 * elsewhere.
 */
const watch = `
(() => {
  const fail = (sentence) => {
    for (const id of ['loading', 'drop', 'about']) document.getElementById(id).hidden = true;
    document.getElementById('failed').textContent = sentence;
  };
  if (location.protocol === 'file:')
    fail('This page was opened as a file, and browsers let no file load a model. Serve its folder, for example by “npx http-server” or “python3 -m http.server” in it, and open the address that it prints.');
  addEventListener('error', ({ target }) => {
    if (target instanceof HTMLScriptElement && location.protocol !== 'file:')
      fail('The program of this page did not load. If the address above lacks a slash at its end, add it; else put the whole folder on its host once more.');
  }, true);
})();
`;

function headOf(version: string): string {
  const policy = contentSecurityPolicy({
    'script-src': `'self' 'wasm-unsafe-eval' blob: ${policyHash(watch)}`,
    // The engine's threads start from blobs.
    'worker-src': "'self' blob:",
    'manifest-src': "'self'",
    'style-src': policyHash(style),
  });
  return `<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="tsvision-version" content="${version}">
<meta name="referrer" content="no-referrer">
<meta name="theme-color" content="#f6f7f9" media="(prefers-color-scheme: light)">
<meta name="theme-color" content="#14171c" media="(prefers-color-scheme: dark)">
<link rel="manifest" href="manifest.webmanifest">
<link rel="icon" href="${iconNames.drawing}" type="image/svg+xml">
<link rel="apple-touch-icon" href="${iconNames.png(192)}">`;
}

function mainOf(facts: PageFacts): string {
  return `<h1>What is it?</h1>
<p>${escapeHtml(classesSentence(facts.vocab))}</p>
<p class="quiet">Photos stay on this device: nothing is sent.</p>
<p id="failed" role="alert"></p>
<noscript><p class="failed">This page needs JavaScript: the model runs in the browser.</p></noscript>
<div id="loading"><label for="loaded" id="loading-text">Loading the model…</label><progress id="loaded"></progress></div>
${answerArea({ over: overPhoto, below: liveButtons, more: facts.canExplain ? explanation : '' })}
<p id="spoken" class="unseen" aria-live="polite"></p>
${dropArea('')}
<details id="about"><summary>About this model</summary><dl id="card"><dt>Size</dt><dd>${sizeOf(facts)}</dd></dl>
<p class="quiet">It was measured on its validation photos and on nothing else. Other cameras, other light, other things than these classes may be named with confidence, and wrongly.</p></details>
<p class="quiet"><span id="offline"></span> <button id="install" type="button" hidden>install</button></p>
<p id="update" role="status" hidden>A newer version is here. <button id="renew" type="button">use it</button></p>`;
}

function sizeOf({ files }: PageFacts): string {
  const all = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const model = files.find(({ name }) => name === 'model.safetensors')?.bytes ?? 0;
  return `${megabytes(model)} MB of weights, ${megabytes(all)} MB with the engine`;
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);

const overPhoto = `<canvas id="heat" role="img" hidden></canvas><video id="video" playsinline muted aria-label="What the camera sees" hidden></video>`;

const liveButtons = `<div id="live" class="row" hidden><button id="shoot" type="button" class="primary">take the photo</button><button id="stop" type="button">stop</button></div>`;

const explanation = `<button id="explain" type="button" aria-pressed="false">what did it look at?</button><p id="heat-text" class="quiet"></p>`;
