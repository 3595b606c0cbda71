// The whole site, from the checkout to a folder of files that need no server.
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { apiPages } from './api.mjs';
import { checkSite } from './checkSite.mjs';
import { finishHtml } from './finishHtml.mjs';
import { layout } from './layout.mjs';
import { lessonPages } from './lessons.mjs';
import { llmsText } from './llms.mjs';
import { linkRewriter } from './markdownLinks.mjs';
import { projectPages } from './project.mjs';
import { readmePages } from './readme.mjs';
import { searchScript } from './searchIndex.mjs';
import { taskPages } from './tasks.mjs';

/** A link of the site that leads nowhere, or a page that nobody finds. */
export class SiteError extends Error {
  /** @param {readonly string[]} problems */
  constructor(problems) {
    super(`The site has ${problems.length} broken links:\n${problems.map((one) => `  ${one}`).join('\n')}`);
    this.name = 'SiteError';
    this.problems = problems;
  }
}

/** Parts whose code shows a name at work. */
const examples = ['lessons', 'tasks'];

/**
 * Builds the site of the checkout `root` in `folder`, which is made anew.
 * @returns {Promise<{ pages: number }>}
 * @throws SiteError when a link or an anchor leads nowhere
 */
export async function buildSite(root, folder) {
  rmSync(folder, { recursive: true, force: true });
  const { pages: api, names } = await apiPages(root);
  const lessons = await lessonPages(root);
  const pages = [...readmePages(root), ...projectPages(root), ...lessons, ...taskPages(root), ...api];
  const rewriter = linkRewriter({ root, folder, pages });
  const drawn = pages.map((page) => {
    const { markdown, html } = page.draw(rewriter(page));
    write(folder, `${page.path}.md`, markdown);
    return { page, finished: finishHtml(html, page, { folder, names }) };
  });
  for (const { page, finished } of drawn) {
    const neighbours = pages.filter(({ section }) => section === page.section);
    const usedIn = drawn.filter(
      (one) => examples.includes(one.page.section) && one.finished.names.has(`${page.path}.html`),
    );
    write(
      folder,
      `${page.path}.html`,
      layout(page, finished, { neighbours, usedIn: usedIn.map((one) => one.page) }),
    );
  }
  write(folder, 'llms.txt', llmsText(pages));
  write(folder, 'assets/search.js', searchScript(drawn));
  await buildAssets(folder);
  const problems = checkSite(folder);
  if (problems.length > 0) throw new SiteError(problems);
  return { pages: pages.length };
}

async function buildAssets(folder) {
  const client = join(dirname(fileURLToPath(import.meta.url)), 'client');
  copyFileSync(join(client, 'icon.svg'), join(folder, 'assets/icon.svg'));
  await build({
    entryPoints: { site: join(client, 'main.mjs'), style: join(client, 'site.css') },
    outdir: join(folder, 'assets'),
    bundle: true,
    minify: true,
    format: 'iife',
    // What understands light-dark(), which the colours are written in.
    target: ['chrome123', 'firefox120', 'safari17.5'],
    charset: 'utf8',
    logLevel: 'error',
  });
}

function write(folder, path, text) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}
