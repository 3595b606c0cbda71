import { dirname, join, relative } from 'node:path';
import { internals, ts } from '../../patches/typescript.js';
import { isTaken } from './takenOptions.js';

/** A `tsconfig.json` as it counts for a notebook. */
export interface ReadConfig {
  readonly options: ts.CompilerOptions;
  /** Whether its `include` and `files` take in what lies in the notebook's folder. */
  readonly isMember: boolean;
  /** What is wrong with it: place, reason, remedy. */
  readonly problems: readonly string[];
  /** What it was read from. */
  readonly files: readonly string[];
}

/** What counts where there is none. */
export const withoutConfig: ReadConfig = { options: {}, isMember: false, problems: [], files: [] };

/** TypeScript's numbers: a wrong value, a wrong type; a file that `extends` names and that cannot be read, or a ring. */
const wrongValue = new Set([5024, 6046]);
const wrongBase = new Set([5083, 6053, 6096, 18000, 18001]);

/** Reads a `tsconfig.json` with all that it extends, for a notebook of a folder. */
export function readConfig(file: string, folder: string): ReadConfig {
  const source = ts.readJsonConfigFile(file, ts.sys.readFile) as ts.TsConfigSourceFile & {
    readonly parseDiagnostics: readonly ts.Diagnostic[];
  };
  const parsed = ts.parseJsonSourceFileConfigFileContent(source, hostOf(folder), dirname(file), {}, file);
  const files = [file, ...(source.extendedSourceFiles ?? [])];
  const syntax = [...source.parseDiagnostics, ...parsed.errors].find(isSyntax);
  if (syntax) {
    const problem = spoken(syntax, 'Mend it there; until then cells are taken as if there were none.');
    return { ...withoutConfig, problems: [problem], files };
  }
  const problems = parsed.errors
    .filter((each) => wrongBase.has(each.code) || isWrongValue(each))
    .map((each) => spoken(each, 'Mend it there; the rest of it counts.'));
  const isMember = parsed.fileNames.includes(memberName(folder));
  return withParts({ options: parsed.options, isMember, problems, files }, partsOf(parsed), folder);
}

/** The configs that a project is split into, of one that has no files itself (as Vite writes it). */
function partsOf({ raw, projectReferences = [] }: ts.ParsedCommandLine): string[] {
  const { files } = raw as { readonly files?: unknown };
  if (!Array.isArray(files) || files.length > 0) return [];
  return projectReferences.map((each) => ts.resolveProjectReferencePath(each));
}

/** Of the parts the one counts that takes the notebook in, or the first; the whole's own options go before. */
function withParts(whole: ReadConfig, parts: readonly string[], folder: string): ReadConfig {
  const read = parts.filter((part) => ts.sys.fileExists(part)).map((part) => readConfig(part, folder));
  const chosen = read.find(({ isMember }) => isMember) ?? read[0];
  if (!chosen) return whole;
  return {
    options: { ...chosen.options, ...whole.options },
    isMember: chosen.isMember,
    problems: [...whole.problems, ...chosen.problems],
    files: [...whole.files, ...read.flatMap(({ files }) => files)],
  };
}

/** A file beside the notebook, as `include` sees it. */
function memberName(folder: string): string {
  return ts.sys.resolvePath(join(folder, 'cell.ts')).replaceAll('\\', '/');
}

/** Lists nothing but {@link memberName}: whether it is taken in is all that is asked of a project's files. */
function hostOf(folder: string): ts.ParseConfigHost {
  const member = memberName(folder);
  const entries = (path: string): { files: string[]; directories: string[] } => {
    const below = relative(path, dirname(member)).split(/[/\\]/)[0] ?? '';
    if (below === '') return { files: ['cell.ts'], directories: [] };
    return { files: [], directories: below === '..' ? [] : [below] };
  };
  return {
    ...ts.sys,
    useCaseSensitiveFileNames: ts.sys.useCaseSensitiveFileNames,
    readDirectory: (root, extensions, excludes, includes, depth) => {
      const sensitive = ts.sys.useCaseSensitiveFileNames;
      const same = (path: string): string => path;
      return internals.matchFiles(
        root,
        extensions,
        excludes,
        includes,
        sensitive,
        root,
        depth,
        entries,
        same,
      );
    },
  };
}

/** Of a text that is no JSON: the scanner's and the parser's numbers. */
function isSyntax({ code }: ts.Diagnostic): boolean {
  return code < 2000;
}

/** Of an option that would be taken; of the others a notebook wants nothing. */
function isWrongValue({ code, messageText }: ts.Diagnostic): boolean {
  if (!wrongValue.has(code)) return false;
  const text = ts.flattenDiagnosticMessageText(messageText, ' ');
  return isTaken(/'(?:--)?(\w+)'/.exec(text)?.[1] ?? '');
}

function spoken({ file, start, messageText }: ts.Diagnostic, remedy: string): string {
  const message = ts.flattenDiagnosticMessageText(messageText, ' ');
  if (!file || start === undefined) return `${message}\n→ ${remedy}`;
  const { line, character } = ts.getLineAndCharacterOfPosition(file, start);
  return `${file.fileName}:${line + 1}:${character + 1} ${message}\n→ ${remedy}`;
}
