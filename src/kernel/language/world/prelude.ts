import { join } from 'node:path';

/** What every cell can use without importing it, besides Node's globals. */
export const preludeNames: ReadonlySet<string> = new Set(
  [...preludeText('').matchAll(/^declare (?:const|function) (\w+)/gm)].map(([, name]) => name as string),
);

/** Types of what every cell can use without importing it. */
export function preludeText(packageRoot: string): string {
  const notebook = JSON.stringify(join(packageRoot, 'dist/notebook/index.js'));
  return `
declare const display: typeof import(${notebook}).display;
declare const clearOutput: typeof import(${notebook}).clearOutput;
declare const html: typeof import(${notebook}).html;
declare const md: typeof import(${notebook}).md;
declare const svg: typeof import(${notebook}).svg;
/** Asks the user for a line of text; waits for it. */
declare function input(prompt?: string, options?: { readonly password?: boolean }): Promise<string>;
/** Asks the user for a line of text; the kernel stands still meanwhile. */
declare function prompt(message?: string, initial?: string): string | null;
/** Asks the user yes or no; the kernel stands still meanwhile. */
declare function confirm(message?: string): boolean;
declare function alert(message?: unknown): void;
declare module '*.wasm';
/** Signature and documentation of a name of the notebook, shown below the cell. */
declare function doc(name: string | object | ((...args: never[]) => unknown)): Promise<void>;
/** The last result, the one before it, and the one before that. */
declare const _: any;
declare const __: any;
declare const ___: any;
/** The cells that have been run, by their numbers; \`In[0]\` is empty. */
declare const In: readonly string[];
/** Results by the numbers of their cells, the last hundred; \`_3\` is \`Out[3]\`. */
declare const Out: Readonly<Record<number, any>>;
declare const __magic__: {
  handed: any;
  run(name: string, args: string): Promise<any>;
  system(command: string): Promise<void>;
  lines(command: string): Promise<string[] & { readonly text: string }>;
  text(value: unknown): string;
  help(name: string, detail: number): Promise<void>;
  doc(name: string): Promise<void>;
  start(): void;
  stop(): void;
  stop<T>(value: T): T;
  timeit(run: () => unknown, options: string): Promise<void>;
};
`;
}
