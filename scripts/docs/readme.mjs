// Pages that are parts of the README, which stays the one source of what it says.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { markdownHtml } from '../../dist/cli/run/safeHtml.js';
import { firstSentence, plainLine } from './page.mjs';

/** @typedef {import('./page.mjs').Page} Page */

/**
 * A page whose text is Markdown; `html` may shape what comes out.
 * @param {Omit<Page, 'draw' | 'description'> & { markdown: string, description?: string, html?: (drawn: string) => string }} given
 * @returns {Page}
 */
export function markdownPage(given) {
  const { markdown, html = (drawn) => drawn, ...page } = given;
  return {
    description: firstSentence(markdown),
    ...page,
    draw(rewrite) {
      const text = rewrite(markdown);
      return { markdown: text, html: html(markdownHtml(text)) };
    },
  };
}

/**
 * A Markdown text cut at its second-level headings.
 * @returns {{ intro: string, section(start: string): string, titles: string[] }}
 */
export function sectionsOf(markdown, source) {
  const [intro, ...parts] = markdown.split(/^(?=## )/m);
  const titles = parts.map((part) => /^## (.*)/.exec(part)?.[1] ?? '');
  return {
    intro,
    titles,
    section(start) {
      const i = titles.findIndex((title) => title.startsWith(start));
      if (i < 0)
        throw new Error(`${source} has no section that begins with “${start}”: ${titles.join(', ')}.`);
      return parts[i];
    },
  };
}

/** The README, read and cut. */
export function readReadme(root) {
  return sectionsOf(readFileSync(join(root, 'README.md'), 'utf8'), 'README.md');
}

/** What the site shows elsewhere, and not once more on the page about the project. */
const elsewhere = ['Two commands', 'Lessons', 'Names'];

/**
 * Home, the table of names and the page about the project.
 * @returns {Page[]}
 */
export function readmePages(root) {
  const readme = readReadme(root);
  const source = 'README.md';
  const rest = readme.titles.filter((title) => !elsewhere.some((start) => title.startsWith(start)));
  const [sentence = ''] = readme.intro.split(/^(?=!\[)/m);
  return [
    markdownPage({
      path: 'index',
      source,
      section: 'home',
      title: 'tsvision',
      description: plainLine(sentence.replace(/^#.*/, '')),
      markdown: `${readme.intro}${readme.section('Two commands')}`,
      html: withCards,
    }),
    markdownPage({
      path: 'names',
      source: 'README.md#names',
      section: 'names',
      title: 'Names',
      description: 'What fastai, Keras and Jupyter call a thing, and what it is called here.',
      markdown: asPage(readme.section('Names')),
    }),
    markdownPage({
      path: 'about',
      source: 'README.md#about',
      section: 'about',
      title: 'About tsvision',
      description: `${rest.join('; ')}.`,
      markdown: `# About tsvision\n\n${rest.map((title) => readme.section(title)).join('')}`,
    }),
  ];
}

/** Where to go from home, by what one came for. */
const cards = [
  ['lessons/index.md', 'Learn', 'Eleven lessons from the first classifier to many machines, as they ran.'],
  ['tasks/index.md', 'Do', 'Train, find a rate, clean, serve, scale: short code to start from.'],
  ['names.md', 'Translate', 'You know fastai or Keras: what is it called here?'],
  ['api/index.md', 'Look up', 'Every name, made from the types. Press / to search.'],
];

/** The sentence, then the ways on; the picture, the code and the commands follow. */
function withCards(html) {
  const links = cards.map(([to, title, text]) => `<a href="${to}"><b>${title}</b><span>${text}</span></a>`);
  return html.replace('</p>', `</p>\n<nav class="cards" aria-label="Where to begin">${links.join('')}</nav>`);
}

/** A section as a page of its own: its heading one level up. */
export function asPage(section) {
  return section.replace(/^#(#+ )/gm, '$1');
}
