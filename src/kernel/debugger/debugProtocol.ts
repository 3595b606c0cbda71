import { type JsonObject, numberOf, textOf } from '../protocol/jupyterMessage.js';

/*
 * The Debug Adapter Protocol as Jupyter carries it: a `debug_request` on control with one request in its content, a
 * `debug_reply` with the response, and events as `debug_event` on iopub.
 */

/** A request of the protocol. */
export interface DebugRequest {
  readonly seq: number;
  readonly command: string;
  readonly arguments: JsonObject;
}

/** What answers one command: the body of its response. */
export type RequestHandler = (
  args: JsonObject,
  /** Header of the message that asks, as JSON text. */
  parent: string,
) => JsonObject | undefined | Promise<JsonObject | undefined>;

/** A request that cannot be done; its message is for the user. */
export class RefusedRequest extends Error {}

/** The only thread that is debugged. */
export const mainThread = { id: 1, name: 'MainThread' } as const;

/** A request as it came in the content of a message; what front ends leave out is empty. */
export function debugRequest(content: JsonObject): DebugRequest {
  return {
    seq: numberOf(content, 'seq', 0),
    command: textOf(content, 'command'),
    arguments: objectOf(content, 'arguments'),
  };
}

/** An object from a message. */
export function objectOf(content: JsonObject, key: string): JsonObject {
  const value = content[key];
  return typeof value === 'object' && value !== null ? (value as JsonObject) : {};
}

/** Where a request says a file is. */
export function pathOf(args: JsonObject): string {
  return textOf(objectOf(args, 'source'), 'path');
}

/** What front ends read of a response without asking whether it was a success. */
const emptyBodies: Readonly<Record<string, JsonObject>> = {
  stackTrace: { stackFrames: [], totalFrames: 0 },
  scopes: { scopes: [] },
  variables: { variables: [] },
  inspectVariables: { variables: [] },
  setBreakpoints: { breakpoints: [] },
  modules: { modules: [], totalModules: 0 },
  richInspectVariables: { data: {}, metadata: {} },
  evaluate: { result: '', variablesReference: 0 },
};

/** The response to a request. */
export function success(request: DebugRequest, seq: number, body: JsonObject | undefined): JsonObject {
  const { seq: request_seq, command } = request;
  return { type: 'response', seq, request_seq, success: true, command, ...(body && { body }) };
}

/** The response to a request that cannot be done. */
export function failure(request: DebugRequest, seq: number, message: string): JsonObject {
  const body = emptyBodies[request.command] ?? {};
  const { seq: request_seq, command } = request;
  return { type: 'response', seq, request_seq, success: false, command, message, body };
}

/** What the debugger can do, as it says on `initialize`. */
export const capabilities = {
  supportsConfigurationDoneRequest: true,
  supportsConditionalBreakpoints: true,
  supportsHitConditionalBreakpoints: true,
  supportsLogPoints: true,
  supportsEvaluateForHovers: true,
  supportsSetVariable: true,
  supportsSetExpression: true,
  supportsExceptionInfoRequest: true,
  supportsModulesRequest: true,
  supportsTerminateRequest: true,
  supportTerminateDebuggee: true,
  supportsDelayedStackTraceLoading: true,
  exceptionBreakpointFilters: [
    {
      filter: 'uncaught',
      label: 'Uncaught Errors',
      description: 'Stops where an error is thrown that ends the cell',
      default: false,
    },
    {
      filter: 'caught',
      label: 'Caught Errors',
      description: 'Stops where an error is thrown that some code catches',
      default: false,
    },
  ],
} as const;
