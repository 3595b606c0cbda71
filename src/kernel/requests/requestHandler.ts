import type { JsonObject } from '../protocol/jupyterMessage.js';
import type { MessageContext } from './messageContext.js';

/** Answers one type of request: returns the reply's content, or nothing for a message without a reply. */
export type RequestHandler = (context: MessageContext) => Promise<JsonObject | undefined>;

/** A string from a message; front ends differ in what they leave out. */
export function textOf(content: JsonObject, key: string): string {
  const value = content[key];
  return typeof value === 'string' ? value : '';
}

/** A number from a message. */
export function numberOf(content: JsonObject, key: string, otherwise: number): number {
  const value = content[key];
  return typeof value === 'number' && Number.isFinite(value) ? value : otherwise;
}
