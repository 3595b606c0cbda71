import { fileURLToPath } from 'node:url';
import {
  CodeActionKind,
  type Connection,
  type InitializeParams,
  type InitializeResult,
  LSPErrorCodes,
  ResponseError,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { completionsOf, diagnosticsOf, editOf, locationOf, signaturesOf } from './answers.js';
import { LanguageClient } from './languageClient.js';
import { type DocumentPosition, LanguageDocument } from './languageDocument.js';

/** Typing has stopped when nothing has been typed for so long, in ms. */
const pause = 150;

/** Serves an editor over two streams until it says goodbye. */
export async function serveLanguage(
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
): Promise<void> {
  const connection = createConnection(ProposedFeatures.all, input, output);
  new LanguageServer(connection);
  connection.listen();
  await new Promise<void>((resolve) => connection.onExit(resolve));
}

interface At {
  readonly textDocument: { readonly uri: string };
  readonly position: DocumentPosition;
}

/** The kernel's checker, as the Language Server Protocol has it. */
class LanguageServer {
  readonly #connection: Connection;
  readonly #documents = new TextDocuments<LanguageDocument>({
    create: (uri, _language, _version, text) => new LanguageDocument(uri, text),
    update: ({ uri }, changes) => new LanguageDocument(uri, changes.at(-1)?.text ?? ''),
  });
  readonly #timers = new Map<string, NodeJS.Timeout>();
  #language: LanguageClient | undefined;

  constructor(connection: Connection) {
    this.#connection = connection;
    connection.onInitialize((params) => this.#initialize(params));
    connection.onShutdown(() => this.#language?.close());
    this.#documents.onDidChangeContent(({ document }) => this.#later(document));
    this.#documents.onDidClose(({ document }) => this.#closed(document));
    this.#documents.listen(connection);
    this.#answerPlaces();
    this.#answerEdits();
  }

  #initialize(params: InitializeParams): InitializeResult {
    const root = params.workspaceFolders?.[0]?.uri;
    this.#language = new LanguageClient(root?.startsWith('file:') ? fileURLToPath(root) : process.cwd());
    return {
      serverInfo: { name: 'tsvision' },
      capabilities: {
        textDocumentSync: TextDocumentSyncKind.Full,
        completionProvider: { triggerCharacters: ['.', "'", '"', '/'] },
        hoverProvider: true,
        signatureHelpProvider: { triggerCharacters: ['(', ','] },
        definitionProvider: true,
        referencesProvider: true,
        renameProvider: true,
        codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
      },
    };
  }

  #answerPlaces(): void {
    const connection = this.#connection;
    connection.onCompletion((at) =>
      this.#at(at, async (document, language, place) => {
        const found = await language.ask(document, 'complete', place);
        return found && completionsOf(document, place.cell, found);
      }),
    );
    connection.onHover((at) =>
      this.#at(at, async (document, language, place) => {
        const found = await language.ask(document, 'hover', place);
        const range = found && document.rangeOf({ cell: place.cell, ...found });
        return found && { contents: { kind: 'markdown', value: found.markdown }, range };
      }),
    );
    connection.onSignatureHelp((at) =>
      this.#at(at, async (document, language, place) => {
        const found = await language.ask(document, 'callHelp', place);
        return found && signaturesOf(found);
      }),
    );
    connection.onDefinition((at) =>
      this.#at(at, async (document, language, place) => {
        const found = await language.ask(document, 'definition', place);
        return found && locationOf(document, found);
      }),
    );
    connection.onReferences((at) =>
      this.#at(at, async (document, language, place) => {
        const found = await language.ask(document, 'references', place);
        return found.map((span) => ({ uri: document.uri, range: document.rangeOf(span) }));
      }),
    );
  }

  #answerEdits(): void {
    this.#connection.onRenameRequest(({ newName, ...at }) =>
      this.#at(at, async (document, language, place) => {
        const made = await language.ask(document, 'rename', place, newName);
        if ('refused' in made) throw new ResponseError(LSPErrorCodes.RequestFailed, made.refused);
        return editOf(document, made.edits);
      }),
    );
    this.#connection.onCodeAction(async ({ textDocument, context }) => {
      const all = context.diagnostics.map((diagnostic) =>
        this.#at({ textDocument, position: diagnostic.range.start }, async (document, language, place) => {
          const { offset } = document.placeOf(diagnostic.range.end);
          const span = { cell: place.cell, start: place.offset, end: offset };
          const fixes = await language.ask(document, 'fixes', span, Number(diagnostic.code));
          return fixes.map(({ title, edits }) => ({
            title,
            kind: CodeActionKind.QuickFix,
            diagnostics: [diagnostic],
            edit: editOf(document, edits),
          }));
        }),
      );
      return (await Promise.all(all)).flatMap((each) => each ?? []);
    });
  }

  /** Answers a question about a place, if its document is open. */
  async #at<T>(
    { textDocument, position }: At,
    answer: (
      document: LanguageDocument,
      language: LanguageClient,
      place: ReturnType<LanguageDocument['placeOf']>,
    ) => Promise<T | undefined>,
  ): Promise<T | null> {
    const document = this.#documents.get(textDocument.uri);
    if (!document || !this.#language) return null;
    return (await answer(document, this.#language, document.placeOf(position))) ?? null;
  }

  #later(document: LanguageDocument): void {
    clearTimeout(this.#timers.get(document.uri));
    this.#timers.set(
      document.uri,
      setTimeout(() => void this.#tell(document), pause),
    );
  }

  async #tell(document: LanguageDocument): Promise<void> {
    const isWanted = (): boolean => this.#documents.get(document.uri) === document;
    const marks = await this.#language?.marks(document, isWanted).catch(() => undefined);
    if (!marks || !isWanted()) return;
    await this.#connection.sendDiagnostics({
      uri: document.uri,
      diagnostics: diagnosticsOf(document, marks),
    });
  }

  #closed({ uri }: LanguageDocument): void {
    clearTimeout(this.#timers.get(uri));
    this.#timers.delete(uri);
    this.#language?.forget(uri).catch(() => {});
    void this.#connection.sendDiagnostics({ uri, diagnostics: [] });
  }
}
