import type { Classification } from '../../answers/schemas.js';
import { element } from './elements.js';

type Outcome = { readonly answer: Classification } | { readonly error: string };

const photo = element('photo', HTMLImageElement);
const answer = element('answer', HTMLElement);
const status = element('status', HTMLElement);
const problem = element('error', HTMLElement);
const result = element('result', HTMLElement);
const bars = element('bars', HTMLElement);
const facts = element('facts', HTMLElement);
/** Counts what is shown, so that a late answer does not take the place of a newer one. */
let shown = 0;

photo.addEventListener('load', () => {
  photo.hidden = false;
});

/** Classifies a photo and shows it with its answer. */
export function classify(blob: Blob): Promise<void> {
  return ask(() => post(blob), URL.createObjectURL(blob));
}

/** Sends a photo to the server. */
export function post(blob: Blob): Promise<Response> {
  const headers = { 'content-type': blob.type || 'application/octet-stream' };
  return fetch('classify', { method: 'POST', body: blob, headers });
}

/** Asks the server and shows what comes. `source`: address of the photo, if the browser can draw it. */
export async function ask(request: () => Promise<Response>, source?: string): Promise<void> {
  const turn = ++shown;
  begin('Looking…', source);
  answer.scrollIntoView({ block: 'nearest' });
  const outcome = await outcomeOf(request);
  if (turn !== shown) return;
  if ('error' in outcome) problem.textContent = outcome.error;
  else show(outcome.answer);
  status.textContent = '';
  answer.scrollIntoView({ block: 'nearest' });
}

/** A sentence where an answer would stand. */
export function say(sentence: string): void {
  shown++;
  begin('');
  problem.textContent = sentence;
}

function begin(what: string, source?: string): void {
  answer.hidden = false;
  result.hidden = true;
  problem.textContent = '';
  status.textContent = what;
  showPhoto(source);
}

/** A file that the browser cannot draw either is not shown as a broken picture. */
function showPhoto(source: string | undefined): void {
  URL.revokeObjectURL(photo.src);
  photo.hidden = true;
  if (source) photo.src = source;
  else photo.removeAttribute('src');
}

async function outcomeOf(request: () => Promise<Response>): Promise<Outcome> {
  let response: Response;
  let text: string;
  try {
    response = await request();
    text = await response.text();
  } catch {
    return { error: 'The server cannot be reached.' };
  }
  const body = parsed(text);
  if (response.ok && body?.predictions) return { answer: body as Classification };
  return { error: body?.error?.message || inBetween(response.status) };
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

function show({ predictions, milliseconds, model }: Classification): void {
  bars.replaceChildren(...predictions.slice(0, 5).map(barOf));
  facts.textContent = `${milliseconds.toFixed(0)} ms · model ${model.name} · ${model.version}`;
  result.hidden = false;
}

function barOf({ label, probability }: Classification['predictions'][number]): HTMLElement {
  const item = document.createElement('li');
  const name = document.createElement('span');
  name.textContent = label;
  const bar = document.createElement('div');
  bar.className = 'bar';
  const fill = document.createElement('i');
  fill.style.width = `${probability * 100}%`;
  bar.append(fill);
  const percent = document.createElement('span');
  percent.textContent = `${(probability * 100).toFixed(1)} %`;
  item.append(name, bar, percent);
  return item;
}
