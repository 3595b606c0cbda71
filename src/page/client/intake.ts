import { say } from './answerArea.js';
import { element } from './elements.js';

/** Every way to bring a photo but the camera: a file that is chosen, dropped or pasted goes to `take`. */
export function wireIntake(take: (photo: Blob) => void): void {
  wireChoice(take);
  wireDrop(take);
  addEventListener('paste', (event) => {
    const pasted = event.clipboardData?.files[0];
    if (!pasted) return;
    event.preventDefault();
    take(pasted);
  });
}

function wireChoice(take: (photo: Blob) => void): void {
  const file = element('file', HTMLInputElement);
  file.addEventListener('change', () => {
    const chosen = file.files?.[0];
    if (chosen) take(chosen);
    // The same file can be chosen once more.
    file.value = '';
  });
}

function wireDrop(take: (photo: Blob) => void): void {
  const drop = element('drop', HTMLElement);
  for (const type of ['dragenter', 'dragover', 'dragleave', 'drop']) {
    addEventListener(type, (event) => {
      event.preventDefault();
      drop.classList.toggle('over', type === 'dragenter' || type === 'dragover');
    });
  }
  addEventListener('drop', (event) => {
    const dropped = event.dataTransfer?.files[0];
    if (dropped) take(dropped);
    else say('What was dropped is no file: save the photo first, then drop its file.');
  });
}
