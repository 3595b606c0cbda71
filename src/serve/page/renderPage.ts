import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../core/index.js';
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
import type { Classifier } from '../classifier.js';

/**
 * The page as one document, and the policy that lets its own style and script run and nothing else: it makes no
 * request to any other host.
 */
export function renderPage(classifier: Classifier): { html: string; contentSecurityPolicy: string } {
  // The build makes one file of what stands in `client`.
  const script = readFileSync(join(packageRoot(), 'dist/serve/page/program.js'), 'utf8');
  const html = pageDocument({
    title: classifier.name,
    head: '<link rel="icon" href="data:,">',
    style,
    main: mainOf(classifier),
    script: `<script>${script}</script>`,
  });
  const policy = contentSecurityPolicy({
    'script-src': policyHash(script),
    'style-src': policyHash(style),
    'frame-ancestors': "'none'",
  });
  return { html, contentSecurityPolicy: policy };
}

function mainOf(classifier: Classifier): string {
  return `<h1>What is it?</h1>
<p>${escapeHtml(classesSentence(classifier.classes))}</p>
${answerArea()}
${dropArea(viewfinder + sampleButtons(classifier))}
<form id="from-url"><input id="url" type="url" placeholder="https://… address of a photo" aria-label="Address of a photo"><button>fetch</button></form>
<p id="about" class="quiet">For programs: <a href="openapi.json">openapi.json</a></p>`;
}

const viewfinder = `<div id="viewfinder" hidden><video id="video" playsinline muted></video>
    <div class="row"><button id="shoot" type="button" class="primary">take the photo</button><button id="stop" type="button">cancel</button></div></div>
  `;

function sampleButtons({ samples = [] }: Classifier): string {
  if (samples.length === 0) return '';
  const buttons = samples.map(
    ({ name }, i) =>
      `<button type="button" data-src="samples/${i}" aria-label="Try ${escapeHtml(name)}"><img src="samples/${i}" alt=""></button>`,
  );
  return `<p class="quiet">or try one of these</p><div class="row" id="samples">${buttons.join('')}</div>`;
}

const style = `${pageStyle}
#viewfinder { display: grid; gap: .75rem; }
form { display: flex; gap: .5rem; } form input { flex: 1; min-width: 0; font: inherit; padding: .5rem .7rem; min-height: 44px;
  border: 1px solid var(--line); border-radius: 9px; background: var(--card); color: var(--ink); }
#samples button { padding: 0; border-radius: 9px; overflow: hidden; width: 84px; height: 84px; }
#samples img { width: 100%; height: 100%; object-fit: cover; display: block; }
#about { margin-top: 1.5rem; }
`;
