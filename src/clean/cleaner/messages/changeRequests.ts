import type { CleanerController } from '../cleanerController.js';
import { denyingDuplicate, marking, type Step } from '../decisions/cleanerState.js';
import type { CleanerRequest } from '../protocol.js';
import type { ListQuestion } from './listQuestions.js';
import type { MapQuestion } from './mapQuestions.js';

/** What a browser asks to be done. */
export type ChangeRequest = Exclude<CleanerRequest, MapQuestion | ListQuestion>;

type Doing<K extends ChangeRequest['request']> = (
  controller: CleanerController,
  request: Extract<ChangeRequest, { request: K }>,
) => Promise<Step | undefined> | undefined | Promise<void> | void;

/** What each request does; a step where it is one, whose photos the answer then describes. */
const doings: { readonly [K in ChangeRequest['request']]: Doing<K> } = {
  mark: (controller, { indices, mark }) =>
    controller.decide(mark ?? 'unmark', indices, marking(mark ?? undefined)),
  relabel: (controller, { indices, label }) =>
    controller.relabel(indices, controller.listing.classNames[label] ?? ''),
  notDuplicate: (controller, { indices }) => controller.decide('not a duplicate:', indices, denyingDuplicate),
  keepOnly: (controller, { indices }) =>
    controller.decide('delete', controller.listing.othersOfGroups(indices), marking('delete'), 'duplicate'),
  tag: (controller, { indices, tag, on }) => controller.tag(indices, tag, on),
  undo: (controller) => controller.travel('undo'),
  redo: (controller) => controller.travel('redo'),
  // What the next ones change is the list, a selection or the disk: attributes say so, not single photos.
  apply: async (controller, { version }) => void (await controller.apply(undefined, version)),
  select: async (controller, request) =>
    void (await controller.select(request.indices, request.how, request)),
  showNear: (controller, { index, count }) => controller.showNear(index, count),
  sort: (controller, { sort, descending }) => controller.arrange({ sort, descending }),
  filter: (controller, { filter }) => controller.arrange({ filter }),
  search: (controller, { query }) => controller.search(query),
  // How map and words go stands in their attributes, a failure too: nobody waits for them here.
  startMap: ({ mapping }) => void mapping.map.start().catch(() => undefined),
  stopMap: ({ mapping }) => mapping.map.stop(),
  startWords: ({ words }) => void words.start().catch(() => undefined),
  stopWords: ({ words }) => words.stop(),
};

/** Does what is asked. @returns the step that it was, if it was one about single photos */
export async function change(
  controller: CleanerController,
  request: ChangeRequest,
): Promise<Step | undefined> {
  const doing = doings[request.request] as Doing<ChangeRequest['request']>;
  return (await doing(controller, request)) ?? undefined;
}
