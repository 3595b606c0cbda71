import type { ts } from '../../patches/typescript.js';

type Part = 'noImplicitAny' | 'strictNullChecks' | 'noImplicitThis';

/**
 * Diagnostics that would only be in the way in a notebook, by the option under which they are shown all the same.
 * `noImplicitAny` stays on in the checker, because inference is better with it (`const losses = []` learns its element
 * type), but nobody has to annotate a lambda in a lesson.
 */
const hindrances: Readonly<Record<Part, (code: number) => boolean>> = {
  // Also a module without type declarations, which is any.
  noImplicitAny: (code) => code >= 7005 && code <= 7057 && !otherSevens.has(code),
  strictNullChecks: (code) => possiblyNothing.has(code),
  // `this` of a plain function, as in JavaScript's constructors, is any.
  noImplicitThis: (code) => code === 2683,
};

/** Code that is unreachable, labels that are unused; cases that fall through, paths without a return. */
const otherSevens = new Set([7027, 7028, 7029, 7030]);

/** Something is possibly null or undefined, or used before it is assigned: running the cell tells at once, with the line. */
const possiblyNothing = new Set([2531, 2532, 2533, 18047, 18048, 18049, 2454]);

const never = new Set([
  // `export { x }` of an earlier cell's variable.
  2661,
  // Left side of a comma unused.
  2695,
  // A module that allows no default import under strict settings: it is given one at run time.
  1259, 1192,
]);

/** Whether a diagnostic is shown, by its number, under the options that a folder has asked for. */
export function shownUnder(options: ts.CompilerOptions): (code: number) => boolean {
  const isAsked = (part: Part): boolean => options[part] ?? options.strict ?? false;
  const lenient = (Object.keys(hindrances) as Part[])
    .filter((part) => !isAsked(part))
    .map((part) => hindrances[part]);
  return (code) => {
    if (never.has(code)) return false;
    if (code === 7027) return options.allowUnreachableCode === false;
    if (code === 7028) return options.allowUnusedLabels === false;
    return !lenient.some((hinders) => hinders(code));
  };
}
