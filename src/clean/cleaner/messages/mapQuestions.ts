import { InvalidArgumentError } from '../../../core/index.js';
import type { CleanerController } from '../cleanerController.js';
import type { ColourKey, MapLayout } from '../mapProtocol.js';
import type { CleanerRequest } from '../protocol.js';
import type { ResponseBody } from './responseBody.js';

/** What a browser can ask of the map without changing anything. */
export type MapQuestion = Extract<CleanerRequest, { request: (typeof questions)[number] }>;

const questions = ['positions', 'colours', 'selection', 'neighbours', 'outliers', 'leaks'] as const;

/** An answer names no more photos or pairs than this, whatever a browser asks. */
const mostTold = 2000;

export function isAboutMap(request: CleanerRequest): request is MapQuestion {
  return (questions as readonly string[]).includes(request.request);
}

export async function answerAboutMap(
  controller: CleanerController,
  question: MapQuestion,
): Promise<ResponseBody> {
  const { mapping, session } = controller;
  switch (question.request) {
    case 'positions':
      return positions(controller, question.layout);
    case 'colours':
      return colours(controller, question.by);
    case 'selection': {
      const { selection, selectionVersion: version } = session.state;
      return { response: { response: 'selection', version }, buffers: [bytesOf(selection)] };
    }
    case 'neighbours': {
      const { index, count } = question;
      const near = mapping.nearest(index, Math.min(count, mostTold));
      const indices = near.map((one) => one.index);
      const similarities = near.map(({ similarity }) => similarity);
      return { response: { response: 'neighbours', index, indices, similarities } };
    }
    case 'outliers':
      return outliers(controller, question.count, question.label);
    case 'leaks': {
      const pairs = await mapping.leaks();
      const told = pairs.slice(0, mostTold);
      return { response: { response: 'leaks', pairs: told, total: pairs.length } };
    }
  }
}

function positions({ mapping: { map } }: CleanerController, layout: MapLayout): ResponseBody {
  const places = map.positions(layout);
  if (!places)
    throw new InvalidArgumentError('layout', layout, 'one that is ready', 'Start the map, and wait for it.');
  const { version } = map.state;
  const response = { response: 'positions', layout, version, count: places.length / 2 } as const;
  return { response, buffers: [bytesOf(places)] };
}

async function colours({ mapping, session }: CleanerController, by: ColourKey): Promise<ResponseBody> {
  const { version: decisions } = session.state;
  const found = await mapping.colours(by);
  const { kind } = found;
  const head = { response: 'colours', by, decisions, kind } as const;
  if (found.kind === 'codes')
    return { response: { ...head, names: found.names }, buffers: [bytesOf(found.codes)] };
  const { least, most, values } = found;
  return { response: { ...head, least, most }, buffers: [bytesOf(values)] };
}

async function outliers(
  { mapping, listing }: CleanerController,
  count: number,
  label: number | undefined,
): Promise<ResponseBody> {
  const name = label === undefined ? undefined : listing.classNames[label];
  if (label !== undefined && name === undefined)
    throw new InvalidArgumentError('label', label, 'the number of a class');
  const found = (await mapping.outliers(name)).slice(0, Math.min(count, mostTold));
  const indices = found.map(({ index }) => index);
  return { response: { response: 'outliers', indices, scores: found.map(({ score }) => score) } };
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array | Int32Array | Int16Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
