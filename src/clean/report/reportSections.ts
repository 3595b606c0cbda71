import { relativePath } from '../../data/index.js';
import { escapeHtml } from '../../notebook/index.js';
import type { AuditReport, DuplicateGroup } from '../auditReport.js';
import type { LabelErrors } from '../labelErrors/findLabelErrors.js';
import { figureHtml, galleryHtml, type ReportFigure, reportTable } from './reportParts.js';
import type { ReportThumbnails } from './thumbnails.js';

/** A part of the page, for its list of contents too. */
export interface ReportSection {
  readonly id: string;
  readonly title: string;
  readonly html: string;
}

/** What sections are made with. */
export interface SectionTools {
  readonly root: string;
  /** Photos with a picture in each list. */
  readonly most: number;
  readonly thumbnails: ReportThumbnails;
}

/** Rows of a table of classes. */
const mostClasses = 100;

/** Photos of each class and part, and how many of them have a problem. */
export function overviewSection({ photos, findings }: AuditReport): ReportSection {
  const troubled = new Set(findings.map(({ index }) => index));
  const splits = (['train', 'valid', 'test'] as const).filter((split) =>
    photos.some((one) => one.split === split),
  );
  const rows = new Map<string, { all: number; troubled: number; splits: Map<string, number> }>();
  for (const [i, { label = '(no class)', split }] of photos.entries()) {
    const row = rows.get(label) ?? { all: 0, troubled: 0, splits: new Map() };
    rows.set(label, row);
    row.all++;
    if (troubled.has(i)) row.troubled++;
    if (split) row.splits.set(split, (row.splits.get(split) ?? 0) + 1);
  }
  const largest = Math.max(1, ...[...rows.values()].map(({ all }) => all));
  const sorted = [...rows].sort(([, a], [, b]) => b.all - a.all);
  const cells = sorted
    .slice(0, mostClasses)
    .map(([name, row]) => [
      `<bdi>${escapeHtml(name)}</bdi>`,
      `${row.all}`,
      ...splits.map((split) => `${row.splits.get(split) ?? 0}`),
      `${row.troubled}`,
      `<span class="bar" style="width:${(8 * row.all) / largest}rem" aria-hidden="true"></span>`,
    ]);
  const left = sorted.length - cells.length;
  const caption = `Photos of each class${left > 0 ? `, the ${mostClasses} largest of ${sorted.length}` : ''}`;
  const names = { train: 'training', valid: 'validation', test: 'test' };
  const columns = [
    ['class'],
    ['photos', 'n'],
    ...splits.map((split) => [names[split], 'n'] as const),
    ['with a problem', 'n'],
    ['beside the largest', 'share'],
  ] as const;
  return { id: 'classes', title: 'Classes', html: reportTable(caption, columns, cells) };
}

/** What each audit found: a table of all, then the photos, worst first, or group by group. */
export async function problemsSection(report: AuditReport, tools: SectionTools): Promise<ReportSection> {
  const { counts } = report;
  const kinds = report.audits.filter(({ name }) => counts[name]);
  const title = 'Problems';
  if (kinds.length === 0)
    return { id: 'problems', title, html: `<p>${report.audits.length} audits found none.</p>` };
  const cells = kinds.map(({ name, meaning }) => [
    `<a href="#problem-${escapeHtml(name)}">${escapeHtml(name)}</a>`,
    `${counts[name]}`,
    escapeHtml(meaning),
  ]);
  const table = reportTable(
    'What the audits found',
    [['problem'], ['photos', 'n'], ['what that is', 'meaning']],
    cells,
  );
  const parts: string[] = [];
  for (const { name, meaning } of kinds) {
    const groups = report.duplicates.filter(({ kind }) => kind === name);
    const photos =
      groups.length > 0
        ? await groupsHtml(groups, tools)
        : await galleryHtml(findingFigures(report, name), tools.most, tools.thumbnails, ', worst first');
    parts.push(
      `<h3 id="problem-${escapeHtml(name)}">${escapeHtml(name)}: ${counts[name]}</h3><p class="soft">${escapeHtml(meaning)}</p>${photos}`,
    );
  }
  return { id: 'problems', title, html: `${table}${parts.join('')}` };
}

function findingFigures({ findings, photos, root }: AuditReport, audit: string): ReportFigure[] {
  return findings
    .filter((finding) => finding.audit === audit)
    .map(({ index, detail, score }) => {
      const path = photos[index]?.path ?? '';
      return { path, name: relativePath(root, path), lines: [detail, `score ${score.toFixed(2)}`] };
    });
}

/** Photos that belong together stand together, up to a number of photos in all. */
async function groupsHtml(
  groups: readonly DuplicateGroup[],
  { root, most, thumbnails }: SectionTools,
): Promise<string> {
  const parts: string[] = [];
  let room = thumbnails.take(Math.min(most, groups.flatMap(({ paths }) => paths).length));
  for (const [i, { paths, keeper, twoClasses, leak }] of groups.entries()) {
    const shown = [...paths].sort((a, b) => Number(b === keeper) - Number(a === keeper)).slice(0, room);
    if (shown.length < Math.min(2, paths.length)) break;
    room -= shown.length;
    const figures = await Promise.all(
      shown.map(async (path) => {
        const lines =
          path === keeper && shown.length > 1 ? [{ text: 'the one to keep', kind: 'good' } as const] : [];
        return `<li>${await figureHtml({ path, name: relativePath(root, path), lines }, thumbnails)}</li>`;
      }),
    );
    const faults = [
      ...(twoClasses ? ['two classes: one label is wrong'] : []),
      ...(leak ? ['in training and in validation: results are too good'] : []),
    ];
    const fault = faults.length > 0 ? ` <span class="bad">${faults.join('; ')}</span>` : '';
    const of = shown.length < paths.length ? `${shown.length} of ${paths.length}` : `${paths.length}`;
    parts.push(
      `<div class="group"><h4>Group ${i + 1}: ${of} photos${fault}</h4><ul class="grid">${figures.join('')}</ul></div>`,
    );
  }
  const note =
    parts.length < groups.length
      ? `<p class="soft">${parts.length} of ${groups.length} groups shown.</p>`
      : '';
  return `${note}${parts.join('')}`;
}

/** Photos whose label is least probable, those that are flagged among them. */
export async function labelsSection(
  { errors, items }: LabelErrors,
  { root, most, thumbnails }: SectionTools,
): Promise<ReportSection> {
  const figures = items.map(({ path, label, prediction, loss, problems }): ReportFigure => {
    const isFlagged = problems?.includes('labelError') === true;
    const probability = loss === undefined ? [] : [`probability of its label ${Math.exp(-loss).toFixed(3)}`];
    const other = prediction !== undefined && prediction !== label ? [`looks like ${prediction}`] : [];
    const flag = isFlagged ? [{ text: 'likely error', kind: 'bad' } as const] : [];
    return {
      path,
      name: relativePath(root, path),
      lines: [`label ${label ?? 'unknown'}`, ...other, ...probability, ...flag],
    };
  });
  // Right labels at the ranking's end would fill the page with what nobody needs to see.
  const worst = figures.slice(0, Math.max(most, errors.length));
  const { length } = errors;
  const intro = `<p>${length} likely ${length === 1 ? 'error' : 'errors'} among ${items.length} photos, judged by a model that had not seen them; the least probable labels first.</p>`;
  return {
    id: 'labels',
    title: 'Labels to look at',
    html: `${intro}${await galleryHtml(worst, most, thumbnails)}`,
  };
}
