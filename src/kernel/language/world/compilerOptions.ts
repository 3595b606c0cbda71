import { ts } from '../../patches/typescript.js';

/**
 * How cells are checked. Strict, so that what hovers and completion say is exact; what would only hinder in a
 * notebook is dropped afterwards (`leniency.ts`). Modules resolve as a bundler would, with Node's
 * conditions: that finds ESM-only and `exports`-only packages as well as CommonJS.
 */
export const compilerOptions: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.Preserve,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  moduleDetection: ts.ModuleDetectionKind.Force,
  customConditions: ['node'],
  lib: ['lib.esnext.d.ts'],
  types: [],
  jsx: ts.JsxEmit.ReactJSX,
  strict: true,
  useUnknownInCatchVariables: false,
  noEmit: true,
  skipLibCheck: true,
  allowJs: true,
  resolveJsonModule: true,
  esModuleInterop: true,
  allowImportingTsExtensions: true,
};

/** How cells are emitted: types go away, the rest stays as recent as the oldest Node that is supported allows. */
export const emitOptions: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleDetection: ts.ModuleDetectionKind.Force,
  verbatimModuleSyntax: false,
  isolatedModules: true,
  sourceMap: true,
  jsx: ts.JsxEmit.ReactJSX,
  useDefineForClassFields: true,
  newLine: ts.NewLineKind.LineFeed,
  // One text at a time, whatever it imports, its types seen elsewhere.
  noLib: true,
  noResolve: true,
  noCheck: true,
  types: [],
  allowNonTsExtensions: true,
};
