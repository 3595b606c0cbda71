import { type BoundSourceFile, type EmitHost, internals, ts } from '../../patches/typescript.js';
import type { Project } from '../project/project.js';
import { runtimeImport, settleJsx } from '../syntax/jsxRuntime.js';
import { parseText } from '../syntax/parseText.js';
import { emitOptions } from '../world/compilerOptions.js';
import { unwrittenImport } from '../world/importedNames.js';
import { runtimeImports } from './jsxFactories.js';
import { type EmitFacts, type EmitTarget, scopeTransformer } from './scopeTransformer.js';

/** JavaScript made of a cell or a local module: the body of an async function. */
export interface EmittedCode {
  readonly js: string;
  /** Source map, JSON. */
  readonly map: string;
  /** Shared variables that the code declares. */
  readonly declared: readonly string[];
}

/** After so many texts the emitter starts anew: what it has resolved keeps their syntax trees alive. */
const textsPerEmitter = 200;

/**
 * Emits texts that have no syntax errors, as `ts.transpileModule` does, which makes a program and a type checker for
 * each: three quarters of a short cell's time. Here one of nothing lives on, and is asked about every text.
 */
export class CodeEmitter {
  #options: ts.CompilerOptions | undefined;
  #living: LivingEmitter | undefined;
  #texts = 0;

  emit(fileName: string, text: string, target: EmitTarget, place: EmitPlace = noProject): EmittedCode {
    const { emitting } = place;
    if (++this.#texts % textsPerEmitter === 0 || emitting !== this.#options) this.#living = undefined;
    this.#living ??= livingEmitter(emitting);
    this.#options = emitting;
    const facts: EmitFacts = { declared: [] };
    const written = this.#living(bound(fileName, text, place), scopeTransformer(target, facts));
    const js = written.js
      .replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n')
      // What marks an empty module; before the comments of a cell that has nothing else.
      .replace(/(^|\n)export \{\};\s*$/, '$1')
      .replace(/^export \{\};\n/, '');
    return { js, map: written.map, declared: facts.declared };
  }
}

/** The options of the folder that the text lies in. */
type EmitPlace = Pick<Project, 'folder' | 'emitting'>;

const noProject: EmitPlace = { folder: '/', emitting: emitOptions };

type LivingEmitter = (file: BoundSourceFile, transformer: Transformer) => { js: string; map: string };

type Transformer = ts.TransformerFactory<ts.SourceFile>;

/** What a program's `emit` does, for files that are no part of it. */
function livingEmitter(options: ts.CompilerOptions): LivingEmitter {
  const program = ts.createProgram([], options, hostOfNothing);
  const resolver = internals.createTypeChecker(program).getEmitResolver(undefined, undefined, true);
  return (file, transformer) => {
    const written = { js: '', map: '' };
    const host: EmitHost = Object.assign(Object.create(program), {
      ...hostOfNothing,
      isEmitBlocked: () => false,
      isSourceOfProjectReferenceRedirect: () => false,
      writeFile: (name: string, content: string) => {
        written[name.endsWith('.map') ? 'map' : 'js'] = content;
      },
    });
    const transformers = internals.getTransformers(options, {
      before: [transformer],
      after: [runtimeImports],
    });
    internals.emitFiles(resolver, host, file, transformers);
    return written;
  };
}

function bound(fileName: string, text: string, place: EmitPlace): BoundSourceFile {
  const options = place.emitting;
  const file = parseText(fileName, text, {
    languageVersion: options.target as ts.ScriptTarget,
    impliedNodeFormat: ts.ModuleKind.ESNext,
    setExternalModuleIndicator: (each) => {
      (each as BoundSourceFile).externalModuleIndicator = true;
    },
  });
  settleJsx(file, place);
  const ofJsx = runtimeImport(file, options);
  file.imports = ofJsx === undefined ? [] : [unwrittenImport(file, ofJsx)];
  internals.bindSourceFile(file, options);
  return file;
}

const hostOfNothing: ts.CompilerHost = {
  getSourceFile: () => undefined,
  getDefaultLibFileName: () => 'lib.d.ts',
  useCaseSensitiveFileNames: () => true,
  getCanonicalFileName: (name) => name,
  getCurrentDirectory: () => '',
  getNewLine: () => '\n',
  fileExists: () => false,
  readFile: () => undefined,
  writeFile: () => {},
};
