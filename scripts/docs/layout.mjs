// What stands around every page: the bar above, the list beside, the way on below.
import { escaped } from './highlight.mjs';
import { relativeTo } from './page.mjs';

/** @typedef {import('./page.mjs').Page} Page */

const bar = [
  ['lessons', 'Lessons', 'lessons/index'],
  ['tasks', 'Tasks', 'tasks/index'],
  ['names', 'Names', 'names'],
  ['api', 'API', 'api/index'],
  ['about', 'About', 'about'],
];

/** Before the page is shown, so that it never flashes in the other colours. */
const early =
  "try{const t=localStorage.getItem('tsvision-theme');if(t)document.documentElement.dataset.theme=t}catch{}";

/**
 * A whole page.
 * @param {Page} page
 * @param {import('./finishHtml.mjs').Finished} finished
 * @param {{ neighbours: readonly Page[], usedIn: readonly Page[] }} site the pages of its section in order; the lessons
 * and tasks whose code has the name that it explains
 */
export function layout(page, { html, headings }, { neighbours, usedIn }) {
  const to = (target) => escaped(relativeTo(page.path, target));
  const title = page.path === 'index' ? `${page.title}: ${page.description}` : `${page.title} · tsvision`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<meta name="description" content="${escaped(page.description)}">
<meta name="color-scheme" content="light dark">
<script>${early}</script>
<link rel="icon" href="${to('assets/icon.svg')}" type="image/svg+xml">
<link rel="alternate" type="text/markdown" href="${to(`${page.path}.md`)}">
<link rel="stylesheet" href="${to('assets/style.css')}">
<script defer src="${to('assets/site.js')}" data-root="${to('.')}"></script>
</head>
<body class="${page.section}">
<a class="skip" href="#content">Skip to the text</a>
<header>
<a class="brand" href="${to('index.html')}">tsvision</a>
<nav aria-label="Parts">${bar.map(([section, name, path]) => barLink(page, section, name, to(`${path}.html`))).join('')}</nav>
<button id="search-open" type="button" aria-keyshortcuts="/">Search <kbd>/</kbd></button>
<button id="theme" type="button" aria-label="Colours: as the system">◐</button>
</header>
<div class="columns">
${sideList(page, headings, neighbours, to)}
<main id="content">
${html}
${seenIn(usedIn, to)}
${wayOn(page, neighbours, to)}
<footer><a href="${to(`${page.path}.md`)}">This page as Markdown</a> · <a href="${to('llms.txt')}">llms.txt</a></footer>
</main>
</div>
</body>
</html>
`;
}

function barLink(page, section, name, address) {
  return `<a href="${address}"${page.section === section ? ' aria-current="true"' : ''}>${name}</a>`;
}

/** The pages of this part; below this one, its headings. */
function sideList(page, headings, neighbours, to) {
  const listed = page.section === 'api' ? neighbours.filter(({ group }) => group === page.group) : neighbours;
  const own = headings.filter(({ level }) => level === (page.kind === 'class' ? 3 : 2));
  if (listed.length < 2 && own.length === 0) return '<aside></aside>';
  const items = listed.map((one) => {
    const here = one.path === page.path;
    const link = `<a href="${to(`${one.path}.html`)}"${here ? ' aria-current="page"' : ''}>${escaped(one.title)}</a>`;
    return `<li>${link}${here ? ownHeadings(own) : ''}</li>`;
  });
  const group = page.group ? `<p class="group">${escaped(page.group)}</p>` : '';
  return `<aside><details open><summary>Contents</summary>${group}<ul>${items.join('\n')}</ul></details></aside>`;
}

function ownHeadings(headings) {
  if (headings.length === 0) return '';
  return `<ul>${headings.map(({ id, title }) => `<li><a href="#${escaped(id)}">${escaped(title)}</a></li>`).join('')}</ul>`;
}

function seenIn(pages, to) {
  if (pages.length === 0) return '';
  const links = pages.map(
    ({ path, title }) => `<li><a href="${to(`${path}.html`)}">${escaped(title)}</a></li>`,
  );
  return `<section class="seen"><h2 id="seen-in">Seen in</h2><ul>${links.join('')}</ul></section>`;
}

function wayOn(page, neighbours, to) {
  if (page.section !== 'lessons' && page.section !== 'tasks') return '';
  const i = neighbours.findIndex(({ path }) => path === page.path);
  const link = (one, rel, arrow) =>
    one
      ? `<a rel="${rel}" href="${to(`${one.path}.html`)}"><small>${arrow}</small>${escaped(one.title)}</a>`
      : '<span></span>';
  return `<nav class="way" aria-label="Before and after">${link(neighbours[i - 1], 'prev', 'before')}${link(neighbours[i + 1], 'next', 'next')}</nav>`;
}
