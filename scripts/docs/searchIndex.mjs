// What search finds: each passage below a heading, each row of the table of names, each member of the API.

/** @typedef {import('./page.mjs').Page} Page */
/** @typedef {import('./finishHtml.mjs').Finished} Finished */

/** Longer texts repeat themselves, and everybody who searches loads them. */
const longest = { api: 300 };

const kinds = { home: 'start', lessons: 'lesson', tasks: 'task', names: 'name', api: 'API', about: 'about' };

/**
 * A script that hands the passages over: a page opened from a folder may not request a file.
 * @param {readonly { page: Page, finished: Finished }[]} drawn
 */
export function searchScript(drawn) {
  const passages = drawn.flatMap(({ page, finished }) =>
    finished.passages
      .filter(({ title, text }) => text || title)
      .map(({ title, id, text }) => ({
        title,
        page: page.title,
        kind: page.kind ?? kinds[page.section],
        text: text.slice(0, longest[page.section] ?? 1500),
        url: `${page.path}.html${id && `#${id}`}`,
      })),
  );
  return `tsvisionPassages=${JSON.stringify(passages.map((passage, id) => ({ id, ...passage })))};\n`;
}
