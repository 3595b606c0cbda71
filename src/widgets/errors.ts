import { TsvisionError } from '../core/index.js';

/** The module of a widget (`esm`, `css`) is not there, or cannot be compiled. */
export class WidgetModuleError extends TsvisionError {
  override readonly name = 'WidgetModuleError' as const;
  /** The file, package or text that was named. */
  readonly module: string;

  constructor(module: string, reason: string, remedy: string, cause?: unknown) {
    super(`The widget's module ${module} ${reason}.`, { remedy, cause });
    this.module = module;
  }
}
