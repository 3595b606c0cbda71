import { classify, say } from './answers.js';
import { element } from './elements.js';

const video = element('video', HTMLVideoElement);
const viewfinder = element('viewfinder', HTMLElement);
const camera = element('camera', HTMLButtonElement);
const shoot = element('shoot', HTMLButtonElement);
let stream: MediaStream | undefined;

/** Lets the page's buttons open the camera, take a photo and close it. */
export function wireCamera(file: HTMLInputElement): void {
  camera.addEventListener('click', () => void openCamera(file));
  shoot.addEventListener('click', () => void takePhoto());
  element('stop', HTMLButtonElement).addEventListener('click', stopCamera);
}

async function openCamera(file: HTMLInputElement): Promise<void> {
  // Pages without https have no camera of their own; a telephone's file chooser has.
  if (!navigator.mediaDevices) {
    file.setAttribute('capture', 'environment');
    file.click();
    file.removeAttribute('capture');
    return;
  }
  // A second click would open a second stream, which nobody could stop.
  camera.disabled = true;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
    for (const track of stream.getTracks()) track.addEventListener('ended', cameraEnded);
    video.srcObject = stream;
    await video.play();
    viewfinder.hidden = false;
  } catch (error) {
    stopCamera();
    say(
      (error as Error).name === 'NotAllowedError'
        ? 'The browser does not let this page use the camera; allow it beside the address.'
        : 'No camera was found; choose a photo instead.',
    );
  }
}

function stopCamera(): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
  stream = undefined;
  video.srcObject = null;
  viewfinder.hidden = true;
  camera.disabled = false;
}

function cameraEnded(): void {
  stopCamera();
  say('The camera was switched off.');
}

async function takePhoto(): Promise<void> {
  shoot.disabled = true;
  await firstFrame();
  shoot.disabled = false;
  if (!stream) return;
  const canvas = document.createElement('canvas');
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext('2d')?.drawImage(video, 0, 0);
  stopCamera();
  canvas.toBlob(
    (blob) => {
      if (blob) void classify(blob);
      else say('The camera gave no picture: try again, or choose a photo.');
    },
    'image/jpeg',
    0.92,
  );
}

/** It can come some time after the camera is open. */
function firstFrame(): Promise<void> {
  if (video.videoWidth > 0 && video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA)
    return Promise.resolve();
  return new Promise((resolve) => {
    const look = (): void => {
      if (video.videoWidth > 0) resolve();
    };
    for (const type of ['loadeddata', 'resize', 'timeupdate']) video.addEventListener(type, look);
    video.addEventListener('emptied', () => resolve(), { once: true });
  });
}
