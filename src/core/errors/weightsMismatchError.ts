import { TsvisionError } from './tsvisionError.js';

/** One tensor whose shape in the file is not the model's. */
export interface ShapeMismatch {
  readonly key: string;
  /** Shape that the model has, in the file's layout. */
  readonly expected: readonly number[];
  readonly found: readonly number[];
}

/** What does not fit between a weight file and a model. */
export interface WeightsMismatch {
  /** Keys that the model has and the file has not. */
  readonly missing: readonly string[];
  /** Keys that the file has and the model has not. */
  readonly unexpected: readonly string[];
  readonly shapes: readonly ShapeMismatch[];
}

/** The weights are another architecture's, or another head's. The model has not been changed. */
export class WeightsMismatchError extends TsvisionError {
  override readonly name = 'WeightsMismatchError' as const;
  readonly source: string;
  readonly model: string;
  readonly mismatch: WeightsMismatch;

  constructor(source: string, model: string, mismatch: WeightsMismatch) {
    const parts = [
      list('the file lacks', mismatch.missing),
      list('the model has no', mismatch.unexpected),
      list(
        'other shapes:',
        mismatch.shapes.map((s) => `${s.key} is [${s.found.join(', ')}], not [${s.expected.join(', ')}]`),
      ),
    ].filter((part) => part !== '');
    super(`The weights in ${source} do not fit ${model}: ${parts.join('; ')}.`, {
      remedy:
        'Build the model that the weights were saved from (same architecture, number of classes and head), or name another file.',
    });
    this.source = source;
    this.model = model;
    this.mismatch = mismatch;
  }
}

function list(title: string, items: readonly string[]): string {
  if (items.length === 0) return '';
  const more = items.length > 4 ? ` and ${items.length - 4} more` : '';
  return `${title} ${items.slice(0, 4).join(', ')}${more}`;
}
