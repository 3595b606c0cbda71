import { TsvisionError } from './tsvisionError.js';

/** A cell that the compiler refuses; nothing of it has run. */
export class CellSyntaxError extends TsvisionError {
  override readonly name: 'SyntaxError' | 'TypeScriptError';
  /** The problems as they are shown: line, caret, message. */
  readonly report: readonly string[];

  constructor(name: 'SyntaxError' | 'TypeScriptError', message: string, report: readonly string[]) {
    super(message);
    this.name = name;
    this.report = report;
  }
}
