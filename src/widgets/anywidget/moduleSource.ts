import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname, isAbsolute } from 'node:path';
import { fileURLToPath } from 'node:url';
import type TypeScript from 'typescript';
import { expandPath, shownPath } from '../../core/index.js';
import { WidgetModuleError } from '../errors.js';
import { packageModule } from './packageModule.js';

/** What `esm` or `css` of a widget names: the text itself, or a file whose text it is. */
export type ModuleSource = { readonly text: string } | { readonly file: string };

/**
 * Reads what stands for a module: source text, the address of a module (`https://…`), a file (`./counter.ts`, a `file:`
 * URL), or a module of an npm package (`npm:name`, `npm:name/path`).
 * @throws WidgetModuleError where a file or package is not there
 */
export function moduleSource(given: string | URL): ModuleSource {
  const text = String(given);
  if (text.startsWith('npm:')) return { file: packageModule(text.slice('npm:'.length)) };
  if (!namesFile(text)) return { text };
  const file = text.startsWith('file:') ? fileURLToPath(text) : expandPath(text);
  if (!existsSync(file)) throw noFile(file);
  return { file };
}

/** Whether a text is the name of a file: one line that begins as a path does, or ends as one, and holds no code. */
function namesFile(text: string): boolean {
  if (/[\n;{}]/.test(text) || /^\s*(\/\/|\/\*|https?:)/.test(text)) return false;
  return (
    /^(\.{1,2}[/\\]|~\/|file:)/.test(text) || isAbsolute(text) || /\.([cm]?[jt]s|[jt]sx|css)$/.test(text)
  );
}

/** The text of a source as a browser takes it: TypeScript loses its types. @throws WidgetModuleError */
export function moduleText(source: ModuleSource): string {
  if ('text' in source) return source.text;
  const text = fileText(source.file);
  return /^\.([cm]?ts|[jt]sx)$/.test(extname(source.file)) ? javaScriptOf(text, source.file) : text;
}

function fileText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw noFile(file, error);
  }
}

function noFile(file: string, cause?: unknown): WidgetModuleError {
  return new WidgetModuleError(
    shownPath(file),
    'cannot be read',
    'Give `esm` source text, the path of a file from the folder of the notebook, `npm:` and a package, or an https address.',
    cause,
  );
}

/** TypeScript's own compiler, which the kernel has loaded already. */
function javaScriptOf(text: string, file: string): string {
  const ts = createRequire(import.meta.url)('typescript') as typeof TypeScript;
  const { outputText, diagnostics = [] } = ts.transpileModule(text, {
    fileName: file,
    reportDiagnostics: true,
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ES2022,
      jsx: ts.JsxEmit.React,
      verbatimModuleSyntax: true,
    },
  });
  const [first] = diagnostics;
  if (!first) return outputText;
  const at = first.file?.getLineAndCharacterOfPosition(first.start ?? 0);
  const reason = ts.flattenDiagnosticMessageText(first.messageText, ' ').replace(/\.$/, '');
  const place = at ? ` (line ${at.line + 1}, column ${at.character + 1})` : '';
  throw new WidgetModuleError(
    shownPath(file),
    `cannot be compiled: ${reason}${place}`,
    'Mend the file; a widget that is shown takes the new version by itself.',
  );
}
