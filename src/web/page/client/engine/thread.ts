// The model's thread: so that the page stays smooth while the model computes.
import { loadClassifier, type WebClassifier } from '../../../index.js';
import type { EngineAnswer, EngineRequest, Fault } from './messages.js';

let classifier: WebClassifier | undefined;
/** What is being done, by its id. */
const works = new Map<number, AbortController>();

addEventListener('message', ({ data }: MessageEvent<EngineRequest>) => {
  if (data.call === 'abort') works.get(data.id)?.abort();
  else void answer(data);
});

async function answer(request: Exclude<EngineRequest, { call: 'abort' }>): Promise<void> {
  const { id } = request;
  const work = new AbortController();
  works.set(id, work);
  try {
    const value = request.call === 'load' ? await load(request.folder) : await look(request, work.signal);
    say({ id, value });
  } catch (error) {
    say({ id, fault: faultOf(error) });
  } finally {
    works.delete(id);
    if (request.call !== 'load' && request.photo instanceof ImageBitmap) request.photo.close();
  }
}

async function load(
  folder: string,
): Promise<Pick<WebClassifier, 'vocab' | 'card' | 'backend' | 'canExplain'>> {
  classifier = await loadClassifier(folder, { onProgress: say });
  const { vocab, card, backend, canExplain } = classifier;
  return { vocab, card, backend, canExplain };
}

function look(
  { call, photo }: { call: 'predict' | 'explain'; photo: Blob | ImageBitmap },
  signal: AbortSignal,
) {
  if (!classifier) throw new Error('The model is not loaded.');
  return classifier[call](photo, { signal });
}

function faultOf(error: unknown): Fault {
  const { name, message, reason } = error as Fault;
  return { name, message, reason };
}

function say(answer: EngineAnswer): void {
  postMessage(answer);
}
