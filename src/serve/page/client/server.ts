import type { Outcome } from '../../../page/client/answerArea.js';
import type { Classification } from '../../answers/schemas.js';

/** Sends a photo to the server. */
export function post(photo: Blob): Promise<Response> {
  const headers = { 'content-type': photo.type || 'application/octet-stream' };
  return fetch('classify', { method: 'POST', body: photo, headers });
}

/** What the server, or something between it and this page, answers. */
export async function outcomeOf(request: () => Promise<Response>): Promise<Outcome> {
  let response: Response;
  let text: string;
  try {
    response = await request();
    text = await response.text();
  } catch {
    return { error: 'The server cannot be reached.' };
  }
  const body = parsed(text);
  if (response.ok && body?.predictions) return answerOf(body as Classification);
  return { error: body?.error?.message || inBetween(response.status) };
}

function answerOf({ predictions, milliseconds, model }: Classification): Outcome {
  return { predictions, facts: `${milliseconds.toFixed(0)} ms · model ${model.name} · ${model.version}` };
}

function parsed(text: string): (Partial<Classification> & { error?: { message?: string } }) | undefined {
  try {
    return JSON.parse(text) ?? undefined;
  } catch {
    return undefined;
  }
}

/** A proxy between this page and the server answers in its own way, mostly with a page of HTML. */
function inBetween(code: number): string {
  if (code === 413) return 'The photo is too large for a server between this page and the model.';
  if (code === 429) return 'Too many photos at once: try again in a moment.';
  if (code >= 502 && code <= 504) return 'The model does not answer now: try again in a moment.';
  if (code < 400 || code === 401 || code === 403)
    return 'You may have been signed out: load this page again.';
  return `A server between this page and the model refused the photo (status ${code}).`;
}
