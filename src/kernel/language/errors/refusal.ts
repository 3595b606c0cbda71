import { CellSyntaxError } from '../../errors.js';
import type { CellDiagnostic } from '../checker/checkerProtocol.js';
import { renderDiagnostics } from './renderDiagnostics.js';

/** Why a cell or a local module does not run. */
export function refusal(name: string, diagnostics: readonly CellDiagnostic[]): CellSyntaxError {
  const first = diagnostics[0] as CellDiagnostic;
  const ename = first.kind === 'syntax' ? 'SyntaxError' : 'TypeScriptError';
  const message = `${first.message} (${name}:${first.line}:${first.column})`;
  return new CellSyntaxError(ename, message, renderDiagnostics(name, diagnostics));
}
