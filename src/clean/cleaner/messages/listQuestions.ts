import { inParallel } from '../../../core/index.js';
import type { CleanerController } from '../cleanerController.js';
import type { CleanerListing } from '../listing/cleanerListing.js';
import type { CleanerPage, CleanerPhoto, CleanerRequest } from '../protocol.js';
import type { ResponseBody } from './responseBody.js';

/** What a browser can ask about the list and its photos without changing anything. */
export type ListQuestion = Extract<CleanerRequest, { request: (typeof questions)[number] }>;

const questions = ['page', 'range', 'thumbnails', 'zoom', 'words', 'chips', 'describe', 'plan'] as const;

/** A page, or a request for thumbnails, is never larger than this, whatever a browser asks. */
const mostPhotos = 2000;
const mostPixels = 4096;

export function isAboutList(request: CleanerRequest): request is ListQuestion {
  return (questions as readonly string[]).includes(request.request);
}

export async function answerAboutList(
  controller: CleanerController,
  question: ListQuestion,
): Promise<ResponseBody> {
  const { listing, words } = controller;
  switch (question.request) {
    case 'page': {
      const { start, count } = question;
      return { response: { response: 'page', ...pageOf(listing, start, Math.min(count, mostPhotos)) } };
    }
    case 'range': {
      const { start, count } = question;
      const indices = listing.positions.slice(start, start + count);
      return { response: { response: 'range', start, indices } };
    }
    case 'thumbnails': {
      const indices = question.indices.slice(0, mostPhotos);
      const buffers = await jpegs(controller, indices, question.size);
      return { response: { response: 'thumbnails', indices }, buffers };
    }
    case 'zoom': {
      const { index, size } = question;
      return { response: { response: 'zoom', index }, buffers: await jpegs(controller, [index], size) };
    }
    case 'words':
      return { response: { response: 'words', index: question.index, words: words.of(question.index) } };
    case 'chips':
      return { response: { response: 'chips', ...words.chips(question.indices ?? listing.positions) } };
    case 'describe':
      return { response: { response: 'described', ...described(controller, question.indices) } };
    case 'plan':
      return { response: { response: 'plan', plan: listing.plan() } };
  }
}

/** Photos of the list from a place on, as messages describe them. */
export function pageOf(listing: CleanerListing, start: number, count: number): CleanerPage {
  const shown = listing.positions.slice(start, start + count);
  const photos = shown.map((index) => listing.describe(index));
  return { listVersion: listing.version, start, photos };
}

function described(
  { listing, session }: CleanerController,
  indices: readonly number[],
): { readonly photos: CleanerPhoto[]; readonly positions: number[] } {
  const there = indices.filter((index) => session.state.photos[index] !== undefined);
  const places = listing.placesOf(there);
  return {
    photos: there.map((index) => listing.describe(index)),
    positions: there.map((index) => places.get(index) ?? -1),
  };
}

function jpegs(
  { session, thumbnails }: CleanerController,
  indices: readonly number[],
  size: number,
): Promise<Uint8Array[]> {
  const { photos } = session.state;
  return inParallel(indices, 4, (index) =>
    thumbnails.get(photos[index]?.path ?? '', Math.min(size, mostPixels)),
  );
}
