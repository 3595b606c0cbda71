import MiniSearch from 'minisearch';
import { termsOf } from './terms.mjs';

/** @typedef {{ id: number, title: string, page: string, kind: string, text: string, url: string }} Passage */

/** Search over lessons, tasks, names and API: `/` or Ctrl K opens it, arrows choose, Enter goes there. */
export function startSearch(root) {
  const dialog = makeDialog();
  const input = dialog.querySelector('input');
  const list = dialog.querySelector('ul');
  const status = dialog.querySelector('p');
  /** @type {Promise<MiniSearch> | undefined} */
  let index;

  const open = () => {
    if (dialog.open) return;
    dialog.showModal();
    input.select();
    index ??= loadIndex(root);
    void show();
  };
  const show = async () => {
    const loaded = await index;
    const query = input.value.trim();
    const found = query ? ranked(loaded, query).slice(0, 30) : [];
    list.replaceChildren(...found.map((one, i) => resultItem(/** @type {any} */ (one), i, root)));
    choose(0);
    status.textContent = query && found.length === 0 ? `Nothing is called “${query}”.` : '';
  };
  const choose = (at) => {
    const items = [...list.children];
    const chosen = items.at(at % items.length);
    for (const item of items) item.setAttribute('aria-selected', String(item === chosen));
    chosen?.scrollIntoView({ block: 'nearest' });
    if (chosen) input.setAttribute('aria-activedescendant', chosen.id);
    else input.removeAttribute('aria-activedescendant');
  };
  const chosenAt = () =>
    [...list.children].findIndex((item) => item.getAttribute('aria-selected') === 'true');

  document.getElementById('search-open').addEventListener('click', open);
  input.addEventListener('input', () => void show());
  list.addEventListener('click', () => dialog.close());
  dialog.addEventListener('click', (event) => event.target === dialog && dialog.close());
  dialog.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) choose(chosenAt() + step);
    else if (event.key === 'Enter') follow(list.children[chosenAt()], dialog);
    // A search field would only empty itself.
    else if (event.key === 'Escape') dialog.close();
    else return;
    event.preventDefault();
  });
  document.addEventListener('keydown', (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    const typing = target.matches('input, textarea, select, [contenteditable]');
    const slash = event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
    const command = event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey);
    if (!slash && !command) return;
    event.preventDefault();
    open();
  });
}

function makeDialog() {
  const dialog = document.createElement('dialog');
  dialog.id = 'search';
  dialog.setAttribute('aria-label', 'Search');
  dialog.innerHTML =
    '<input type="search" role="combobox" aria-expanded="true" aria-controls="results" aria-autocomplete="list"' +
    ' aria-label="Search lessons, tasks and API" placeholder="lr_find, top losses, ImageCleaner …"' +
    ' autocomplete="off" spellcheck="false"><ul id="results" role="listbox" aria-label="Found"></ul>' +
    '<p role="status"></p>';
  document.body.append(dialog);
  return dialog;
}

/** A script and not a request, which a page opened from a folder may not make. */
function loadIndex(root) {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = `${root}/assets/search.js`;
    script.onload = () => resolve(indexOf(/** @type {any} */ (globalThis).tsvisionPassages));
    script.onerror = () => reject(new Error(`${script.src} is missing: the site was not copied whole.`));
    document.head.append(script);
  });
}

/** @param {readonly Passage[]} passages */
export function indexOf(passages) {
  const index = new MiniSearch({
    fields: ['title', 'page', 'text'],
    storeFields: ['title', 'page', 'kind', 'text', 'url'],
    processTerm: (term) => termsOf(term),
    searchOptions: {
      boost: { title: 6, page: 2 },
      prefix: true,
      fuzzy: (term) => (term.length > 4 ? 0.2 : false),
      combineWith: 'AND',
      processTerm: (term) => term.toLowerCase(),
    },
  });
  index.addAll(passages);
  return index;
}

/** The name that was typed comes first, however it was written; types come after what takes them. */
function ranked(index, query) {
  const wanted = folded(query);
  return index.search(query, {
    boostDocument(_, __, { title, page, kind }) {
      if (folded(title) === wanted) return 8;
      if (kind === 'interface' || kind === 'type alias') return 0.3;
      return title === page ? 1.5 : 1;
    },
  });
}

const folded = (name) => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

function resultItem({ title, page, kind, text, url }, i, root) {
  const item = document.createElement('li');
  item.id = `result-${i}`;
  item.setAttribute('role', 'option');
  const link = document.createElement('a');
  link.href = `${root}/${url}`;
  link.tabIndex = -1;
  const line = (tag, content) => {
    const element = document.createElement(tag);
    element.textContent = content;
    link.append(element);
  };
  line('b', title);
  line('small', title === page ? kind : `${kind} · ${page}`);
  line('span', text.slice(0, 160));
  item.append(link);
  return item;
}

function follow(item, dialog) {
  const link = item?.querySelector('a');
  if (!link) return;
  dialog.close();
  location.href = link.href;
}
