// The lessons as they ran: the notebooks with their saved outputs.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { readNotebook, settledText } from '../../dist/cli/run/index.js';
import { notebookBody } from '../../dist/cli/run/notebookHtml.js';
import { firstSentence, plainLine } from './page.mjs';
import { asPage, markdownPage, readReadme } from './readme.mjs';

/** @typedef {import('./page.mjs').Page} Page */

const byNumber = (a, b) => Number(a.match(/\d+/)) - Number(b.match(/\d+/));

/**
 * The list of lessons, with what they reached, and the lessons.
 * @returns {Promise<Page[]>}
 */
export async function lessonPages(root) {
  const folder = join(root, 'notebooks');
  const names = readdirSync(folder).filter((name) => /^lesson\d+.*\.ipynb$/.test(name));
  const index = await readNotebook(join(folder, 'index.ipynb'));
  const reached = asPage(readReadme(root).section('Lessons')).replace('# Lessons', '## What they reached');
  // What a notebook is, and its keys, is for those who opened one.
  const overview = index.cells
    .filter(({ id }) => ['2da6d038', 'lessons', 'own-photos', 'how-to-learn'].includes(String(id)))
    .map(({ source }) => source)
    .join('\n\n');
  return [
    markdownPage({
      path: 'lessons/index',
      source: 'notebooks/index.ipynb',
      section: 'lessons',
      title: 'Lessons',
      description: 'Eleven notebooks from the first classifier to many machines, as they ran.',
      markdown: `${overview.replace(/^# .*/m, '# Lessons')}\n\n${reached.replaceAll('](notebooks/', '](')}`,
    }),
    ...(await Promise.all(names.sort(byNumber).map((name) => lessonPage(folder, name)))),
  ];
}

/** @returns {Promise<Page>} */
async function lessonPage(folder, name) {
  const notebook = await readNotebook(join(folder, name));
  const prose = notebook.cells.filter((cell) => cell.cell_type === 'markdown').map(({ source }) => source);
  const [heading] = /^# .*/m.exec(prose[0]) ?? [`# ${name}`];
  return {
    path: `lessons/${name.replace('.ipynb', '')}`,
    source: `notebooks/${name}`,
    section: 'lessons',
    kind: 'lesson',
    title: plainLine(heading.slice(2)),
    description: firstSentence(prose.join('\n\n')),
    draw(rewrite) {
      const cells = notebook.cells.map((cell) =>
        cell.cell_type === 'markdown' ? { ...cell, source: rewrite(cell.source) } : cell,
      );
      return { markdown: lessonMarkdown(cells), html: notebookBody({ ...notebook, cells }) };
    },
  };
}

/** A run notebook as text: code, and what it showed where that is text. */
function lessonMarkdown(cells) {
  return `${cells.map(cellMarkdown).join('\n\n')}\n`;
}

function cellMarkdown({ cell_type, source, outputs = [] }) {
  if (cell_type === 'markdown') return source;
  const shown = outputs.map(outputText).filter(Boolean);
  return [fenced(source, 'ts'), ...shown.map((text) => fenced(text, 'text'))].join('\n\n');
}

function outputText({ output_type, text, traceback, data }) {
  const shown = output_type === 'error' ? traceback.join('\n') : joined(text ?? data?.['text/plain']);
  return settledText(stripVTControlCharacters(shown)).trimEnd();
}

function fenced(text, language) {
  const longest = Math.max(2, ...[...text.matchAll(/`{3,}/g)].map(([ticks]) => ticks.length));
  const ticks = '`'.repeat(longest + 1);
  return `${ticks}${language}\n${text}\n${ticks}`;
}

function joined(value) {
  return Array.isArray(value) ? value.join('') : String(value ?? '');
}
