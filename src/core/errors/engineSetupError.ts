import { TsvisionError } from './tsvisionError.js';

/** What stopped the set-up of TensorFlow. */
export type EngineSetupProblem =
  | 'platform'
  | 'package'
  | 'python'
  | 'pip'
  | 'download'
  | 'compiler'
  | 'compile'
  | 'disk'
  | 'test';

/** TensorFlow could not be set up; the WASM engine goes on working. */
export class EngineSetupError extends TsvisionError {
  override readonly name = 'EngineSetupError' as const;
  /** Which step failed. */
  readonly problem: EngineSetupProblem;
  /** The full output of the program that failed, for a log. */
  readonly detail: string | undefined;

  constructor(problem: EngineSetupProblem, what: string, remedy: string, detail?: string) {
    super(what, { remedy });
    this.problem = problem;
    this.detail = detail;
  }
}
