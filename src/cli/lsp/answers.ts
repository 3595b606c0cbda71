import {
  type CompletionItem,
  CompletionItemKind,
  type CompletionList,
  type Diagnostic,
  DiagnosticSeverity,
  DiagnosticTag,
  type Location,
  type SignatureHelp,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import type { CallHelp, CellEdit, Definition, Mark } from '../../kernel/language/asYouType/questions.js';
import type { Completions } from '../../kernel/language/index.js';
import type { LanguageDocument } from './languageDocument.js';

/** TypeScript's number: a name declared twice. Documents of joined cells do that, and running them allows it. */
const redeclared = 2451;

/** Marks as editors want them. */
export function diagnosticsOf(
  document: LanguageDocument,
  marks: Readonly<Record<string, readonly Mark[]>>,
): Diagnostic[] {
  return Object.entries(marks).flatMap(([cell, all]) =>
    all
      .filter(({ code }) => code !== redeclared)
      .map(({ start, end, message, code, severity }) => ({
        range: document.rangeOf({ cell, start, end }),
        message,
        code,
        source: 'tsvision',
        severity: severities[severity],
        ...(severity === 'unused' ? { tags: [DiagnosticTag.Unnecessary] } : {}),
      })),
  );
}

const severities = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  unused: DiagnosticSeverity.Hint,
} as const;

const kinds: Readonly<Record<string, CompletionItemKind>> = {
  function: CompletionItemKind.Function,
  method: CompletionItemKind.Method,
  class: CompletionItemKind.Class,
  instance: CompletionItemKind.Variable,
  module: CompletionItemKind.Module,
  keyword: CompletionItemKind.Keyword,
  property: CompletionItemKind.Property,
  enum: CompletionItemKind.Enum,
  interface: CompletionItemKind.Interface,
  path: CompletionItemKind.File,
};

/** Completions, in the kernel's order. */
export function completionsOf(
  document: LanguageDocument,
  cell: string,
  { items, start, end }: Completions,
): CompletionList {
  const range = document.rangeOf({ cell, start, end });
  const shown = items.map(
    ({ text, type, signature }, index): CompletionItem => ({
      label: text,
      kind: kinds[type] ?? CompletionItemKind.Text,
      sortText: String(index).padStart(5, '0'),
      textEdit: { range, newText: text },
      ...(signature === undefined ? {} : { detail: signature }),
    }),
  );
  return { isIncomplete: false, items: shown };
}

/** How a function is called. */
export function signaturesOf({ signatures, signature, parameter }: CallHelp): SignatureHelp {
  return {
    signatures: signatures.map(({ label, documentation, parameters }) => ({
      label,
      documentation,
      parameters: parameters.map(({ start, end, text }) => ({ label: [start, end], documentation: text })),
    })),
    activeSignature: signature,
    activeParameter: parameter,
  };
}

/** Where something is declared. */
export function locationOf(document: LanguageDocument, definition: Definition): Location {
  if (definition.kind === 'cell') return { uri: document.uri, range: document.rangeOf(definition) };
  const place = { line: definition.line - 1, character: 0 };
  return { uri: new URL(`file://${encodeURI(definition.path)}`).href, range: { start: place, end: place } };
}

/** Edits of the document. */
export function editOf(document: LanguageDocument, edits: readonly CellEdit[]): WorkspaceEdit {
  const changes = edits.map((edit) => ({ range: document.rangeOf(edit), newText: edit.text }));
  return { changes: { [document.uri]: changes } };
}
