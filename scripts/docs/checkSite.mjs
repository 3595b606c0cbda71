// Every link, every anchor, every page: read from the files that were written, as a visitor gets them.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { mapLinks } from './markdownLinks.mjs';

const external = /^(?:https?|mailto|data):/i;

/**
 * What is wrong with the links of a built site, a line each; nothing when all lead somewhere.
 * @param {string} folder
 * @returns {string[]}
 */
export function checkSite(folder) {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => statSync(join(folder, path)).isFile());
  const known = new Set(files);
  const pages = new Map(
    files.filter((path) => path.endsWith('.html')).map((path) => [path, readPage(folder, path)]),
  );
  const problems = [...pages].flatMap(([path, page]) => [
    ...[...page.links].map((link) => problemOf(path, link, known, pages)),
    ...page.twice.map((id) => `${path}: the anchor #${id} stands there twice`),
  ]);
  const texts = files.filter((path) => /\.(md|txt)$/.test(path) && !path.startsWith('files/'));
  const inTexts = texts.flatMap((path) =>
    linksOfText(folder, path).map((link) => problemOf(path, link, known, pages)),
  );
  return [...problems, ...inTexts, ...orphans(pages)].filter((problem) => problem !== undefined);
}

/** A tag as the site writes it: by a serializer, with values in quotes and no `<` in text. */
const tag = /<[a-z][\w-]*((?:\s+[^\s=>"]+(?:="[^"]*")?)*)\s*\/?>/gi;
const attribute = /\s(id|href|src)="([^"]*)"/g;

function readPage(folder, path) {
  const ids = [];
  const links = new Set();
  for (const [, attributes] of readFileSync(join(folder, path), 'utf8').matchAll(tag))
    for (const [, name, value] of attributes.matchAll(attribute)) {
      if (name === 'id') ids.push(value);
      else links.add(value.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&amp;', '&'));
    }
  const known = new Set(ids);
  return {
    ids: known,
    twice: known.size < ids.length ? ids.filter((id, i) => ids.indexOf(id) !== i) : [],
    links,
  };
}

function linksOfText(folder, path) {
  const links = [];
  mapLinks(readFileSync(join(folder, path), 'utf8'), (to) => {
    links.push(to);
    return to;
  });
  return links;
}

function problemOf(from, link, known, pages) {
  if (external.test(link)) return URL.canParse(link) ? undefined : `${from}: ${link} is no address`;
  if (/^(?:[a-z][a-z0-9+.-]*:|\/)/i.test(link)) return `${from}: ${link} would leave the site`;
  const [place, anchor] = decodeURI(link).split('#');
  const target = place === '' ? from : posix.join(posix.dirname(from), place);
  if (target === '.' || target === './') return undefined;
  if (!known.has(target)) return `${from}: ${link} leads nowhere`;
  // Markdown has the anchors of its page.
  const page = pages.get(target.replace(/\.md$/, '.html'));
  if (anchor && !page?.ids.has(anchor)) return `${from}: ${link} has no such anchor`;
  return undefined;
}

/** Pages that nobody finds who begins at the first. */
function orphans(pages) {
  const reached = new Set(['index.html']);
  for (const path of reached)
    for (const link of pages.get(path)?.links ?? []) {
      const target = posix.join(posix.dirname(path), link.split('#')[0]);
      if (!external.test(link) && pages.has(target)) reached.add(target);
    }
  return [...pages.keys()].filter((path) => !reached.has(path)).map((path) => `${path}: no page leads to it`);
}
