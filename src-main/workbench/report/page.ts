/** A report as one HTML page to print, in the language that is spoken: no script, nothing from elsewhere, and no text of others that acts. */

import { languageTags, spokenLanguage } from '../../../src-shared/language.ts';
import type {
  ReportDocument,
  ReportEntry,
  ReportGroup,
  ReportTotals,
} from '../../../src-shared/model/index.ts';
import {
  fillText,
  formatDay,
  formatDuration,
  formatInteger,
  formatList,
  formatZonedTime,
  groupDigits,
  operationKindText,
  reportTexts,
} from '../../../src-shared/texts.ts';

function escaped(value: string): string {
  return value
    .replace(/[\uFFFE\uFFFF]/g, '\uFFFD')
    .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Text that is not ours: its direction ends with it. */
function foreign(value: string | undefined): string {
  return value === undefined || value === '' ? '' : `<bdi>${escaped(value)}</bdi>`;
}

/** On paper nothing else says which of two equal times it was when the clocks were put back. */
const timeText = (time: string) => `${formatZonedTime(time)} ${time.slice(19)}`;

/** Two lines of 16 digits: whole, and no wider than they have to be. */
const eidLines = (eid: string) =>
  [eid.slice(0, 16), eid.slice(16)].map((half) => escaped(groupDigits(half))).join('<br>');

/** How the name of a group is shown. */
const nameOf: Readonly<Record<ReportDocument['by'], (name: string) => string>> = {
  card: groupDigits,
  day: formatDay,
  batch: (name) => name,
};

const style = `
:root { color-scheme: light; font: 10pt/1.35 system-ui, sans-serif; color: #111; background: #fff; }
body { margin: 1.5rem; }
h1 { font-size: 1.4rem; margin: 0 0 .3rem; }
h2 { font-size: 1.05rem; margin: 1.4rem 0 .3rem; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem .8rem; margin: 0 0 .8rem; }
dt { color: #555; } dd { margin: 0; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; font-size: .82rem; }
caption { text-align: left; padding: .2rem 0; }
th, td { border: 1px solid #bbb; padding: .2rem .35rem; text-align: left; vertical-align: top; }
bdi { overflow-wrap: anywhere; }
th { background: #eee; } thead { display: table-header-group; } tr { break-inside: avoid; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
.number, .id, .time { white-space: nowrap; }
.id { font-family: ui-monospace, monospace; }
.failed, .unknown { font-weight: 600; }
.simulated { border: 1px dashed #555; padding: 0 .3rem; font-size: .8rem; font-weight: 600; }
section.of-simulated table { border: 2px dashed #555; }
.warning { border: 2px solid #111; padding: .4rem .6rem; }
@page { size: A4 landscape; margin: 12mm; }
@media print { body { margin: 0; } h2 { break-after: avoid; } }
`;

/** In a report per card its EID stands over the table, and in no row of it. */
const headOf = (by: ReportDocument['by']) =>
  Object.entries(reportTexts.columns)
    .filter(([column]) => column !== 'card' || by !== 'card')
    .map(([, name]) => `<th scope="col">${escaped(name)}</th>`)
    .join('');

function rowOf(entry: ReportEntry, by: ReportDocument['by']): string {
  const { error } = entry;
  const what = [
    entry.profile === undefined ? '' : foreign(entry.profile),
    entry.iccid === undefined ? '' : `<span class="id">${escaped(groupDigits(entry.iccid))}</span>`,
  ].filter((one) => one !== '');
  const outcome = [
    `<span class="${entry.outcome}">${escaped(reportTexts.outcomes[entry.outcome])}</span>`,
    ...(error === undefined ? [] : [foreign(error.message), foreign(error.remedy)]),
    ...entry.remarks.map(foreign),
  ];
  const code = [
    ...(entry.code === undefined ? [] : [escaped(fillText(reportTexts.code, { id: entry.code }))]),
    ...(entry.codeUse === 'none' ? [] : [escaped(reportTexts.codeUses[entry.codeUse])]),
  ];
  const who = [foreign(entry.createdBy), foreign(entry.source)].filter((one) => one !== '');
  const cells = [
    `<td class="number">${entry.operation}</td>`,
    // The offset may stand below.
    `<td><span class="time">${escaped(formatZonedTime(entry.begun))}</span> ${escaped(entry.begun.slice(19))}</td>`,
    `<td class="number">${entry.durationMs === undefined ? '' : escaped(formatDuration(entry.durationMs))}</td>`,
    ...(by === 'card' ? [] : [`<td class="id">${entry.eid === undefined ? '' : eidLines(entry.eid)}</td>`]),
    `<td>${escaped(operationKindText[entry.kind])}</td>`,
    `<td>${what.join('<br>')}</td>`,
    `<td>${outcome.join('<br>')}</td>`,
    `<td>${code.join('<br>')}</td>`,
    `<td>${foreign(entry.server)}</td>`,
    `<td>${foreign(entry.reader)}</td>`,
    `<td>${who.join('<br>')}</td>`,
    `<td>${foreign(entry.batch)}</td>`,
  ];
  return `<tr>${cells.join('')}</tr>\n`;
}

function totalsText(totals: ReportTotals): string {
  const parts = (['successful', 'failed', 'cancelled', 'running', 'unknown'] as const)
    .filter((outcome) => totals[outcome] > 0)
    .map((outcome) => fillText(reportTexts.counted[outcome], { count: formatInteger(totals[outcome]) }));
  const operations = fillText(reportTexts.operations, { count: totals.operations });
  return parts.length === 0
    ? operations
    : fillText(reportTexts.total, { operations, outcomes: formatList(parts) });
}

const badgeOf = () => `<span class="simulated">${escaped(reportTexts.simulated)}</span>`;

function section(group: ReportGroup, by: ReportDocument['by']): string {
  const name =
    group.name === undefined
      ? escaped(reportTexts.without[by])
      : fillText(escaped(reportTexts.groups[by]), {
          name: foreign(nameOf[by](group.name)),
        });
  return `<section class="${group.simulated ? 'of-simulated' : 'of-real'}">
<h2>${name} ${group.simulated ? badgeOf() : ''}</h2>
<table><caption>${escaped(totalsText(group.totals))}</caption>
<thead><tr>${headOf(by)}</tr></thead>
<tbody>
${group.entries.map((entry) => rowOf(entry, by)).join('')}</tbody></table>
</section>
`;
}

/** How a condition is shown that is not shown as it is. */
const filterText: Readonly<Record<string, (filter: ReportDocument['filter']) => string>> = {
  kinds: ({ kinds = [] }) => escaped(formatList(kinds.map((kind) => operationKindText[kind]))),
  day: ({ day = '' }) => escaped(formatDay(day)),
  from: ({ from = '' }) => escaped(timeText(from)),
  to: ({ to = '' }) => escaped(timeText(to)),
};

export function reportPage(document: ReportDocument): string {
  const { totals, filter, by } = document;
  const facts: [string, string][] = [
    [reportTexts.made, escaped(timeText(document.made))],
    [reportTexts.timeZone, escaped(document.timeZone)],
    ...Object.entries(filter).map(([name, value]): [string, string] => [
      reportTexts.filters[name as keyof typeof filter],
      filterText[name]?.(filter) ?? foreign(String(value)),
    ]),
    [reportTexts.realTotal, escaped(totalsText(totals.real))],
    [reportTexts.simulatedTotal, escaped(totalsText(totals.simulated))],
  ];
  const title = reportTexts.titles[by];
  const left =
    document.more === undefined
      ? ''
      : `<p class="warning">${escaped(
          fillText(reportTexts.truncated, {
            listed: formatInteger(document.listed),
            matching: formatInteger(totals.real.operations + totals.simulated.operations),
          }),
        )}</p>\n`;
  return `<!DOCTYPE html>
<html lang="${languageTags[spokenLanguage()]}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
<h1>${escaped(title)}</h1>
<dl>${facts.map(([name, value]) => `<dt>${escaped(name)}</dt><dd>${value}</dd>`).join('')}</dl>
${left}${document.groups.map((group) => section(group, by)).join('')}</body>
</html>
`;
}
