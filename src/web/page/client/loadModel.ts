import { element } from '../../../page/client/elements.js';
import type { PageModel } from './engine/messages.js';
import { loadRemoteModel, NoThreadError } from './engine/remoteModel.js';

/** Loads the model that lies beside the page, and shows how far it is; why it cannot be loaded stands in the page too. */
export async function loadModel(): Promise<PageModel> {
  const folder = new URL('./', document.baseURI).href;
  try {
    return await loadRemoteModel(folder, show).catch((error) => {
      if (error instanceof NoThreadError) return loadHere(folder);
      throw error;
    });
  } catch (error) {
    element('failed', HTMLElement).textContent = (error as Error).message;
    throw error;
  } finally {
    element('loading', HTMLElement).hidden = true;
  }
}

/** Browsers without threads of modules: the page waits while the model computes. */
async function loadHere(folder: string): Promise<PageModel> {
  const { loadClassifier } = await import('../../index.js').catch((cause) => {
    throw new Error('classifier.js did not load: put the whole folder on its host once more.', { cause });
  });
  return loadClassifier(folder, { onProgress: show });
}

function show({ loadedBytes, totalBytes }: { loadedBytes: number; totalBytes: number }): void {
  const bar = element('loaded', HTMLProgressElement);
  bar.max = totalBytes;
  bar.value = loadedBytes;
  element('loading-text', HTMLElement).textContent =
    `Loading the model: ${megabytes(loadedBytes)} of ${megabytes(totalBytes)} MB`;
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);
