/** What a specifier such as `npm:zod@3/mini` asks for. */
export interface NpmSpecifier {
  readonly name: string;
  /** A range of versions or a tag, as npm understands them; empty: any. */
  readonly range: string;
  /** Part of the package, with its slash; empty: its main module. */
  readonly subpath: string;
}

/** How it is written. */
export const npmForm = 'npm:NAME, npm:NAME@VERSION or npm:NAME@VERSION/PART';

/** Nothing in it means anything to a shell that reads it between quotes. */
const form = /^npm:\/?((?:@[\w.~-]+\/)?[a-z\d][\w.~-]*)(?:@([\w.^~<>=*| +-]+))?(\/[^\s]*)?$/i;

/** Reads a specifier; `undefined` when it is none of npm's, or not of the {@link npmForm}. */
export function parseNpm(specifier: string): NpmSpecifier | undefined {
  const [, name, range = '', subpath = ''] = form.exec(specifier) ?? [];
  if (name === undefined) return undefined;
  return { name, range: range.trim() === 'latest' ? '' : range.trim(), subpath };
}

/** Whether a specifier is meant for npm, right or wrong. */
export function isNpm(specifier: string): boolean {
  return specifier.startsWith('npm:');
}
