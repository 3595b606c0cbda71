import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { type JsonObject, numberOf, textOf } from '../protocol/jupyterMessage.js';
import type { Attachment } from './attachment.js';
import type { CellPaths } from './codeHash.js';
import { mainThread, pathOf, RefusedRequest, type RequestHandler } from './debugProtocol.js';
import type { Evaluation } from './evaluation.js';
import type { RemoteValue } from './inspectorSession.js';
import type { Variables } from './variables.js';

/** What the requests are about. */
export interface DebuggerState {
  /** @throws RefusedRequest when nothing is attached */
  readonly here: Attachment;
  readonly attachment: Attachment | undefined;
  readonly cells: CellPaths;
  readonly variables: Variables;
  readonly evaluation: Evaluation;
}

type Handlers = Readonly<Record<string, RequestHandler>>;

/** Texts, and where they stop. */
export function codeRequests(state: DebuggerState): Handlers {
  return {
    dumpCell: ({ code }) => {
      const text = String(code ?? '');
      return { sourcePath: state.attachment?.scripts.dump(text) ?? state.cells.of(text) };
    },
    setBreakpoints: async (args) => {
      const lines = Array.isArray(args.breakpoints) ? (args.breakpoints as JsonObject[]) : [];
      return { breakpoints: await state.here.breakpoints.set(pathOf(args), lines) };
    },
    setExceptionBreakpoints: async ({ filters }) => {
      await state.here.stopAtErrors(Array.isArray(filters) ? filters : []);
      return {};
    },
    source: async (args) => {
      const path = pathOf(args);
      const content = state.attachment?.scripts.cellText(path) ?? (await fileText(path));
      return { content, mimeType: 'text/typescript' };
    },
    modules: () => {
      const paths = state.attachment?.scripts.paths ?? [];
      const modules = paths.map((path, id) => ({ id, name: basename(path), path }));
      return { modules, totalModules: modules.length };
    },
  };
}

/** Standing, and going on. */
export function runRequests(state: DebuggerState): Handlers {
  return {
    threads: () => ({ threads: [mainThread] }),
    stackTrace: (args) =>
      state.here.stack.listed(numberOf(args, 'startFrame', 0), numberOf(args, 'levels', 0)),
    continue: async () => {
      await state.here.pauses.continue();
      return { allThreadsContinued: true };
    },
    next: () => state.here.pauses.step('next'),
    stepIn: () => state.here.pauses.step('stepIn'),
    stepOut: () => state.here.pauses.step('stepOut'),
    pause: () => state.here.pauses.pause(),
    exceptionInfo: () => state.here.pauses.exceptionInfo(),
  };
}

/** Variables and values. */
export function valueRequests(state: DebuggerState): Handlers {
  const { variables, evaluation } = state;
  const result = async (value: RemoteValue): Promise<JsonObject> => {
    const { text, ...rest } = await variables.told(value);
    return { result: text, ...rest };
  };
  return {
    scopes: async ({ frameId }) => ({ scopes: await variables.scopes(state.here.stack.frame(frameId)) }),
    variables: async (args) => {
      const range = { start: numberOf(args, 'start', 0), count: numberOf(args, 'count', 0) };
      return { variables: await variables.listed(numberOf(args, 'variablesReference', 0), range) };
    },
    inspectVariables: async () => ({ variables: await variables.shared() }),
    richInspectVariables: async (args) => {
      const data = await evaluation.bundle(textOf(args, 'variableName'), args.frameId);
      return { data, metadata: {} };
    },
    evaluate: async (args) =>
      result(await evaluation.evaluate(textOf(args, 'expression'), args.frameId, args.context === 'hover')),
    setVariable: async (args) => {
      const value = await evaluation.evaluate(textOf(args, 'value'), args.frameId);
      await variables.assign(numberOf(args, 'variablesReference', 0), textOf(args, 'name'), value);
      const { text, ...rest } = await variables.told(value);
      return { value: text, ...rest };
    },
    setExpression: async (args) => {
      const assignment = `${textOf(args, 'expression')} = (${textOf(args, 'value')})`;
      const { text, ...rest } = await variables.told(await evaluation.evaluate(assignment, args.frameId));
      return { value: text, ...rest };
    },
    copyToGlobals: async (args) => {
      const [from, to] = [textOf(args, 'srcVariableName'), textOf(args, 'dstVariableName')];
      if (!/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(to)) throw new RefusedRequest(`“${to}” is no name.`);
      const { text, ...rest } = await variables.told(await evaluation.share(from, to, args.srcFrameId));
      return { value: text, ...rest };
    },
  };
}

async function fileText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => {
    throw new RefusedRequest(`There is no source ${path}.`);
  });
}
