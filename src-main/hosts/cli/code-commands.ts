/** The commands about the vault of activation codes with their arguments and options. */

import type { Command } from 'commander';
import { group, leaf, type Wrap, type Yes } from './command.ts';
import type { CheckOptions } from './commands/check.ts';
import type { EditOptions, ImportOptions, LabelOptions, ListOptions } from './commands/code.ts';
import { languageOption, parseCount, yesOption } from './options.ts';

function known(command: Command): Command {
  return command
    .option('--label <text>', 'what it is called here')
    .option('--carrier <name>', 'the carrier, as its profile will name it')
    .option('--iccid <digits>', 'ICCID of its profile, where it is known')
    .option(
      '--batch <name>',
      'a name under which codes, and the operations that use them, are found and reported together',
    )
    .option('--valid-until <day>', 'last day on which it can be used, as 2027-01-31')
    .option('--confirmation-code-file <file>', 'file that holds the confirmation code');
}

export function codeCommands(program: Command, wrap: Wrap): void {
  const commands = () => import('./commands/code.ts');
  const code = group(program, 'code', 'the vault of activation codes');
  leaf(code, 'list', 'list the codes, the newest first, without the codes themselves')
    .option('--limit <number>', 'how many', parseCount, 100)
    .option('--state <state>', 'NOT_INSTALLED, claimed, ACTIVE, burned or EXPIRED')
    .option('--batch <name>', 'those of one batch')
    .option('--search <text>', 'part of label, carrier, ICCID, batch or server')
    .action(wrap(async (context, options: ListOptions) => (await commands()).listCodes(context, options)));
  leaf(code, 'show', 'show what is known of a code')
    .argument('<id>', 'its number', parseCount)
    .action(wrap(async (context, id: number, _options: object) => (await commands()).showCode(context, id)));
  known(leaf(code, 'add', 'put one code into the vault; it comes on stdin')).action(
    wrap(async (context, options: EditOptions) => (await commands()).addCode(context, options)),
  );
  leaf(code, 'import', 'read lists, CSV files, pictures of QR codes, PDF files and folders (docs/codes.md)')
    .argument('[files...]', 'files and folders; without one, or with -, a list on stdin')
    .option('--batch <name>', 'the batch of those that name none')
    .option('--all-or-nothing', 'add nothing where one is refused')
    .option('--dates <order>', 'how 03/04/2027 is meant: dmy or mdy')
    .action(
      wrap(async (context, files: readonly string[], options: ImportOptions) =>
        (await commands()).importCodes(context, files, options),
      ),
    );
  known(leaf(code, 'edit', 'change what is known of a code; an empty text takes a field away'))
    .argument('<id>', 'its number', parseCount)
    .option('--remove-confirmation-code', 'forget the confirmation code')
    .action(
      wrap(async (context, id: number, options: EditOptions) =>
        (await commands()).editCode(context, id, options),
      ),
    );
  leaf(code, 'check', 'look what stands against installing a code, without using it up')
    .argument(
      '[code]',
      'the activation code, or - to read it from stdin; without one, the default SM-DP+ is meant',
    )
    .option('--code <id>', 'a code of the vault', parseCount)
    .option('--qr <file>', 'a picture of its QR code')
    .option('-r, --reader <reader>', 'the reader that holds the card')
    .option('--no-enable', 'it would be downloaded and not enabled')
    .option('--confirmation-code-file <file>', 'file that holds the confirmation code')
    .option('--offline', 'do not connect to its server')
    .action(
      wrap(async (context, text: string | undefined, options: CheckOptions) =>
        (await import('./commands/check.ts')).checkCode(context, text, options),
      ),
    );
  leaf(code, 'reveal', 'print the code itself, while it is not used up; it is a secret')
    .argument('<id>', 'its number', parseCount)
    .action(
      wrap(async (context, id: number, _options: object) => (await commands()).revealCode(context, id)),
    );
  leaf(code, 'labels', 'make QR pictures or label sheets for codes that are not installed')
    .argument('[ids...]', 'their numbers', (text: string, before: readonly number[] = []) => [
      ...before,
      parseCount(text),
    ])
    .option('--batch <name>', 'all free codes of a batch')
    .option('--format <format>', 'png, svg, or page: one to print', 'page')
    .option('--sheet <sheet>', 'a name or measures of docs/codes.md')
    .option('--skip <number>', 'labels of the first sheet that are used up', parseCount)
    .option('--confirmation-code', 'print the confirmation code too')
    .option('--code-text', 'print server and matching ID as text too')
    .option('--outlines', 'draw the edges of the labels')
    .addOption(languageOption('of the labels'))
    .option('-o, --out <folder>', 'where the files go', '.')
    .action(
      wrap(async (context, ids: readonly number[] | undefined, options: LabelOptions) =>
        (await commands()).makeLabels(context, ids ?? [], options),
      ),
    );
  leaf(code, 'release', 'free a code whose operation cannot be reconciled, since its card is lost')
    .argument('<id>', 'its number', parseCount)
    .option(...yesOption)
    .action(
      wrap(async (context, id: number, options: Yes) => (await commands()).releaseCode(context, id, options)),
    );
  leaf(code, 'remove', 'take a code out of the vault for good')
    .argument('<id>', 'its number', parseCount)
    .option(...yesOption)
    .action(
      wrap(async (context, id: number, options: Yes) => (await commands()).removeCode(context, id, options)),
    );
  leaf(code, 'rotate', 'make a new key for the vault and seal everything in it anew').action(
    wrap(async (context, _options: object) => (await commands()).rotateVault(context)),
  );
}
