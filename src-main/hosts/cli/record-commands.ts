/** The commands about the records as a whole: reports, the data folder and its key. */

import { type Command, Option } from 'commander';
import type { ReportBy } from '../../../src-shared/model/index.ts';
import { group, leaf, type Wrap } from './command.ts';
import { languageOption, parseCount } from './options.ts';

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
      .addOption(languageOption('of the page, and of sentences in a table or document'))
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

function retentionCommands(program: Command, wrap: Wrap): void {
  const commands = () => import('./commands/retention.ts');
  const retention = group(program, 'retention', 'how long records are kept');
  leaf(retention, 'show', 'show how long records are kept, and how large they are').action(
    wrap(async (context, _options: object) => (await commands()).showRetention(context)),
  );
  leaf(retention, 'set', 'say how long records are kept; what is not named stays, and `never` keeps for ever')
    .option('--traces <days>', 'APDUs and HTTP exchanges, days after the end of their operation')
    .option('--operations <days>', 'operations, days after their end')
    .option('--size <gigabytes>', 'how large the database may be, as 20 or 0.5')
    .action(
      wrap(async (context, options: import('./commands/retention.ts').RetentionOptions) =>
        (await commands()).setRetention(context, options),
      ),
    );
  leaf(retention, 'run', 'remove now what is older or larger than was set')
    .option('--compact', 'write the database anew without free pages; nothing else can be done meanwhile')
    .action(
      wrap(async (context, options: { readonly compact?: boolean }) =>
        (await commands()).runRetention(context, options),
      ),
    );
}

function keyCommands(program: Command, wrap: Wrap): void {
  const commands = () => import('./commands/key.ts');
  const key = group(program, 'key', 'the key of the data folder, and those of the vault');
  leaf(
    key,
    'move',
    'keep the key in a file as it is, behind a passphrase, or in the system keychain (while the desktop application runs)',
  )
    .addOption(
      new Option('--to <place>', 'where it is kept')
        .choices(['file', 'passphrase', 'keychain'])
        .makeOptionMandatory(),
    )
    .option('--new-passphrase-file <file>', 'file that holds the new passphrase (default: asked for)')
    .action(
      wrap(async (context, options: import('./commands/key.ts').MoveOptions) =>
        (await commands()).moveKey(context, options),
      ),
    );
  leaf(
    key,
    'passphrase',
    'set or change the passphrase: beside the system keychain, or the one that protects the key',
  )
    .option('--new-passphrase-file <file>', 'file that holds the new passphrase (default: asked for)')
    .action(
      wrap(async (context, options: Pick<import('./commands/key.ts').MoveOptions, 'newPassphraseFile'>) =>
        (await commands()).setKeyPassphrase(context, options),
      ),
    );
  leaf(
    key,
    'rotate',
    'a new key for the vault, the same as code rotate; or, with --master, for the data folder',
  )
    .option(
      '--master',
      'a new key for the data folder, kept as the present one is; what that has sealed is sealed anew in the background',
    )
    .action(
      wrap(async (context, { master }: { readonly master?: boolean }) =>
        master === true
          ? (await commands()).rotateMaster(context)
          : (await import('./commands/code.ts')).rotateVault(context),
      ),
    );
  leaf(key, 'status', 'where the key is kept, its number, and older ones that are still needed').action(
    wrap(async (context, _options: object) => (await commands()).showKey(context)),
  );
  leaf(
    key,
    'reseal',
    'seal with the newest key what older ones have sealed, and forget those; Ctrl-C stops it, and it can be gone on with',
  ).action(wrap(async (context, _options: object) => (await commands()).resealAll(context)));
}

function dataCommands(program: Command, wrap: Wrap): void {
  const commands = () => import('./commands/data.ts');
  const data = group(program, 'data', 'the data folder as a whole');
  leaf(data, 'export', 'write it into one file that opens with a passphrase only, also while an engine runs')
    .argument('<file>', 'the file, which must not be there')
    .option(
      '--export-passphrase-file <file>',
      'file that holds the passphrase of the export (default: asked for)',
    )
    .action(
      wrap(async (context, file: string, options: import('./commands/data.ts').ArchiveOptions) =>
        (await commands()).exportArchive(context, file, options),
      ),
    );
  leaf(data, 'import', 'make a data folder of such a file; the folder must be absent or empty')
    .argument('<file>', 'what data export wrote')
    .option(
      '--export-passphrase-file <file>',
      'file that holds the passphrase of the export (default: asked for)',
    )
    .action(
      wrap(async (context, file: string, options: import('./commands/data.ts').ArchiveOptions) =>
        (await commands()).importArchive(context, file, options),
      ),
    );
}

export function recordCommands(program: Command, wrap: Wrap): void {
  reportCommands(program, wrap);
  retentionCommands(program, wrap);
  keyCommands(program, wrap);
  dataCommands(program, wrap);
  doctorCommand(program, wrap);
}
