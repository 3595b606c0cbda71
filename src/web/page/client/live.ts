import { begin, mostBars, say, showAnswer } from '../../../page/client/answerArea.js';
import { Camera, chooseFromCamera, photoOf } from '../../../page/client/camera.js';
import { element } from '../../../page/client/elements.js';
import type { WebPrediction } from '../../index.js';
import { forgetPhoto } from './currentPhoto.js';
import type { PageModel } from './engine/messages.js';
import { factsLine } from './factsLine.js';

const video = element('video', HTMLVideoElement);
const buttons = element('live', HTMLElement);
const start = element('camera', HTMLButtonElement);
const shoot = element('shoot', HTMLButtonElement);
const answer = element('answer', HTMLElement);
const spoken = element('spoken', HTMLElement);
const explanation = document.getElementById('explain');
const camera = new Camera(video, () => end('The camera was switched off.'));
/** Ends the loop of answers. */
let watching: AbortController | undefined;

/** Milliseconds between two answers, at least; who wants less motion gets one a second. */
const leastPause = matchMedia('(prefers-reduced-motion: reduce)').matches ? 1000 : 100;
/** Milliseconds between two labels that a screen reader says, at least. */
const leastSilence = 3000;

/** Lets the page's buttons open the camera, whose frames are classified as they come, and take a photo. */
export function wireLive(model: Promise<PageModel>, take: (photo: Blob) => void): void {
  start.addEventListener('click', () => void open(model));
  element('stop', HTMLButtonElement).addEventListener('click', () => {
    stopLive();
    answer.hidden = true;
    start.focus();
  });
  shoot.addEventListener('click', () => void takePhoto(take));
  document.addEventListener('visibilitychange', () => {
    if (document.hidden && camera.isOpen) end('The camera was stopped while this page was out of sight.');
  });
  addEventListener('pagehide', stopLive);
}

/** Lets go of the camera, if it is open. */
export function stopLive(): void {
  watching?.abort();
  watching = undefined;
  camera.close();
  for (const part of [video, buttons]) part.hidden = true;
  if (explanation) explanation.hidden = false;
  start.disabled = false;
  answer.setAttribute('aria-live', 'polite');
  spoken.textContent = '';
}

function end(sentence: string): void {
  stopLive();
  say(sentence);
  // A button that was disabled has lost the keyboard.
  if (document.activeElement === document.body) start.focus();
}

async function open(model: Promise<PageModel>): Promise<void> {
  if (!Camera.reachable) return chooseFromCamera(element('file', HTMLInputElement));
  // A second click would open a second stream, which nobody could stop.
  start.disabled = true;
  try {
    if (await camera.open()) await watch(model);
  } catch (error) {
    end((error as Error).message);
  }
}

/** Shows what the camera sees, and what the model takes it for, until it is stopped. */
async function watch(model: Promise<PageModel>): Promise<void> {
  watching = new AbortController();
  const { signal } = watching;
  forgetPhoto();
  begin('Looking…');
  showLive();
  const [classifier] = await Promise.all([model, camera.firstFrame()]);
  while (!signal.aborted) {
    const began = performance.now();
    const seen = await look(classifier, signal);
    if (seen && !signal.aborted) showSeen(classifier, seen);
    // As long a pause as the answer took: at most half of the time is the model's, and the page stays smooth.
    await pause(Math.max(leastPause, performance.now() - began), signal);
  }
}

function showLive(): void {
  for (const part of [video, buttons]) part.hidden = false;
  if (explanation) explanation.hidden = true;
  // Bars that change several times a second are for the eye; `spoken` is for the ear.
  answer.setAttribute('aria-live', 'off');
  shoot.focus();
  answer.scrollIntoView({ block: 'nearest' });
}

async function look(classifier: PageModel, signal: AbortSignal): Promise<WebPrediction | undefined> {
  try {
    return await classifier.predict(video, { signal });
  } catch (error) {
    // A camera that turns, or wakes up, has no frame for a moment.
    if (
      signal.aborted ||
      ('reason' in (error as object) && (error as { reason: unknown }).reason === 'no pixels')
    )
      return undefined;
    throw error;
  }
}

function showSeen(classifier: PageModel, { label, probabilities, milliseconds }: WebPrediction): void {
  element('status', HTMLElement).textContent = '';
  const { vocab } = classifier;
  // Few bars keep their places; of many, the most probable are shown.
  const bars =
    vocab.length > mostBars
      ? probabilities
      : [...probabilities].sort((a, b) => vocab.indexOf(a.label) - vocab.indexOf(b.label));
  showAnswer(bars, factsLine(classifier, milliseconds));
  speak(label);
}

let spokenAt = -leastSilence;

function speak(label: string): void {
  const now = performance.now();
  if (label === spoken.textContent || now - spokenAt < leastSilence) return;
  spoken.textContent = label;
  spokenAt = now;
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    const stop = (): void => {
      clearTimeout(timer);
      resolve();
    };
    signal.addEventListener('abort', stop, { once: true });
  });
}

async function takePhoto(take: (photo: Blob) => void): Promise<void> {
  const frame = await camera.frame();
  if (!frame) return;
  stopLive();
  const photo = await photoOf(frame);
  if (photo) take(photo);
  else say('The camera gave no picture: try again, or choose a photo.');
}
