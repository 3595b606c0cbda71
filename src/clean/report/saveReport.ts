import { basename } from 'node:path';
import { atomicWrite, expandPath } from '../../core/index.js';
import { escapeHtml, notebookPorts } from '../../notebook/index.js';
import type { AuditReport } from '../auditReport.js';
import type { LabelErrors } from '../labelErrors/findLabelErrors.js';
import { decisionsSection, tagsSection } from './decisionSections.js';
import {
  labelsSection,
  overviewSection,
  problemsSection,
  type ReportSection,
  type SectionTools,
} from './reportSections.js';
import { reportStyle } from './reportStyle.js';
import { type TakenDecisions, takenDecisions } from './takenDecisions.js';
import { ReportThumbnails } from './thumbnails.js';

/** Options of {@link saveReport}. */
export interface SaveReportOptions {
  /** Stands above the page. @default the folder's name */
  readonly title?: string;
  /** Folder of the data set, for names and for the journals of decisions. @default the report's */
  readonly root?: string;
  /** The ranking of labels, where it was made. @default none */
  readonly labelErrors?: LabelErrors;
  /** Pictures in each list of photos; the rest is counted, and named in part. @default 24 */
  readonly most?: number;
  /** Longer side of a picture, in pixels. @default 160 */
  readonly thumbSize?: number;
  /** Ends the work. @default Stop of the cell */
  readonly signal?: AbortSignal;
}

/** Pictures on a page, whatever the number of audits: some 3 MB. */
const mostPictures = 300;

/**
 * Writes what an audit found, the decisions that were taken, tags and the ranking of labels as one HTML page to send on: it needs
 * no other file and asks no other host; no script runs in it. However many photos there are, it has at most 300
 * pictures, and says how many it leaves out. Decisions are read from the journals beside the data.
 *
 * @returns the file's path
 * @throws {DiskFullError} {@link FileWriteError} the old page is still there
 * @example
 * ```ts
 * import { auditImages, findLabelErrors, saveReport } from 'tsvision';
 * const report = await auditImages(photos);
 * await saveReport(report, 'report.html', { labelErrors: await findLabelErrors(learn) });
 * ```
 */
export async function saveReport(
  report: AuditReport,
  path: string,
  options: SaveReportOptions = {},
): Promise<string> {
  const { root = report.root, most = 24, thumbSize = 160, labelErrors } = options;
  const folder = expandPath(root);
  const { title = basename(folder), signal = notebookPorts().interruptSignal() } = options;
  const thumbnails = new ReportThumbnails(mostPictures, thumbSize, signal);
  const tools: SectionTools = { root: folder, most, thumbnails };
  const decisions = await takenDecisions(folder, report.photos);
  const sections = [
    overviewSection(report),
    await problemsSection(report, tools),
    ...(labelErrors ? [await labelsSection(labelErrors, tools)] : []),
    await decisionsSection(decisions, tools),
    ...(await tagsSection(decisions, tools)),
  ];
  const target = expandPath(path);
  await atomicWrite(target, pageHtml(title, factsHtml(report, decisions, labelErrors), sections));
  return target;
}

function pageHtml(title: string, facts: string, sections: readonly ReportSection[]): string {
  const name = escapeHtml(title);
  const links = sections.map(({ id, title: text }) => `<li><a href="#${id}">${text}</a></li>`).join('');
  const body = sections.map(
    ({ id, title: text, html }) =>
      `<section aria-labelledby="${id}"><h2 id="${id}">${text}</h2>${html}</section>`,
  );
  const time = new Date().toISOString();
  return (
    '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">' +
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">` +
    '<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="referrer" content="no-referrer">' +
    `<title>${name}: photos looked through</title><style>${reportStyle}</style></head>\n<body>` +
    '<a class="skip" href="#classes">To the report</a>' +
    `<header><h1><bdi>${name}</bdi></h1><p class="soft">Photos looked through on <time datetime="${time}">${time.slice(0, 16).replace('T', ' ')} UTC</time></p>` +
    `${facts}<nav aria-label="Contents"><ul>${links}</ul></nav></header>\n<main>${body.join('\n')}</main>\n` +
    `<footer>Made by tsvision. At most ${mostPictures} pictures; the photos themselves are not in this page.</footer></body></html>\n`
  );
}

function factsHtml(
  report: AuditReport,
  decisions: TakenDecisions,
  labelErrors: LabelErrors | undefined,
): string {
  const classes = new Set(report.photos.map(({ label }) => label).filter((label) => label !== undefined));
  const troubled = new Set(report.findings.map(({ index }) => index));
  const { toDelete, toRelabel, deleted, relabelled, tagged } = decisions;
  const facts: readonly (readonly [number, string])[] = [
    [report.photos.length, 'photos'],
    [classes.size, 'classes'],
    [troubled.size, 'with a problem'],
    ...(labelErrors ? [[labelErrors.errors.length, 'likely wrong labels'] as const] : []),
    [toDelete.length + toRelabel.length, 'decisions to apply'],
    [deleted.length + relabelled.length, 'applied'],
    ...(tagged.length > 0 ? [[tagged.length, 'tagged'] as const] : []),
  ];
  const items = facts.map(([count, what]) => `<li><strong>${count}</strong><span>${what}</span></li>`);
  return `<ul class="facts">${items.join('')}</ul>`;
}
