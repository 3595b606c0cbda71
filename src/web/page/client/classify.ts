import { ask, begin, type Outcome, showsAnswer } from '../../../page/client/answerArea.js';
import { element } from '../../../page/client/elements.js';
import { pictureSize, requireFits } from '../../photo/pictureSize.js';
import { changePhoto, currentPhoto } from './currentPhoto.js';
import type { PageModel } from './engine/messages.js';
import { factsLine } from './factsLine.js';
import { clearHeat, showHeat } from './heatMap.js';
import { stopLive } from './live.js';

/** Classifies a photo and shows it with its answer; what is done for an earlier one ends. */
export function classify(model: Promise<PageModel>, photo: Blob): void {
  stopLive();
  const current = changePhoto(photo);
  const { work } = current;
  const outcome = async (): Promise<Outcome> => {
    try {
      const classifier = await model;
      const { probabilities, milliseconds } = await classifier.predict(photo, { signal: work.signal });
      return { predictions: probabilities, facts: factsLine(classifier, milliseconds) };
    } catch (error) {
      return { error: sentenceOf(error as Error) };
    }
  };
  begin('Looking…');
  void previewOf(photo)
    .then((source) => (current === currentPhoto() ? ask(outcome, source) : undefined))
    .then(() => explainIfAsked(model));
}

/** Address of the photo; none for one that the model refuses, since a browser decodes the whole of it to show it. */
async function previewOf(photo: Blob): Promise<string | undefined> {
  try {
    const size = pictureSize(new Uint8Array(await photo.slice(0, 30).arrayBuffer()));
    if (size) requireFits(...size);
    return URL.createObjectURL(photo);
  } catch {
    return undefined;
  }
}

/** Browsers call a photo that would fill their memory unreadable too. */
function sentenceOf({ message, reason }: Error & { reason?: unknown }): string {
  return reason === 'not a picture'
    ? `${message} It takes JPEG, PNG, WebP and GIF; not of hundreds of megapixels.`
    : message;
}

/** Lets the button show and hide what the model looked at. */
export function wireExplanation(model: Promise<PageModel>): void {
  const button = explainButton();
  button?.addEventListener('click', () => {
    const wanted = button.getAttribute('aria-pressed') !== 'true';
    button.setAttribute('aria-pressed', String(wanted));
    if (wanted) void explainIfAsked(model);
    else clearHeat();
  });
}

/** A model that was exported without it has no such button. */
function explainButton(): HTMLElement | null {
  return document.getElementById('explain');
}

async function explainIfAsked(model: Promise<PageModel>): Promise<void> {
  const asked = currentPhoto();
  if (!asked || !showsAnswer() || explainButton()?.getAttribute('aria-pressed') !== 'true') return;
  const text = element('heat-text', HTMLElement);
  text.textContent = 'Looking again…';
  try {
    const map = await (await model).explain(asked.photo, { signal: asked.work.signal });
    if (asked === currentPhoto() && explainButton()?.getAttribute('aria-pressed') === 'true') showHeat(map);
  } catch (error) {
    if (asked === currentPhoto()) text.textContent = (error as Error).message;
  }
}
