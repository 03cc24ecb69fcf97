/**
 * Makes docs/faults.md and the library of faults (src-shared/faults/library.json): every fault injected by its rule, and what the
 * workbench reports for it. `node scripts/faults-doc.ts` writes both; `--check` compares them and says what differs.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeError, type ErrorData, WorkbenchError } from '../src-shared/errors/index.ts';
import type { LibraryFault, Operation } from '../src-shared/model/index.ts';
import { reconciliationOutcomeText, remarkText } from '../src-shared/texts.ts';
import { matchingIds } from '../test/support/fault-bench.ts';
import { runFault, States } from '../test/support/fault-scenarios.ts';
import { type Case, chapters, type Scenario } from './faults-doc/cases.ts';

const page = join(import.meta.dirname, '..', 'docs', 'faults.md');
const library = join(import.meta.dirname, '..', 'src-shared', 'faults', 'library.json');
/** What changes from run to run and means nothing here. */
function stable(text: string): string {
  return text
    .replace(/\d{4}-\d\d-\d\d(?:T[\d:.]+Z)?/g, '(date)')
    .replace(/after \d+ bytes/g, 'after (n) bytes')
    .replace(/\b[0-9A-F]{40}\b/g, '(key id)')
    .replaceAll('|', '\\|');
}

const codeUse: Readonly<Record<Operation['activationCodeUse'], string>> = {
  none: '',
  unused: 'can be used again',
  used: 'used up',
  unknown: 'not known',
};

interface Row {
  readonly case: Case;
  readonly operation: Operation;
  /** Rules that did nothing: then the row shows nothing. */
  readonly idle: readonly string[];
  readonly profilesOnCard: number;
  /** What the server holds the order for, where there is one. */
  readonly order: string;
}

function matchingIdOf(scenario: Scenario): string | undefined {
  if (scenario === 'download with code') return matchingIds.confirmed;
  return /download|activate/.test(scenario) ? matchingIds.plain : undefined;
}

function runCase(one: Case, states: States): Promise<Row> {
  return runFault(one, states, async (bench, operation) => {
    const idle = bench.rules().flatMap(({ rule, done }) => (done === 0 ? rule : []));
    const matchingId = matchingIdOf(one.scenario);
    const order = matchingId === undefined ? '' : bench.orderState(matchingId);
    return { case: one, operation, idle, profilesOnCard: bench.profilesOnCard(), order };
  });
}

/** What is reported of a download and is not so. */
function contradiction({ case: { scenario }, operation, profilesOnCard }: Row): string | undefined {
  if (matchingIdOf(scenario) === undefined) return undefined;
  const { status, reconciliation, activationCodeUse } = operation;
  if (status === 'successful' && profilesOnCard === 0)
    return 'successful, and there is no profile on the card';
  if (profilesOnCard > 0 && activationCodeUse === 'unused' && reconciliation.state !== 'pending')
    return 'the profile is on the card, and the code is said to be unused';
  return undefined;
}

function report({ operation }: Pick<Row, 'operation'>): string {
  const { error, reconciliation, remarks } = operation;
  const parts: string[] = [];
  if (error !== undefined) {
    const { message, remedy } = describeError(error as ErrorData);
    parts.push(`${message}. ${remedy}`);
  }
  const { events } = operation;
  if (operation.kind === 'discover' && events !== undefined)
    parts.push(`*Events that were found: ${events.length}.*`);
  for (const remark of remarks) parts.push(`*${remarkText(remark.code, remark.params)}*`);
  if (reconciliation.state === 'pending') parts.push('*Waits for the card to be read again.*');
  if (reconciliation.outcome !== undefined)
    parts.push(
      `*Read again: ${reconciliationOutcomeText[reconciliation.outcome].toLowerCase()}.*`.replace('..', '.'),
    );
  return stable([...new Set(parts)].join(' '));
}

function line(row: Row): string {
  const rules = row.case.rules.map((rule) => `\`${rule.replaceAll('|', '\\|')}\``).join(' and ');
  const { operation } = row;
  const { status, error, activationCodeUse } = operation;
  const cells = [rules, row.case.scenario, status, error === undefined ? '' : `\`${error.code}\``];
  return `| ${[...cells, report(row), codeUse[activationCodeUse], row.order].join(' | ')} |`;
}

/** What the library has of a row: the same, for programs. */
function entry({ case: one, operation, order }: Row, chapter: string, section: string): LibraryFault {
  const { kind, status, error, activationCodeUse } = operation;
  const params = Object.entries(error?.params ?? {}).map(([name, value]) => [
    name,
    typeof value === 'string' ? stable(value).replaceAll('\\|', '|') : value,
  ]);
  return {
    rules: [...one.rules],
    chapter,
    section,
    scenario: one.scenario,
    kind,
    status: status as LibraryFault['status'],
    ...(error === undefined ? {} : { error: { code: error.code, params: Object.fromEntries(params) } }),
    text: report({ operation }).replaceAll('\\|', '|'),
    activationCodeUse,
    ...(order === '' ? {} : { order }),
  };
}

const head = `# Faults and what the workbench makes of them

Made by \`node scripts/faults-doc.ts\`, which runs every line; do not edit. [cli.md](cli.md#faults) explains the rules. Each was in
force for one operation of the workbench with a simulated reader, card and SM-DP+, as with \`--fault\`: a download, or an operation on a card
with one profile. \`rejected download\` is one that the user rejects, so that the session is cancelled.

What is told is the error's sentence and the next step; *in italics* the remarks of the operation. *Activation code* is what the
workbench knows of it then; *order* is what the SM-DP+ holds the order for (SGP.22 v2.5 §3.1.6), which no LPA is told.
`;

async function generate(): Promise<readonly [page: string, library: string]> {
  const states = new States();
  const out = [head];
  const faults: string[] = [];
  const entries: LibraryFault[] = [];
  for (const chapter of chapters) {
    out.push(`## ${chapter.title}\n`);
    for (const section of chapter.sections) {
      out.push(`### ${section.title}\n`);
      if (section.text !== undefined) out.push(`${section.text}\n`);
      out.push(
        '| rule | operation | ends | error | what is told | activation code | order |\n|---|---|---|---|---|---|---|',
      );
      for (const one of section.cases) {
        try {
          const row = await runCase(one, states);
          if (row.idle.length > 0) faults.push(`these rules did nothing: ${row.idle.join(', ')}`);
          const lie = contradiction(row);
          if (lie !== undefined) faults.push(`${one.rules.join(', ')} (${one.scenario}): ${lie}`);
          out.push(line(row));
          entries.push(entry(row, chapter.title, section.title));
        } catch (error) {
          if (error instanceof WorkbenchError)
            throw new Error(`${one.rules.join(', ')}: ${error.message} ${error.remedy}`);
          throw error;
        }
      }
      out.push('');
    }
  }
  out.push(
    `${entries.length} faults. Not here, since the workbench calls none of them: the errors of ES10b.LoadCRL, and the functions of ES2+, ES12 and ES15; their rules work as those above.`,
  );
  if (faults.length > 0) throw new Error(faults.join('\n'));
  return [`${out.join('\n')}\n`, `[\n${entries.map((one) => JSON.stringify(one)).join(',\n')}\n]\n`];
}

/** The first lines that differ, for people. */
function difference(before: string, after: string): string[] {
  const [old, now] = [before.split('\n'), after.split('\n')];
  const gone = old.filter((one) => !now.includes(one)).map((one) => `- ${one}`);
  const come = now.filter((one) => !old.includes(one)).map((one) => `+ ${one}`);
  return [...gone, ...come].slice(0, 20);
}

const [madePage, madeLibrary] = await generate();
for (const [file, made] of [
  [page, madePage],
  [library, madeLibrary],
] as const) {
  if (!process.argv.includes('--check')) {
    writeFileSync(file, made);
    continue;
  }
  const kept = readFileSync(file, 'utf8');
  if (kept === made) continue;
  console.error(`${file} is not what the workbench does; make it anew with: node scripts/faults-doc.ts`);
  for (const one of difference(kept, made)) console.error(one);
  process.exitCode = 1;
}
