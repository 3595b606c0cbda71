// What search finds: each passage below a heading, each row of the table of names, each member of the API.

/** @typedef {import('./page.mjs').Page} Page */
/** @typedef {import('./finishHtml.mjs').Finished} Finished */

/** Longer texts repeat themselves, and everybody who searches loads them. */
const longest = { api: 160 };

/** Headings of a page made from types, below which nothing is explained that has a name of its own. */
const parts =
  /^(?:Parameters|Returns|Throws|Properties|Methods|Constructors?|Accessors|[GS]et Signature|Type Parameters|Extends|Extended by|Implements|Implementation of|Examples?|Default Value|Default|Call Signature|Type Declaration|See|Indexable|Type|Functions|Classes|Interfaces|Type Aliases|Variables|Param|Remarks|References|Names|Namespaces)$/;

const kinds = { home: 'start', lessons: 'lesson', tasks: 'task', names: 'name', api: 'API', about: 'about' };

/**
 * A script that hands the passages over: a page opened from a folder may not request a file.
 * @param {readonly { page: Page, finished: Finished }[]} drawn
 */
export function searchScript(drawn) {
  const passages = drawn.flatMap(({ page, finished }) =>
    finished.passages
      .filter(({ title, id }, i) => i === 0 || worthFinding(page, title, id))
      .map(({ title, id, text }) => ({
        title,
        page: page.title,
        kind: page.kind ?? kinds[page.section],
        text: (page.section === 'api' && !id ? page.description : text).slice(
          0,
          longest[page.section] ?? 1500,
        ),
        url: `${page.path}.html${id && `#${id}`}`,
      })),
  );
  return `tsvisionPassages=${JSON.stringify(onceEach(passages).map((passage, id) => ({ id, ...passage })))};\n`;
}

/** What two subpaths export is found once, under the first of them. */
function onceEach(passages) {
  const seen = new Set();
  return passages.filter(({ title, kind, text, page }) => {
    const key = JSON.stringify([title, kind, text, page]);
    return !seen.has(key) && seen.add(key);
  });
}

function worthFinding(page, title, id) {
  if (page.section !== 'api') return id !== '';
  // Each of the 80 widgets has the same 20 members.
  return page.kind === 'class' && page.group !== 'tsvision/widgets' && !parts.test(title);
}
