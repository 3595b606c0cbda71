import { isDeepStrictEqual } from 'node:util';
import type { ValueKind } from './modelSpec.js';

/** Whether two attribute values are equal: data by content, widgets by identity. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return false;
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b) === 0;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((entry, i) => sameValue(entry, b[i]));
  if ('modelId' in a || 'modelId' in b) return false;
  return isDeepStrictEqual(a, b);
}

/** A time of the day, as a `TimePicker` has it. */
export interface TimeOfDay {
  /** 0 … 23. */
  readonly hours: number;
  /** 0 … 59. */
  readonly minutes: number;
  /** 0 … 59. */
  readonly seconds: number;
  /** 0 … 999. */
  readonly milliseconds: number;
}

/** A file that the user chose in a `FileUpload`. */
export interface UploadedFile {
  readonly name: string;
  /** MIME type, as the browser guesses it. */
  readonly type: string;
  /** Bytes. */
  readonly size: number;
  /** When the file was changed last, as the browser says. */
  readonly lastModified: Date;
  /** The file's bytes. */
  readonly content: Uint8Array;
}

const reference = 'IPY_MODEL_';

/** The value as it goes to the front end: widgets as references, dates as their parts; bytes stay bytes. */
export function toWire(value: unknown, kind: ValueKind = 'plain'): unknown {
  if (isWidget(value)) return reference + value.modelId;
  if (value instanceof Date) return dateParts(value, kind);
  if (isBytes(value)) return bytesOf(value);
  if (Array.isArray(value)) return value.map((entry) => toWire(entry, kind));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [
      kind === 'files' && key === 'lastModified' ? 'last_modified' : key,
      toWire(entry),
    ]),
  );
}

function isBytes(value: unknown): value is ArrayBuffer | ArrayBufferView {
  return ArrayBuffer.isView(value) || value instanceof ArrayBuffer;
}

/** The bytes of any array of numbers, not copied: that is how they travel. */
export function bytesOf(value: ArrayBuffer | ArrayBufferView): Uint8Array {
  if (value instanceof Uint8Array) return value;
  return ArrayBuffer.isView(value)
    ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
    : new Uint8Array(value);
}

/** The value of what came from the front end. @param find the widget of a model id, `undefined` where there is none */
export function fromWire(value: unknown, kind: ValueKind, find: (modelId: string) => unknown): unknown {
  if (typeof value === 'string' && value.startsWith(reference))
    return find(value.slice(reference.length)) ?? value;
  if (kind === 'files') return (value as Record<string, unknown>[]).map(uploadedFile);
  if (kind !== 'plain' && value !== null && typeof value === 'object') return dateOf(value as Parts, kind);
  if (Array.isArray(value)) return value.map((entry) => fromWire(entry, kind, find));
  return value;
}

/** By shape, not by class: a notebook may hold two copies of this package. */
function isWidget(value: unknown): value is { readonly modelId: string } {
  return value !== null && typeof value === 'object' && 'modelId' in value && 'wireState' in value;
}

interface Parts {
  readonly year: number;
  /** 0 = January. */
  readonly month: number;
  readonly date: number;
  readonly hours?: number;
  readonly minutes?: number;
  readonly seconds?: number;
  readonly milliseconds?: number;
}

const msOfDay = 86_400_000;

function dateParts(value: Date, kind: ValueKind): Parts | number {
  if (kind === 'plain' || kind === 'files') return value.getTime();
  // What `new Date('2024-05-17')` means is that day, also where it is still the 16th.
  const utc = kind === 'datetime' || (kind === 'date' && value.getTime() % msOfDay === 0);
  const day = {
    year: utc ? value.getUTCFullYear() : value.getFullYear(),
    month: utc ? value.getUTCMonth() : value.getMonth(),
    date: utc ? value.getUTCDate() : value.getDate(),
  };
  if (kind === 'date') return day;
  return {
    ...day,
    hours: utc ? value.getUTCHours() : value.getHours(),
    minutes: utc ? value.getUTCMinutes() : value.getMinutes(),
    seconds: utc ? value.getUTCSeconds() : value.getSeconds(),
    milliseconds: value.getUTCMilliseconds(),
  };
}

function dateOf(parts: Parts, kind: ValueKind): Date {
  const { year, month, date, hours = 0, minutes = 0, seconds = 0, milliseconds = 0 } = parts;
  // Through setters, for the constructor takes the year 24 for 1924.
  const utc = new Date(0);
  utc.setUTCFullYear(year, month, date);
  utc.setUTCHours(hours, minutes, seconds, milliseconds);
  const local = new Date(2000, 0, 1);
  local.setFullYear(year, month, date);
  local.setHours(hours, minutes, seconds, milliseconds);
  if (kind === 'datetime') return utc;
  // The later of both midnights is a moment of that day here and in UTC: whichever is read, no day is lost.
  return kind === 'date' && utc > local ? utc : local;
}

function uploadedFile(raw: Record<string, unknown>): UploadedFile {
  const { name, type, size, last_modified, content } = raw;
  return {
    name: String(name),
    type: String(type),
    size: Number(size),
    lastModified: new Date(Number(last_modified)),
    content: content instanceof Uint8Array ? content : new Uint8Array(),
  };
}
