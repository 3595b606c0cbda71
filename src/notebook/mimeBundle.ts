/**
 * One value in several formats, as Jupyter's `display_data`: MIME type → text, base64 text (binary types), or a
 * JSON value (types that end in `json`). `text/plain` should always be there.
 */
export type MimeBundle = Readonly<Record<string, unknown>>;

/**
 * The method by which a value says how it is shown, Deno's convention: it returns a {@link MimeBundle} or a
 * promise of one.
 */
export const jupyterDisplay: unique symbol = Symbol.for('Jupyter.display') as never;

/** A value that knows how to show itself in a notebook. */
export interface Displayable {
  [jupyterDisplay](): MimeBundle | Promise<MimeBundle>;
}

/** Whether `value` follows {@link Displayable}. */
export function isDisplayable(value: unknown): value is Displayable {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return false;
  try {
    return typeof (value as Partial<Displayable>)[jupyterDisplay] === 'function';
  } catch {
    return false;
  }
}
