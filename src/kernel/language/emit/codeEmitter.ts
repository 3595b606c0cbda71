import { type BoundSourceFile, type EmitHost, internals, ts } from '../../patches/typescript.js';
import { emitOptions } from '../world/compilerOptions.js';
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
  #living = livingEmitter();
  #texts = 0;

  emit(fileName: string, text: string, target: EmitTarget): EmittedCode {
    if (++this.#texts % textsPerEmitter === 0) this.#living = livingEmitter();
    const facts: EmitFacts = { declared: [] };
    const written = this.#living(bound(fileName, text), scopeTransformer(target, facts));
    const js = written.js
      .replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n')
      // What marks an empty module; before the comments of a cell that has nothing else.
      .replace(/(^|\n)export \{\};\s*$/, '$1')
      .replace(/^export \{\};\n/, '');
    return { js, map: written.map, declared: facts.declared };
  }
}

type Transformer = ts.TransformerFactory<ts.SourceFile>;

/** What a program's `emit` does, for files that are no part of it. */
function livingEmitter(): (file: BoundSourceFile, transformer: Transformer) => { js: string; map: string } {
  const program = ts.createProgram([], emitOptions, hostOfNothing);
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
    const transformers = internals.getTransformers(emitOptions, { before: [transformer] });
    internals.emitFiles(resolver, host, file, transformers);
    return written;
  };
}

function bound(fileName: string, text: string): BoundSourceFile {
  const file = ts.createSourceFile(fileName, text, {
    languageVersion: emitOptions.target as ts.ScriptTarget,
    impliedNodeFormat: ts.ModuleKind.ESNext,
    setExternalModuleIndicator: (each) => {
      (each as BoundSourceFile).externalModuleIndicator = true;
    },
  }) as BoundSourceFile;
  internals.bindSourceFile(file, emitOptions);
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
