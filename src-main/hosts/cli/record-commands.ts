/** The commands about the records as a whole: reports, the data folder and its key. */

import { type Command, Option } from 'commander';
import type { ReportBy } from '../../../src-shared/model/index.ts';
import { group, leaf, type Wrap } from './command.ts';
import { parseCount } from './options.ts';

function reportCommands(program: Command, wrap: Wrap): void {
  const report = group(program, 'report', 'who did what to which card, and how it ended');
  for (const by of ['card', 'day', 'batch'] satisfies ReportBy[])
    leaf(report, by, `a report per ${by}`)
      .argument(by === 'card' ? '[eid]' : by === 'day' ? '[day]' : '[batch]', `only this ${by}`)
      .addOption(
        new Option('--format <format>', 'json, csv or a page to print')
          .choices(['json', 'csv', 'html'])
          .default('csv'),
      )
      .option('-o, --output <file>', 'write it into this file (mode 0600) instead of to stdout')
      .option('--eid <eid>', 'only this card')
      .option('--iccid <iccid>', 'only this profile')
      .option('--batch <name>', 'only this batch')
      .option('--day <day>', 'only what was begun on that day, as 2026-11-27')
      .option('--from <day>', 'only from that day on')
      .option('--to <day>', 'only to that day, with it')
      .option('--kind <kind...>', 'only these kinds of operation, as activate download')
      .option('--time-zone <zone>', "whose days they are, as Europe/Vienna (default: the system's)")
      .option('--limit <number>', 'how many operations a report lists at most; a CSV holds all', parseCount)
      .action(
        wrap(
          async (context, only: string | undefined, options: import('./commands/report.ts').ReportOptions) =>
            (await import('./commands/report.ts')).makeReport(context, by, only, options),
        ),
      );
}

function doctorCommand(program: Command, wrap: Wrap): void {
  leaf(program, 'doctor', 'check data folder, database, keys, readers, roots and clock, and say what to do')
    .option('--resolve <name...>', 'look up these servers, too; without it no name is')
    .option('--deep', 'check every page of the database, traces included (minutes for gigabytes)')
    .action(
      wrap(async (context, options: import('./commands/doctor.ts').DoctorOptions) =>
        (await import('./commands/doctor.ts')).runDoctor(context, options),
      ),
    );
}

export function recordCommands(program: Command, wrap: Wrap): void {
  reportCommands(program, wrap);
  doctorCommand(program, wrap);
}
