// What a page of the site is, and the paths between pages: always relative, so that the site works from a folder, from
// a server's root and below any prefix.
import { posix } from 'node:path';

/**
 * One page, before it has been drawn.
 * @typedef {object} Page
 * @property {string} path of the page within the site, without `.html` or `.md`
 * @property {string} source where its text stands in the checkout; its links are relative to that
 * @property {Section} section
 * @property {string} title
 * @property {string} description one line, for lists and llms.txt
 * @property {(rewrite: (markdown: string) => string) => Drawn} draw draws it, once links can be rewritten
 * @property {string} [group] a heading in the list of its section
 * @property {string} [kind] what search calls it
 * @property {boolean} [isType] of the API: a type alone
 */

/** @typedef {'home' | 'lessons' | 'tasks' | 'names' | 'api' | 'about'} Section */
/** @typedef {{ markdown: string, html: string }} Drawn */

/** The relative address of `to` from the page `from`, both from the root of the site. */
export function relativeTo(from, to) {
  const path = posix.relative(posix.dirname(from), to);
  return path === '' ? posix.basename(to) : path;
}

/** The first paragraph of a Markdown text that is prose, as one line without marks. */
export function firstSentence(markdown) {
  const paragraph = markdown
    .replace(/^(```|~~~)[\s\S]*?^\1/gm, '')
    .split(/\n\s*\n/)
    .map((block) => block.trim())
    .find((block) => /^[\p{L}`*_[$“"(\d]/u.test(block) && !/^\*\*\w+\*\*$/.test(block));
  return sentenceOf(plainLine(paragraph ?? ''));
}

/** Up to the first full stop or colon that stands in no brackets. */
function sentenceOf(line) {
  for (const { index, 0: end } of line.matchAll(/[.!?:](?=\s|$)/g)) {
    const sentence = line.slice(0, index);
    if (sentence.split('(').length > sentence.split(')').length || /\b(?:e\.g|i\.e|vs)$/.test(sentence))
      continue;
    return `${sentence}${end === ':' ? '.' : end}`;
  }
  return line;
}

/** Markdown of one paragraph as a line of plain text. */
export function plainLine(markdown) {
  return markdown
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/<[^>]+>/g, '')
    .replace(/(\*\*|__|`)/g, '')
    .replace(/(^|\W)[*_](\S(?:[^*_]*\S)?)[*_](?=\W|$)/g, '$1$2')
    .replace(/\\([\\`*_{}[\]()#+.!<>|-])/g, '$1')
    .replace(/\s+/g, ' ')
    .trim();
}
