import { join } from 'node:path';

/** Types of what every cell can use without importing it. */
export function preludeText(packageRoot: string): string {
  const notebook = JSON.stringify(join(packageRoot, 'dist/notebook/index.js'));
  return `
declare const display: typeof import(${notebook}).display & {
  (mime: string): never;
  html(html: string): void;
  markdown(text: string): void;
  svg(svg: string): void;
  png(bytes: Uint8Array): void;
  jpeg(bytes: Uint8Array): void;
  javascript(code: string): void;
  text(text: string): void;
};
declare const clearOutput: typeof import(${notebook}).clearOutput;
/** Asks the user for a line of text; waits for it. */
declare function input(prompt?: string): Promise<string>;
/** Asks the user for a line of text; the kernel stands still meanwhile. */
declare function prompt(message?: string, initial?: string): string | null;
/** Asks the user yes or no; the kernel stands still meanwhile. */
declare function confirm(message?: string): boolean;
declare function alert(message?: string): void;
/** Signature and documentation of a name of the notebook, shown below the cell. */
declare function doc(name: string | object | ((...args: never[]) => unknown)): Promise<void>;
declare function html(strings: TemplateStringsArray, ...values: unknown[]): object;
declare function md(strings: TemplateStringsArray, ...values: unknown[]): object;
declare function svg(strings: TemplateStringsArray, ...values: unknown[]): object;
declare const __magic__: {
  /** A line magic. */
  run(name: string, args: string): Promise<any>;
  /** A shell command whose output streams to the cell. */
  system(command: string): Promise<void>;
  /** A shell command whose output comes back as lines. */
  lines(command: string): Promise<string[] & { readonly text: string }>;
  page(expression: string, detail: 0 | 1): Promise<void>;
  start(): void;
  stop<T>(value?: T): T;
};
`;
}
