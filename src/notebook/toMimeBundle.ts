import { types } from 'node:util';
import { foreignBundle } from './format/foreignConventions.js';
import { imageBundle, imageType } from './format/imageType.js';
import { className, inspectSafely } from './format/inspectSafely.js';
import { nestedNumbersText } from './format/nestedNumbers.js';
import { isRecords, recordTable } from './format/recordTable.js';
import { isTensorLike, isTypedArray, tensorText, typedArrayText } from './format/tensorText.js';
import { isDisplayable, jupyterDisplay, type MimeBundle } from './mimeBundle.js';

/**
 * Turns any value into what a notebook shows of it; a promise only where the value needs one. `text/plain` is
 * always there. In this order: the value's own `Symbol.for('Jupyter.display')`, promises (awaited), images by
 * their first bytes, tensors, typed arrays and long lists of lists of numbers (shape,
 * type, preview), the conventions of IJavascript and Deno
 * (`_toHtml`, canvas, Vega, data frames, elements), lists of records as a table, and Node's `inspect`.
 */
export function mimeBundleOf(value: unknown): MimeBundle | Promise<MimeBundle> {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return plain(value);
  if (isDisplayable(value)) return ownBundle(value, value[jupyterDisplay]());
  if (types.isPromise(value)) return value.then(mimeBundleOf);
  if (types.isUint8Array(value)) {
    const type = imageType(value);
    if (type) return imageBundle(type, value);
  }
  if (isTypedArray(value)) return { 'text/plain': typedArrayText(value) };
  if (isTensorLike(value)) return { 'text/plain': tensorText(value) };
  const numbers = nestedNumbersText(value);
  if (numbers !== undefined) return { 'text/plain': numbers };
  const foreign = foreignBundle(value);
  if (foreign) return foreign;
  return isRecords(value) ? { ...plain(value), 'text/html': recordTable(value) } : plain(value);
}

/** As {@link mimeBundleOf}, always as a promise. */
export async function toMimeBundle(value: unknown): Promise<MimeBundle> {
  return mimeBundleOf(value);
}

function plain(value: unknown): MimeBundle {
  return { 'text/plain': inspectSafely(value) };
}

function ownBundle(
  value: object,
  bundle: MimeBundle | Promise<MimeBundle>,
): MimeBundle | Promise<MimeBundle> {
  if (types.isPromise(bundle)) return bundle.then((settled) => ownBundle(value, settled));
  return 'text/plain' in bundle ? bundle : { ...bundle, 'text/plain': `[${className(value)}]` };
}
