// The page's program: every way to bring a photo ends in `classify`; answers are shown, errors are said.
import { ask } from '../../../page/client/answerArea.js';
import { element } from '../../../page/client/elements.js';
import { wireIntake } from '../../../page/client/intake.js';
import { outcomeOf, post } from './server.js';
import { wireViewfinder } from './viewfinder.js';

const address = element('url', HTMLInputElement);

/** Classifies a photo and shows it with its answer. */
function classify(photo: Blob): void {
  void ask(() => outcomeOf(() => post(photo)), URL.createObjectURL(photo));
}

wireIntake(classify);
wireViewfinder(classify);

element('from-url', HTMLFormElement).addEventListener('submit', (event) => {
  event.preventDefault();
  const url = address.value.trim();
  if (url) void ask(() => outcomeOf(() => fetch(`classify-url?url=${encodeURIComponent(url)}`)));
});

for (const button of document.querySelectorAll<HTMLButtonElement>('#samples button')) {
  const source = button.dataset.src ?? '';
  const send = async (): Promise<Response> => {
    const sample = await fetch(source);
    return sample.ok ? post(await sample.blob()) : sample;
  };
  button.addEventListener('click', () => void ask(() => outcomeOf(send), source));
}
