import { errorLine } from '../../errorLine.js';
import type { CleanerController } from '../cleanerController.js';
import {
  type CleanerRequest,
  type CleanerResponse,
  cleanerRequest,
  pageSize,
  whatIsWrong,
} from '../protocol.js';
import { type ChangeRequest, change } from './changeRequests.js';
import { answerAboutList, isAboutList, pageOf } from './listQuestions.js';
import { answerAboutMap, isAboutMap } from './mapQuestions.js';
import type { ResponseBody } from './responseBody.js';

/** What goes back to the browser. */
export interface CleanerAnswer {
  readonly response: CleanerResponse;
  readonly buffers?: readonly Uint8Array[];
}

/** Does what a message of the browser asks. What cannot be read or done is answered with an error. */
export async function answerMessage(controller: CleanerController, content: unknown): Promise<CleanerAnswer> {
  const request = cleanerRequest.safeParse(content);
  if (!request.success) return refusal(content, `the request cannot be read (${whatIsWrong(request.error)})`);
  try {
    const { response, buffers } = await answer(controller, request.data);
    return { response: { ...response, id: request.data.id }, ...(buffers && { buffers }) };
  } catch (error) {
    return refusal(content, errorLine(error));
  }
}

async function answer(controller: CleanerController, request: CleanerRequest): Promise<ResponseBody> {
  if (isAboutMap(request)) return answerAboutMap(controller, request);
  if (isAboutList(request)) return answerAboutList(controller, request);
  const { listing } = controller;
  const before = listing.version;
  const photos = controller.describe(await change(controller, request satisfies ChangeRequest));
  const isOther = listing.version !== before;
  return {
    response: { response: 'changed', photos, ...(isOther && { first: pageOf(listing, 0, pageSize) }) },
  };
}

/** The answer to a message that led to nothing; `id: null` where the message has none. */
export function refusal(content: unknown, message: string): CleanerAnswer {
  const id = typeof content === 'object' && content !== null ? (content as { id?: unknown }).id : undefined;
  return { response: { id: Number.isSafeInteger(id) ? (id as number) : null, response: 'error', message } };
}
