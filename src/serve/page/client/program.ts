// The page's program: every way to bring a photo ends in `classify`; answers are shown, errors are said.
import { ask, classify, post } from './answers.js';
import { wireCamera } from './camera.js';
import { element } from './elements.js';

const file = element('file', HTMLInputElement);
const drop = element('drop', HTMLElement);
const address = element('url', HTMLInputElement);

file.addEventListener('change', () => {
  const chosen = file.files?.[0];
  if (chosen) void classify(chosen);
  file.value = '';
});

element('from-url', HTMLFormElement).addEventListener('submit', (event) => {
  event.preventDefault();
  const url = address.value.trim();
  if (url) void ask(() => fetch(`classify-url?url=${encodeURIComponent(url)}`));
});

for (const type of ['dragenter', 'dragover', 'dragleave', 'drop']) {
  addEventListener(type, (event) => {
    event.preventDefault();
    drop.classList.toggle('over', type === 'dragenter' || type === 'dragover');
  });
}
addEventListener('drop', (event) => {
  const dropped = event.dataTransfer?.files[0];
  if (dropped) void classify(dropped);
});
addEventListener('paste', (event) => {
  const pasted = event.clipboardData?.files[0];
  if (!pasted) return;
  event.preventDefault();
  void classify(pasted);
});

for (const button of document.querySelectorAll<HTMLButtonElement>('#samples button')) {
  const source = button.dataset.src ?? '';
  const send = async (): Promise<Response> => {
    const sample = await fetch(source);
    return sample.ok ? post(await sample.blob()) : sample;
  };
  button.addEventListener('click', () => void ask(send, source));
}

wireCamera(file);
