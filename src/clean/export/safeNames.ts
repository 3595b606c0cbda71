// Words by which Hugging Face's `datasets` takes a folder for a part of the data, wherever it stands in the path
// (data_files.py, SPLIT_KEYWORDS), and what it lets stand between words.
const splitWords = 'train training validation valid dev val test testing eval evaluation'.split(' ');
const splitWord = new RegExp(`(?<=^|[-._ 0-9])(${splitWords.join('|')})(?=$|[-._ 0-9])`, 'gi');

/** What Windows or `datasets` (a backslash, `::`, `$NAME`) makes something else of. */
const unsafe = /[\\/:*?"<>|$\u0000-\u001f\u007f]/g;

/** A name for a file that every disk and reader takes; most names stay as they are. */
export function safeFileName(name: string): string {
  const safe = name
    .replace(unsafe, '_')
    .replace(/^\./, '_')
    .replace(/[ .]+$/, '_');
  return safe === '' ? '_' : safe;
}

/**
 * A name for the folder of a class: one that is called `test`, say, would be taken for that part of the data, and gets a `~`
 * after the word.
 */
export function safeFolderName(name: string): string {
  return safeFileName([...name].slice(0, 60).join('')).replace(splitWord, '$1~');
}

/** Gives each path that it is asked for once: the next one that is alike, but for case or accents, gets a number. */
export class DistinctNames {
  readonly #taken = new Set<string>();

  /** @param folder with `/` at its end */
  of(folder: string, name: string): string {
    const dot = name.lastIndexOf('.');
    const [whole, extension] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
    // A disk takes 255 bytes, a letter may have four, and a number needs some.
    const stem = Buffer.byteLength(name) <= 240 ? whole : [...whole].slice(0, 50).join('');
    for (let i = 1; ; i++) {
      const path = `${folder}${stem}${i === 1 ? '' : `-${i}`}${extension}`;
      const key = path.normalize('NFC').toLowerCase();
      if (this.#taken.has(key)) continue;
      this.#taken.add(key);
      return path;
    }
  }
}
