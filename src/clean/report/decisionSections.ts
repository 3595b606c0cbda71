import { escapeHtml } from '../../notebook/index.js';
import { galleryHtml, type ReportFigure } from './reportParts.js';
import type { ReportSection, SectionTools } from './reportSections.js';
import type { TakenDecision, TakenDecisions } from './takenDecisions.js';

/** Tags with photos below them. */
const mostTags = 50;

/** What was decided: what waits for apply, and what was done. */
export async function decisionsSection(
  decisions: TakenDecisions,
  tools: SectionTools,
): Promise<ReportSection> {
  const { toDelete, toRelabel, kept, deleted, relabelled } = decisions;
  const lists = [
    ['Marked for the trash', toDelete],
    ['To get another class', toRelabel],
    ['In the trash', deleted],
    ['Given another class', relabelled],
  ] as const;
  const parts: string[] = kept > 0 ? [`<p>${kept} looked at and found good.</p>`] : [];
  for (const [title, photos] of lists) {
    if (photos.length === 0) continue;
    const figures = photos.map(decisionFigure);
    parts.push(
      `<h3>${title}: ${photos.length}</h3>${await galleryHtml(figures, tools.most, tools.thumbnails)}`,
    );
  }
  const none = '<p>None has been taken: no photo is marked, relabelled or in the trash.</p>';
  return { id: 'decisions', title: 'Decisions', html: parts.join('') || none };
}

function decisionFigure({ path, name, label, newLabel, reason, tags = [] }: TakenDecision): ReportFigure {
  const change = newLabel === undefined ? [] : [`${label ?? 'no class'} → ${newLabel}`];
  const tagged = tags.length > 0 ? [`tagged ${tags.join(', ')}`] : [];
  return { path, name, lines: [...change, ...(reason ? [reason] : []), ...tagged] };
}

/** Photos by their tags, the frequent ones first. @returns nothing where no photo has one */
export async function tagsSection(
  { tagged }: TakenDecisions,
  tools: SectionTools,
): Promise<readonly ReportSection[]> {
  if (tagged.length === 0) return [];
  const photosOf = new Map<string, TakenDecision[]>();
  for (const photo of tagged)
    for (const tag of photo.tags ?? []) photosOf.set(tag, [...(photosOf.get(tag) ?? []), photo]);
  const sorted = [...photosOf].sort(([a, x], [b, y]) => y.length - x.length || a.localeCompare(b));
  const parts: string[] = [];
  for (const [tag, photos] of sorted.slice(0, mostTags)) {
    const gallery = await galleryHtml(photos.map(tagFigure), tools.most, tools.thumbnails);
    parts.push(`<h3><bdi>${escapeHtml(tag)}</bdi>: ${photos.length}</h3>${gallery}`);
  }
  const left = sorted.length - mostTags;
  if (left > 0) parts.push(`<p class="soft">${left} tags of fewer photos are not shown.</p>`);
  return [{ id: 'tags', title: 'Tags', html: parts.join('') }];
}

/** What else was decided of a photo with this tag. */
function tagFigure({ path, name, label, newLabel, mark }: TakenDecision): ReportFigure {
  const change = newLabel === undefined ? (label ?? 'no class') : `${label ?? 'no class'} → ${newLabel}`;
  const gone = mark === 'delete' ? [{ text: 'marked for the trash', kind: 'bad' } as const] : [];
  return { path, name, lines: [change, ...gone] };
}
