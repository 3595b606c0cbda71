import { internals, ts } from '../../patches/typescript.js';
import type { TypeWorld } from '../world/typeWorld.js';
import { awaitFixes } from './awaitFixes.js';
import { importFixes } from './importFixes.js';
import type { CellSpan, Fix } from './questions.js';
import type { SessionState } from './sessionState.js';
import type { WrittenCell } from './writtenCell.js';

/** TypeScript's own mending that makes sense in one cell. */
const offered = new Set([
  'addMissingAsync',
  'addMissingNewOperator',
  'fixAddVoidToPromise',
  'fixAwaitInSyncFunction',
  'fixClassDoesntImplementInheritedAbstractMember',
  'fixClassIncorrectlyImplementsInterface',
  'fixClassSuperMustPrecedeThisAccess',
  'fixMissingCallParentheses',
  'fixMissingFunctionDeclaration',
  'fixMissingMember',
  'fixMissingProperties',
  'fixOverrideModifier',
  'forgottenThisPropertyAccess',
  'spelling',
  'unusedIdentifier',
  'unreachableCode',
  'addConvertToUnknownForNonOverlappingTypes',
  'constructorForDerivedNeedSuperCall',
  'extendsInterfaceBecomesImplements',
  'invalidImportSyntax',
  'fixImportNonExportedMember',
  'returnValueCorrect',
]);

/** What would mend a mark, imports first. */
export function fixesFor(
  { world, importables }: SessionState,
  cells: readonly WrittenCell[],
  cell: WrittenCell,
  span: CellSpan,
  code: number,
): Fix[] {
  const [start, end] = [cell.text.toChecked(span.start), cell.text.toChecked(span.end)];
  if (start === undefined || end === undefined) return [];
  return [
    ...importFixes(importables, cells, cell, { start, code }),
    ...awaitFixes(cell, start),
    ...compilerFixes(world, cell, { start, end, code }),
  ];
}

function compilerFixes(
  world: TypeWorld,
  cell: WrittenCell,
  { start, end, code }: { readonly start: number; readonly end: number; readonly code: number },
): Fix[] {
  const { file } = cell.types;
  try {
    return internals.codefix
      .getFixes({
        errorCode: code,
        sourceFile: file,
        span: ts.createTextSpan(start, end - start),
        program: quietProgram(world),
        host: world.serviceHost,
        cancellationToken: { isCancellationRequested: () => false, throwIfCancellationRequested: () => {} },
        formatContext: internals.formatting.getFormatContext(ts.getDefaultFormatCodeSettings('\n'), {}),
        preferences: { quotePreference: 'single' },
      })
      .filter(
        (fix) => offered.has(fix.fixName) && fix.changes.every(({ fileName }) => fileName === file.fileName),
      )
      .map((fix) => ({ title: fix.description, edits: fix.changes.flatMap((each) => editsOf(each, cell)) }))
      .filter(({ edits }) => edits.length > 0);
  } catch {
    // One that does not bear a program like ours: there are no fixes then.
    return [];
  }
}

/** The program, without its own opinion of the cell: asking for that makes a checker that knows no cells. */
function quietProgram({ program }: TypeWorld): ts.Program {
  const quiet = Object.create(program) as ts.Program;
  quiet.getSemanticDiagnostics = () => [];
  quiet.getSyntacticDiagnostics = () => [];
  return quiet;
}

function editsOf({ textChanges }: ts.FileTextChanges, cell: WrittenCell): Fix['edits'] {
  return textChanges.map(({ span, newText }) => ({
    cell: cell.id,
    ...cell.text.toWritten(span.start, span.start + span.length),
    text: newText,
  }));
}
