import { ts } from '../../patches/typescript.js';
import { compilerOptions, emitOptions } from '../world/compilerOptions.js';

/** What code means, and which modules and types it finds. */
const ofMeaning = [
  'allowArbitraryExtensions',
  'allowJs',
  'allowSyntheticDefaultImports',
  'allowUmdGlobalAccess',
  'baseUrl',
  'configFilePath',
  'emitDecoratorMetadata',
  'experimentalDecorators',
  'jsxFactory',
  'jsxFragmentFactory',
  'jsxImportSource',
  'lib',
  'moduleSuffixes',
  'paths',
  'pathsBasePath',
  'reactNamespace',
  'resolveJsonModule',
  'rootDirs',
  'typeRoots',
  'types',
] as const;

/** The parts of `strict`. */
export const strictParts = [
  'alwaysStrict',
  'noImplicitAny',
  'noImplicitThis',
  'strictBindCallApply',
  'strictBuiltinIteratorReturn',
  'strictFunctionTypes',
  'strictNullChecks',
  'strictPropertyInitialization',
  'useUnknownInCatchVariables',
] as const;

/** How much is complained about. What is unused is not among it: a later cell may use it. */
const ofRigour = [
  'strict',
  ...strictParts,
  'allowUnreachableCode',
  'allowUnusedLabels',
  'erasableSyntaxOnly',
  'exactOptionalPropertyTypes',
  'noFallthroughCasesInSwitch',
  'noImplicitOverride',
  'noImplicitReturns',
  'noPropertyAccessFromIndexSignature',
  'noUncheckedIndexedAccess',
] as const;

const taken: ReadonlySet<string> = new Set([
  ...ofMeaning,
  ...ofRigour,
  'jsx',
  'target',
  'useDefineForClassFields',
]);

/** Whether a notebook takes an option from a `tsconfig.json`; the others are about building, and are passed over. */
export function isTaken(name: string): boolean {
  return taken.has(name);
}

function pick(options: ts.CompilerOptions, names: readonly string[]): ts.CompilerOptions {
  return Object.fromEntries(
    names.filter((name) => options[name] !== undefined).map((name) => [name, options[name]]),
  );
}

/**
 * A folder's options on top of the notebook's.
 *
 * @param isMember whether its rigour is meant for what lies in the notebook's folder
 */
export function checkingOptions(options: ts.CompilerOptions, isMember: boolean): ts.CompilerOptions {
  const rigour = isMember ? pick(options, ofRigour) : {};
  const { strict } = rigour;
  const all = {
    ...compilerOptions,
    ...pick(options, ofMeaning),
    ...sharedOptions(options),
    ...(strict === undefined ? {} : { useUnknownInCatchVariables: strict }),
    ...rigour,
  };
  // As the compiler has it: who names folders of types and no types means all that lie there.
  if (options.typeRoots && !options.types) delete all.types;
  return all;
}

/** A folder's options for the code that runs. Whatever is older than what Node runs is left to Node. */
export function emittingOptions(options: ts.CompilerOptions): ts.CompilerOptions {
  const ofEmit = ['jsxFactory', 'jsxFragmentFactory', 'jsxImportSource', 'reactNamespace'];
  const decorators = ['experimentalDecorators', 'emitDecoratorMetadata'];
  return { ...emitOptions, ...pick(options, [...ofEmit, ...decorators]), ...sharedOptions(options) };
}

function sharedOptions({ target, jsx, useDefineForClassFields }: ts.CompilerOptions): ts.CompilerOptions {
  const isOld = target !== undefined && target < ts.ScriptTarget.ES2022;
  return {
    // JSX that is kept for another tool to transform would not run.
    jsx: jsx === ts.JsxEmit.React ? ts.JsxEmit.React : ts.JsxEmit.ReactJSX,
    // What can be seen of an older target when the code runs.
    useDefineForClassFields: useDefineForClassFields ?? !isOld,
  };
}
