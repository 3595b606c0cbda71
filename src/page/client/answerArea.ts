import { element } from './elements.js';

/** A class and how probable it is, 0 … 1. */
export interface LabelledProbability {
  readonly label: string;
  readonly probability: number;
}

/** What is shown of an answer: most probable class first, and a line of facts; or a sentence why there is none. */
export type Outcome =
  | { readonly predictions: readonly LabelledProbability[]; readonly facts: string }
  | { readonly error: string };

/** Bars that are shown; a model of a hundred classes has as many. */
export const mostBars = 5;

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

/** Shows a photo, asks for its answer and shows what comes. `source`: address of the photo, if the browser can draw it. */
export async function ask(request: () => Promise<Outcome>, source?: string): Promise<void> {
  const turn = ++shown;
  begin('Looking…', source);
  answer.scrollIntoView({ block: 'nearest' });
  const outcome = await request();
  if (turn !== shown) return;
  if ('error' in outcome) problem.textContent = outcome.error;
  else showAnswer(outcome.predictions, outcome.facts);
  status.textContent = '';
  answer.scrollIntoView({ block: 'nearest' });
}

/** A sentence where an answer would stand. */
export function say(sentence: string): void {
  shown++;
  begin('');
  problem.textContent = sentence;
}

/** An empty answer, and a sentence what is being done. */
export function begin(what: string, source?: string): void {
  answer.hidden = false;
  result.hidden = true;
  problem.textContent = '';
  status.textContent = what;
  showPhoto(source);
}

/** Bars in the order given, the first few of them, and the line of facts below. */
export function showAnswer(predictions: readonly LabelledProbability[], line: string): void {
  const shownOnes = predictions.slice(0, mostBars);
  // The same labels keep their elements, so that a screen with a live camera does not flicker.
  const labels = [...bars.children].map((item) => item.firstElementChild?.textContent);
  if (labels.join('\n') !== shownOnes.map(({ label }) => label).join('\n'))
    bars.replaceChildren(...shownOnes.map(({ label }) => emptyBar(label)));
  const probabilities = shownOnes.map(({ probability }) => probability);
  const top = probabilities.indexOf(Math.max(...probabilities));
  for (const [i, probability] of probabilities.entries())
    fillBar(bars.children[i] as HTMLElement, probability, i === top);
  facts.textContent = line;
  result.hidden = false;
}

/** Whether there is an answer, and no sentence in its place. */
export const showsAnswer = (): boolean => !result.hidden;

/** A file that the browser cannot draw either is not shown as a broken picture. */
function showPhoto(source: string | undefined): void {
  URL.revokeObjectURL(photo.src);
  photo.hidden = true;
  if (source) photo.src = source;
  else photo.removeAttribute('src');
}

function emptyBar(label: string): HTMLElement {
  const item = document.createElement('li');
  const name = document.createElement('span');
  name.textContent = label;
  const track = document.createElement('div');
  track.className = 'bar';
  track.append(document.createElement('i'));
  item.append(name, track, document.createElement('span'));
  return item;
}

function fillBar(item: HTMLElement, probability: number, isTop: boolean): void {
  item.classList.toggle('top', isTop);
  const fill = item.querySelector('i');
  if (fill) fill.style.width = `${probability * 100}%`;
  if (item.lastElementChild) item.lastElementChild.textContent = `${(probability * 100).toFixed(1)} %`;
}
