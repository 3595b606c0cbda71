import { inspect } from 'node:util';
import { isDisplayable, jupyterDisplay, type MimeBundle } from './mimeBundle.js';

/** Turns any value into what a notebook shows of it. `text/plain` is always there. */
export async function toMimeBundle(value: unknown): Promise<MimeBundle> {
  if (isDisplayable(value)) {
    const bundle = await value[jupyterDisplay]();
    return 'text/plain' in bundle ? bundle : { ...bundle, 'text/plain': plainTextOf(value) };
  }
  const colors = typeof value === 'object' || typeof value === 'function';
  return { 'text/plain': inspect(value, { colors, depth: 4 }) };
}

function plainTextOf(value: unknown): string {
  return `[${(value as object).constructor?.name ?? 'Object'}]`;
}
