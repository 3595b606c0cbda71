import { say } from '../../../page/client/answerArea.js';
import { Camera, chooseFromCamera, photoOf } from '../../../page/client/camera.js';
import { element } from '../../../page/client/elements.js';

const viewfinder = element('viewfinder', HTMLElement);
const start = element('camera', HTMLButtonElement);
const shoot = element('shoot', HTMLButtonElement);
const camera = new Camera(element('video', HTMLVideoElement), () => {
  close();
  say('The camera was switched off.');
});

/** Lets the page's buttons open the camera, take a photo and close it. */
export function wireViewfinder(take: (photo: Blob) => void): void {
  start.addEventListener('click', () => void open());
  shoot.addEventListener('click', () => void takePhoto(take));
  element('stop', HTMLButtonElement).addEventListener('click', close);
}

async function open(): Promise<void> {
  if (!Camera.reachable) return chooseFromCamera(element('file', HTMLInputElement));
  // A second click would open a second stream, which nobody could stop.
  start.disabled = true;
  try {
    viewfinder.hidden = !(await camera.open());
  } catch (error) {
    close();
    say((error as Error).message);
  }
}

function close(): void {
  camera.close();
  viewfinder.hidden = true;
  start.disabled = false;
}

async function takePhoto(take: (photo: Blob) => void): Promise<void> {
  shoot.disabled = true;
  const frame = await camera.frame();
  shoot.disabled = false;
  if (!frame) return;
  close();
  const photo = await photoOf(frame);
  if (photo) take(photo);
  else say('The camera gave no picture: try again, or choose a photo.');
}
