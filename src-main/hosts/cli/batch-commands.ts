/** The commands about batches with their arguments and options. */

import type { Command } from 'commander';
import { group, leaf, type Wrap, type Yes } from './command.ts';
import type { BatchLabelOptions } from './commands/batch.ts';
import type { RunOptions } from './commands/batch-run.ts';
import type { ReportOptions } from './commands/report.ts';
import { languageOption, parseCount, parseNumber, yesOption } from './options.ts';

const several = (text: string, before: readonly string[] = []) => [...before, text];

export function batchCommands(program: Command, wrap: Wrap): void {
  const commands = () => import('./commands/batch.ts');
  const batch = group(program, 'batch', 'lists of codes, worked off with all readers: the station');
  leaf(batch, 'run', 'work off a list: CSV, lines of codes, or of EID and code, or JSON rows')
    .argument('<file>', 'the list')
    .option('--name <name>', 'what the batch is called; its operations are reported under it')
    .option(
      '-r, --reader <reader>',
      'a reader that takes part (may be repeated; default: all real ones, else the simulated ones)',
      several,
    )
    .option('--recipe <file>', 'the recipe as JSON (docs/station.md); options go before it')
    .option('--no-enable', 'do not enable the profile')
    .option('--carrier <name>', 'install only profiles of this carrier')
    .option('--min-memory <bytes>', 'free memory that a card has to have', parseCount)
    .option('--any-ci', 'take cards of which no CI is trusted here, too')
    .option('--delete-test-profiles', 'delete test profiles first')
    .option('--nickname <pattern>', 'nickname of the profile, as "Bench {line}"')
    .option('--confirmation-code-file <file>', 'file with the confirmation code for all codes that need one')
    .option(
      '--ask-confirmation',
      'let a person be asked for confirmation codes that are not kept (in the window)',
    )
    .option('--accept-ppr', 'agree beforehand to policy rules that bind the card')
    .option(
      '--stop-after <number>',
      'stop after so many lines that fail one after another; 0: never (default 3)',
      parseNumber,
    )
    .option('--stop-after-all <number>', 'stop after so many lines that fail in all', parseNumber)
    .option('--when-there <what>', 'a card that has the profile already: skip, fail, enable or install')
    .option('--next-code', 'a card whose code is refused gets the next one at once')
    .option('--dates <order>', 'how dates like 03/04/2027 are meant: dmy or mdy')
    .option('--labels <folder>', 'at the end write labels there, of the codes not used and of the cards done')
    .addOption(languageOption('of the labels'))
    .option('--all-or-nothing', 'begin only where no line is refused')
    .action(
      wrap(async (context, file: string, options: RunOptions) =>
        (await import('./commands/batch-run.ts')).runBatch(context, file, options),
      ),
    );
  leaf(batch, 'resume', 'go on with a batch, and follow it')
    .argument('<id>', 'its number', parseCount)
    .action(
      wrap(async (context, id: number, _options: object) =>
        (await import('./commands/batch-run.ts')).resumeBatch(context, id),
      ),
    );
  leaf(batch, 'list', 'list the batches, the newest first')
    .option('--limit <number>', 'how many', parseCount, 50)
    .option('--state <state>', 'those in one state')
    .action(
      wrap(async (context, options: { readonly limit: number; readonly state?: string }) =>
        (await commands()).listBatches(context, options),
      ),
    );
  leaf(batch, 'show', 'show a batch with its lines')
    .argument('<id>', 'its number', parseCount)
    .action(wrap(async (context, id: number, _options: object) => (await commands()).showBatch(context, id)));
  leaf(batch, 'pause', 'begin nothing more; what runs comes to its end')
    .argument('<id>', 'its number', parseCount)
    .action(
      wrap(async (context, id: number, _options: object) => (await commands()).pauseBatch(context, id)),
    );
  leaf(batch, 'report', 'who did what to which card in a batch, and how it ended')
    .argument('<id>', 'its number', parseCount)
    .option('--format <format>', 'csv, json or html', 'csv')
    .addOption(languageOption('of the page, and of sentences in a table or document'))
    .option('-o, --output <file>', 'where it goes (default: stdout)')
    .action(
      wrap(async (context, id: number, options: ReportOptions) =>
        (await commands()).reportBatch(context, id, options),
      ),
    );
  leaf(
    batch,
    'labels',
    'label sheets: QR codes of the codes that were not used, or of the cards that are done',
  )
    .argument('<id>', 'its number', parseCount)
    .option('--of <which>', 'unused or done', 'unused')
    .option('--format <format>', 'png, svg, or page: one to print', 'page')
    .option('--sheet <sheet>', 'a name or measures of docs/codes.md')
    .option('--skip <number>', 'labels of the first sheet that are used up', parseCount)
    .addOption(languageOption('of the labels'))
    .option('-o, --out <folder>', 'where the files go', '.')
    .action(
      wrap(async (context, id: number, options: BatchLabelOptions) =>
        (await commands()).labelBatch(context, id, options),
      ),
    );
  for (const [what, summary] of [
    ['retry', 'let lines begin anew; without numbers all that failed'],
    ['skip', 'leave lines out; without numbers all that failed'],
  ] as const)
    leaf(batch, what, summary)
      .argument('<id>', 'the number of the batch', parseCount)
      .argument('[lines...]', 'numbers of lines', (text: string, before: readonly number[] = []) => [
        ...before,
        parseCount(text),
      ])
      .action(
        wrap(async (context, id: number, lines: readonly number[] | undefined, _options: object) =>
          (await commands()).changeLines(context, what, id, lines ?? []),
        ),
      );
  leaf(batch, 'remove', 'forget a batch of which nothing runs')
    .argument('<id>', 'its number', parseCount)
    .option(...yesOption)
    .action(
      wrap(async (context, id: number, options: Yes) => (await commands()).removeBatch(context, id, options)),
    );
}
