// llms.txt: the index of the site for who reads text, a line a page.

/** @typedef {import('./page.mjs').Page} Page */

const parts = [
  ['tasks', 'Tasks'],
  ['lessons', 'Lessons'],
  ['names', 'Names'],
  ['about', 'About'],
  ['api', 'API'],
];

/**
 * @param {readonly Page[]} pages
 */
export function llmsText(pages) {
  const home = pages.find(({ path }) => path === 'index');
  const sections = parts.map(([section, title]) => {
    const lines = pages
      .filter((page) => page.section === section)
      .map((page) => `- [${page.title}](${page.path}.md): ${page.description}`);
    return `## ${title}\n\n${lines.join('\n')}\n`;
  });
  return `# tsvision\n\n> ${home.description}\n\n- [Start here](index.md): an example and the two commands.\n\n${sections.join('\n')}`;
}
