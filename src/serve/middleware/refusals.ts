import type { Context, ErrorHandler, NotFoundHandler } from 'hono';
import type { PhotoLine } from '../answers/photoLine.js';
import { RequestError } from '../errors.js';
import { discardBody } from '../httpServer.js';
import type { ServiceEnv } from '../serviceEnv.js';

/**
 * Turns what a route throws into JSON: a {@link RequestError} as it says, anything else as 500 without a word of what
 * happened, which only the log is told. 503 comes with `Retry-After`, by the line's measured rate. For `app.onError`.
 */
export function answerErrors(
  log: ((line: string) => void) | undefined,
  line: Pick<PhotoLine, 'retryAfter'>,
): ErrorHandler<ServiceEnv> {
  return (error, context) => {
    if (error instanceof RequestError) {
      if (error.status === 503) context.header('retry-after', String(line.retryAfter));
      return refuse(context, error);
    }
    log?.(JSON.stringify({ time: new Date().toISOString(), error: String(error.stack) }));
    return refuse(context, new RequestError(500, 'internal', 'Something went wrong here.'));
  };
}

/** Answers for paths that lead nowhere. For `app.notFound`. */
export const answerNotFound: NotFoundHandler<ServiceEnv> = (context) =>
  refuse(context, new RequestError(404, 'not_found', 'There is no such page.'));

/** The Open Inference Protocol wants the sentence itself as `error`; elsewhere code and sentence stand together. */
function refuse(context: Context<ServiceEnv>, { status, code, message }: RequestError): Response {
  if (context.env?.incoming) discardBody(context.env.incoming);
  const body = context.req.path.startsWith('/v2') ? { error: message, code } : { error: { code, message } };
  return context.json(body, status);
}
