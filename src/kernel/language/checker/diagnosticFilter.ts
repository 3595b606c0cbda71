import { ts } from '../../patches/typescript.js';

/**
 * Diagnostics that would only be in the way in a notebook. `noImplicitAny` stays on, because inference is better
 * with it (`const losses = []` learns its element type), but nobody has to annotate a lambda in a lesson.
 */
const dropped = new Set([
  // Something is possibly null or undefined: running the cell tells at once, with the line.
  2531, 2532, 2533, 18047, 18048, 18049,
  // Used before it is assigned: it is undefined then, which shows when the cell runs.
  2454,
  // `export { x }` of an earlier cell's variable.
  2661,
  // Left side of a comma unused; unreachable code; unused label.
  2695, 7027, 7028,
  // A module without type declarations is any.
  7016,
  // A module that allows no default import under strict settings: it is given one at run time.
  1259, 1192,
]);

/** Whether a diagnostic is shown at all. */
export function matters(diagnostic: ts.Diagnostic): boolean {
  if (diagnostic.category !== ts.DiagnosticCategory.Error) return false;
  const { code } = diagnostic;
  const implicitAny = code >= 7005 && code <= 7057 && code !== 7027 && code !== 7028;
  return !implicitAny && !dropped.has(code);
}
