import type { WebClassifier, WebHeatMap, WebPrediction } from '../../../index.js';

/** What the page asks of the thread with the model; `id` comes back with the answer. */
export type EngineRequest =
  | { readonly id: number; readonly call: 'load'; readonly folder: string }
  | { readonly id: number; readonly call: 'predict' | 'explain'; readonly photo: Blob | ImageBitmap }
  | { readonly id: number; readonly call: 'abort' };

/** What the thread says. */
export type EngineAnswer =
  | { readonly id: number; readonly value: ModelFacts | WebPrediction | WebHeatMap }
  | { readonly id: number; readonly fault: Fault }
  | { readonly loadedBytes: number; readonly totalBytes: number };

/** What is known of a model before it is asked. */
export type ModelFacts = Pick<WebClassifier, 'vocab' | 'card' | 'backend' | 'canExplain'>;

/** An error as it goes from thread to thread. */
export interface Fault {
  readonly name: string;
  readonly message: string;
  readonly reason?: unknown;
}

/** The page's model: in a thread of its own, or beside the page where a browser has no such threads. */
export type PageModel = ModelFacts & Pick<WebClassifier, 'predict' | 'explain'>;
