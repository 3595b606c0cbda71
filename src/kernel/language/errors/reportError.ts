import { inspect } from 'node:util';
import { CellSyntaxError } from '../../errors.js';
import type { ErrorReport } from '../cellEvaluator.js';
import type { CodeSources } from './codeSources.js';
import { frameReport } from './frameReport.js';
import { colours } from './renderDiagnostics.js';
import { stackFrames } from './stackFrames.js';

/** Causes of causes are followed so far. */
const deepest = 5;
/** So many errors of an `AggregateError` are shown. */
const mostErrors = 5;
const longestMessage = 20_000;

/** Any thrown value as a readable traceback; never throws itself, whatever its getters do. */
export function reportError(error: unknown, sources: CodeSources): ErrorReport {
  try {
    if (error instanceof CellSyntaxError)
      return { ename: error.name, evalue: error.message, traceback: [...error.report] };
    if (!isErrorLike(error)) {
      const shown = describe(error);
      return { ename: 'Thrown', evalue: shown, traceback: [`${colours.red('Thrown')}: ${shown}`] };
    }
    return {
      ename: nameOf(error),
      evalue: messageOf(error),
      traceback: errorLines(error, sources, new Set(), 0),
    };
  } catch {
    const evalue = 'The error cannot be shown: reading it throws.';
    return { ename: 'Error', evalue, traceback: [evalue] };
  }
}

function errorLines(error: object, sources: CodeSources, seen: Set<unknown>, depth: number): string[] {
  seen.add(error);
  const [first = '', ...more] = messageOf(error).split('\n');
  const lines = [`${colours.red(colours.bold(nameOf(error)))}: ${first}`, ...more];
  lines.push(...frameReport(stackFrames(stackOf(error)), sources));
  const { errors, cause } = read(error);
  const nested = (value: unknown, title: string): void => {
    if (value === undefined || seen.has(value) || depth >= deepest) return;
    const inner = isErrorLike(value) ? errorLines(value, sources, seen, depth + 1) : [describe(value)];
    lines.push('', `${colours.bold(title)} ${inner[0]}`, ...inner.slice(1));
  };
  if (Array.isArray(errors)) {
    errors.slice(0, mostErrors).forEach((each, index) => {
      nested(each, `[${index + 1} of ${errors.length}]`);
    });
    if (errors.length > mostErrors) lines.push('', `… and ${errors.length - mostErrors} more errors`);
  }
  nested(cause, 'Caused by');
  return lines;
}

function isErrorLike(value: unknown): value is object {
  try {
    return value instanceof Error || Object.prototype.toString.call(value) === '[object Error]';
  } catch {
    return false;
  }
}

/** The fields of an error; a getter that throws gives nothing. */
function read(error: object): Record<'name' | 'message' | 'stack' | 'cause' | 'errors', unknown> {
  const field = (name: string): unknown => {
    try {
      return (error as Record<string, unknown>)[name];
    } catch {
      return undefined;
    }
  };
  return {
    name: field('name'),
    message: field('message'),
    stack: field('stack'),
    cause: field('cause'),
    errors: field('errors'),
  };
}

/** A subclass that does not set `name` is called by its class. */
function nameOf(error: object): string {
  const { name } = read(error);
  const own = typeof name === 'string' && name !== '' ? name : 'Error';
  try {
    const constructed = error.constructor?.name;
    return own === 'Error' && typeof constructed === 'string' && constructed !== '' ? constructed : own;
  } catch {
    return own;
  }
}

function messageOf(error: object): string {
  const { message } = read(error);
  const text = typeof message === 'string' ? message : message === undefined ? '' : describe(message);
  return text.length > longestMessage
    ? `${text.slice(0, longestMessage)}… (${text.length} characters)`
    : text;
}

function stackOf(error: object): string {
  const { stack } = read(error);
  return typeof stack === 'string' ? stack : '';
}

function describe(value: unknown): string {
  try {
    return typeof value === 'string' ? value : inspect(value, { depth: 2, breakLength: 100 });
  } catch {
    return 'a value that cannot be shown';
  }
}
