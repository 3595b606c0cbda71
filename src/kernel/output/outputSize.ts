import type { MimeBundle } from '../../notebook/index.js';

/** So much text of a value is shown, in UTF-16 units; a page takes seconds for more, and nobody reads it. */
const mostPlain = 2 ** 20;
/** Markup cannot be cut: what is longer is left out. */
const mostMarkup = 16 * 2 ** 20;

const markup = /^(text\/(?!plain$)|image\/svg\+xml$|application\/javascript$)/;

/**
 * What of a display a page can bear. Where anything is left out, its plain text says how much there was. Pictures and
 * data (`…+json`) go as they are. With `TSVISION_OUTPUT_LIMIT` set, in megabytes, that is the limit of each; 0: none.
 */
export function withinSize(data: MimeBundle): MimeBundle {
  const limits = limitsNow();
  const excess = Object.entries(data).filter(([type, value]) => lengthOf(value) > limitOf(type, limits));
  if (excess.length === 0) return data;
  const left = Object.entries(data).filter(([type]) => !excess.some(([other]) => other === type));
  const notes = excess.map(([type, value]) => noteOf(type, lengthOf(value)));
  const plain = textOf(data['text/plain']).slice(0, limits.plain);
  return { ...Object.fromEntries(left), 'text/plain': [plain, ...notes].join('\n') };
}

interface Limits {
  readonly plain: number;
  readonly markup: number;
}

function limitsNow(): Limits {
  const given = process.env.TSVISION_OUTPUT_LIMIT;
  const megabytes = Number(given);
  if (given === undefined || given === '' || !(megabytes >= 0))
    return { plain: mostPlain, markup: mostMarkup };
  const limit = megabytes * 2 ** 20 || Number.POSITIVE_INFINITY;
  return { plain: limit, markup: limit };
}

function limitOf(type: string, limits: Limits): number {
  if (type === 'text/plain') return limits.plain;
  return markup.test(type) ? limits.markup : Number.POSITIVE_INFINITY;
}

/** Jupyter takes a text in lines too. */
function textOf(value: unknown): string {
  return Array.isArray(value) ? value.join('') : typeof value === 'string' ? value : '';
}

function lengthOf(value: unknown): number {
  return textOf(value).length;
}

function noteOf(type: string, length: number): string {
  const size = length.toLocaleString('en');
  const what =
    type === 'text/plain'
      ? `the whole text has ${size} characters`
      : `${size} characters of ${type} are left out`;
  return `… [cut: ${what}. Show a part of it, write it to a file, or set TSVISION_OUTPUT_LIMIT (megabytes; 0: no limit) before Jupyter starts.]`;
}
