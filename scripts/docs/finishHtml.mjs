// From HTML of Markdown to HTML of the site: anchors, links, colour, pictures as files, and what search reads.
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseHTML } from 'linkedom';
import { escaped, highlightTypeScript } from './highlight.mjs';
import { relativeTo } from './page.mjs';

const { document } = parseHTML('<html><body></body></html>');

/** @typedef {{ level: number, title: string, id: string }} Heading */
/** @typedef {{ title: string, id: string, text: string }} Passage */
/** @typedef {{ html: string, headings: Heading[], passages: Passage[], names: Set<string> }} Finished */

/**
 * @param {string} html
 * @param {import('./page.mjs').Page} page
 * @param {{ folder: string, names: import('./nameLinks.mjs').NameLinks }} site
 * @returns {Finished}
 */
export function finishHtml(html, page, { folder, names }) {
  const body = document.createElement('div');
  body.innerHTML = html;
  const used = new Set();
  const linkOf = (name, owner) => {
    const target = names.find(name, owner);
    if (target === undefined || target.startsWith(`${page.path}.`)) return undefined;
    used.add(target.split('#')[0]);
    return relativeTo(page.path, target);
  };
  for (const anchor of all(body, 'a')) pointToHtml(anchor);
  const headings = anchorHeadings(body);
  // What was drawn from types has its own links.
  const passages = passagesOf(body, page);
  colour(body, linkOf);
  if (page.section !== 'api') linkInlineNames(body, linkOf);
  picturesToFiles(body, page, folder);
  for (const table of all(body, 'table')) wrap(table, 'scroll');
  return { html: body.innerHTML, headings, passages, names: used };
}

/** jsdom's selectors cost more than all the rest of the site; its lists of tags do not. */
const all = (body, ...tags) => tags.flatMap((tag) => [...body.getElementsByTagName(tag)]);

/** Whether a node stands in an element of one of these tags or classes. */
function within(node, ...names) {
  for (let at = node.parentElement; at; at = at.parentElement)
    if (names.includes(at.localName) || names.includes(at.className)) return true;
  return false;
}

function pointToHtml(anchor) {
  const href = anchor.getAttribute('href');
  if (href === null || /^[a-z]+:/i.test(href)) return;
  // What a lesson wrote stayed on the machine where it ran.
  if (within(anchor, 'output')) anchor.replaceWith(...anchor.childNodes);
  else anchor.setAttribute('href', href.replace(/\.md(?=#|$)/, '.html'));
}

/** GitHub's rule, which typedoc's Markdown follows too. */
function slug(text) {
  return text
    .toLowerCase()
    .trim()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
    .replaceAll(' ', '-');
}

const headingTags = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'];
const following = 4;
const elementsAndTexts = 1 | 4;
const inOrder = (elements) => elements.sort((a, b) => (a.compareDocumentPosition(b) & following ? -1 : 1));

function anchorHeadings(body) {
  const taken = new Map();
  return inOrder(all(body, ...headingTags)).map((heading) => {
    const title = heading.textContent.trim();
    const base = slug(title);
    const count = taken.get(base) ?? 0;
    taken.set(base, count + 1);
    const id = count === 0 ? base : `${base}-${count}`;
    heading.id = id;
    const level = Number(heading.tagName[1]);
    if (level > 1)
      heading.insertAdjacentHTML(
        'beforeend',
        ` <a class="anchor" href="#${id}" aria-label="Link here">#</a>`,
      );
    return { level, title, id };
  });
}

/** The text below each heading; of a table of names, each row. */
function passagesOf(body, page) {
  if (page.section === 'names') return all(body, 'tr').slice(1).map(rowPassage);
  const passages = [];
  let current = { title: page.title, id: '', parts: [] };
  const walker = document.createTreeWalker(body, elementsAndTexts);
  /** @type {any} */
  let node = walker.nextNode();
  for (; node; node = walker.nextNode()) {
    if (/^H[1-6]$/.test(node.nodeName) && node.nodeName !== 'H1') {
      passages.push(current);
      current = { title: node.textContent.replace(/ #$/, ''), id: node.id, parts: [] };
    } else if (node.nodeType === 3 && !within(node, 'style', 'output', ...headingTags))
      current.parts.push(node.data);
  }
  passages.push(current);
  return passages.map(({ title, id, parts }) => ({
    title,
    id,
    text: parts.join('').replace(/\s+/g, ' ').trim(),
  }));
}

function rowPassage(row) {
  const [known, here] = [...row.children].map((cell) => cell.textContent);
  row.id = slug(known).slice(0, 60);
  return { title: known, id: row.id, text: here };
}

function colour(body, linkOf) {
  for (const pre of all(body, 'pre')) {
    const [code] = all(pre, 'code');
    const isTs = code ? /language-(ts|typescript)\b/.test(code.className) : pre.className === 'code';
    const holder = code ?? pre;
    if (isTs) {
      pre.className = 'code';
      // Drawn from types: links stand in the text already.
      if (holder.children.length === 0)
        holder.innerHTML = highlightTypeScript(holder.textContent.trimEnd(), linkOf);
    } else if (code && /language-(sh|bash|console)\b/.test(code.className)) {
      pre.className = 'code shell';
      code.innerHTML = code.textContent.trimEnd().split('\n').map(shellLine).join('\n');
    } else if (code) pre.className = 'code';
    pre.tabIndex = 0;
  }
}

function shellLine(line) {
  const [, command, comment = ''] = /^(.*?)(\s#.*)?$/.exec(line);
  return `${escaped(command)}${comment && `<span class="c">${escaped(comment)}</span>`}`;
}

/** A name in the text that is a public one leads to what it is. */
function linkInlineNames(body, linkOf) {
  for (const code of all(body, 'code')) {
    if (within(code, 'pre', 'a', ...headingTags)) continue;
    const name = code.textContent;
    if (/^[\w$.]+(\(.*\))?$/s.test(name) || within(code, 'td')) code.innerHTML = plainNames(name, linkOf);
  }
}

/** In prose a member stands without its owner: `fitOneCycle`. */
function plainNames(text, linkOf) {
  const either = (name, owner) => linkOf(name, owner) ?? (owner === undefined ? linkOf(name, '') : undefined);
  return highlightTypeScript(text, either).replace(/<span[^>]*>|<\/span>/g, '');
}

function picturesToFiles(body, page, folder) {
  for (const picture of all(body, 'img')) {
    picture.setAttribute('loading', 'lazy');
    const [, type, data] = /^data:image\/(\w+)[^,]*;base64,(.*)$/s.exec(picture.getAttribute('src')) ?? [];
    if (!type) continue;
    const bytes = Buffer.from(data, 'base64');
    const file = `media/${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}.${type}`;
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), bytes);
    picture.setAttribute('src', relativeTo(page.path, file));
    // Charts are drawn on white; photos stay as they are.
    if (type === 'png') picture.classList.add('chart');
  }
}

function wrap(element, className) {
  const box = document.createElement('div');
  box.className = className;
  box.tabIndex = 0;
  element.replaceWith(box);
  box.append(element);
}
