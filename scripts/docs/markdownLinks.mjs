// Links as they stand in the checkout, made links between pages of the site.
import { copyFileSync, existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { relativeTo } from './page.mjs';

const fence = /^([ \t]*)(```+|~~~+)[^\n]*\n[\s\S]*?^\1?\2[ \t]*$/gm;
/** A link, whose words may be code, or code, which may look like a link: the backticks belong to what begins first. */
const linkOrCode = /(!?\[(?:[^[\]]|\[[^\]]*\])*\]\()([^()\s]+)((?:\s+"[^"]*")?\))|`+[^`\n]+`+/g;

/** Markdown whose links are `address(link)`; code stays as it is. */
export function mapLinks(markdown, address) {
  const parts = [];
  let end = 0;
  for (const { 0: code, index } of markdown.matchAll(fence)) {
    parts.push(inProse(markdown.slice(end, index), address), code);
    end = index + code.length;
  }
  return [...parts, inProse(markdown.slice(end), address)].join('');
}

function inProse(text, address) {
  return text.replace(linkOrCode, (whole, before, to, after) =>
    to === undefined ? whole : `${before}${address(to)}${after}`,
  );
}

/**
 * Rewrites the links of a page: to another page's Markdown, or to a file of the checkout, which then comes along.
 * @param {{ root: string, folder: string, pages: readonly import('./page.mjs').Page[] }} site
 * @returns {(page: import('./page.mjs').Page) => (markdown: string) => string}
 */
export function linkRewriter({ root, folder, pages }) {
  const bySource = new Map(pages.map(({ source, path }) => [source, path]));
  for (const { source, path } of pages)
    if (posix.basename(source) === 'README.md') bySource.set(posix.dirname(source), path);
  return (page) => (markdown) =>
    mapLinks(markdown, (to) => {
      if (/^(?:[a-z][a-z0-9+.-]*:|#)/i.test(to)) return to;
      const [place, anchor] = to.split('#');
      const target = posix.join(posix.dirname(page.source), place).replace(/\/$/, '');
      const found = bySource.get(target) ?? bySource.get(target.replace(/^\.$/, 'README.md'));
      const address = found === undefined ? broughtAlong(root, folder, target, page) : `${found}.md`;
      return relativeTo(page.path, address) + (anchor === undefined ? '' : `#${anchor}`);
    });
}

function broughtAlong(root, folder, target, page) {
  const from = join(root, target);
  if (target.startsWith('..') || !existsSync(from) || !statSync(from).isFile())
    throw new Error(`${page.source} links to ${target}, which is no page and no file of the checkout.`);
  const to = join(folder, 'files', target);
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(from, to);
  return `files/${target}`;
}
