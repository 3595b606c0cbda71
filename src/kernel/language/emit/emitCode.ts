import { ts } from '../../patches/typescript.js';
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

/** Emits a text that has no syntax errors. */
export function emitCode(fileName: string, text: string, target: EmitTarget): EmittedCode {
  const facts: EmitFacts = { declared: [] };
  const { outputText, sourceMapText } = ts.transpileModule(text, {
    fileName,
    compilerOptions: emitOptions,
    transformers: { before: [scopeTransformer(target, facts)] },
  });
  const js = outputText
    .replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n')
    // What marks an empty module; before the comments of a cell that has nothing else.
    .replace(/(^|\n)export \{\};\s*$/, '$1')
    .replace(/^export \{\};\n/, '');
  return { js, map: sourceMapText ?? '', declared: facts.declared };
}
