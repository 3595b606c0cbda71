/**
 * A text that plotly shows as it is: it takes `<b>`, `<br>` and `&lt;` for markup wherever it writes. For names that
 * come from data (a class, a label); titles may hold markup on purpose.
 */
export function plainText(text: string): string {
  return String(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Whether places on an axis are names. */
export function areNames(places: unknown): places is readonly string[] {
  return Array.isArray(places) && typeof places[0] === 'string';
}
