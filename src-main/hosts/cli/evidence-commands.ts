/** The commands about evidence files and about traces in other formats. */

import { type Command, Option } from 'commander';
import { group, leaf, type Wrap } from './command.ts';
import { parseCount } from './options.ts';

const commands = () => import('./commands/evidence.ts');

const keepIds = ['--keep-ids', 'leave EIDs and ICCIDs as they are'] as const;
const host = ['--host <name...>', 'replace these names of hosts, too'] as const;
const note = ['--note <text>', 'a remark for whoever opens it'] as const;

export function evidenceCommands(program: Command, wrap: Wrap): void {
  const evidence = group(
    program,
    'evidence',
    'one operation in a file, without secrets, to be sent to others',
  );
  leaf(evidence, 'preview', 'show what a file would hold, and what would be removed or replaced in it')
    .argument('<id>', 'number of the operation', parseCount)
    .option(...keepIds)
    .option(...host)
    .option(...note)
    .action(
      wrap(async (context, id: number, options: import('./commands/evidence.ts').EvidenceOptions) =>
        (await commands()).previewEvidence(context, id, options),
      ),
    );
  leaf(evidence, 'export', 'make a file of an operation')
    .argument('<id>', 'number of the operation', parseCount)
    .requiredOption('-o, --output <file>', 'the file, which must not be there')
    .option(...keepIds)
    .option(...host)
    .option(...note)
    .action(
      wrap(
        async (
          context,
          id: number,
          options: import('./commands/evidence.ts').EvidenceOptions & { readonly output: string },
        ) => (await commands()).exportEvidence(context, id, options),
      ),
    );
  leaf(evidence, 'open', 'check a file and keep it, apart from the operations of this workbench')
    .argument('<file>', 'what evidence export wrote')
    .action(
      wrap(async (context, file: string, _options: object) => (await commands()).openEvidence(context, file)),
    );
  leaf(evidence, 'list', 'list what was opened, the last one first').action(
    wrap(async (context, _options: object) => (await commands()).listEvidence(context)),
  );
  leaf(evidence, 'show', 'tell opened evidence in words')
    .argument('<id>', 'number of the opened evidence', parseCount)
    .action(
      wrap(async (context, id: number, _options: object) => (await commands()).showEvidence(context, id)),
    );
  leaf(
    evidence,
    'replay',
    'run it again, with the recording as card, server and person; says where it deviates',
  )
    .argument('<file|id>', 'a file, which is opened first, or the number of opened evidence')
    .addOption(
      new Option('--speed <speed>', 'as fast as it goes, or each exchange as long as it took')
        .choices(['fast', 'recorded'])
        .default('fast'),
    )
    .action(
      wrap(async (context, what: string, options: { readonly speed: 'fast' | 'recorded' }) =>
        (await commands()).replayEvidence(context, what, options),
      ),
    );
  leaf(evidence, 'remove', 'forget opened evidence; its file is not touched')
    .argument('<id>', 'number of the opened evidence', parseCount)
    .action(
      wrap(async (context, id: number, _options: object) => (await commands()).removeEvidence(context, id)),
    );
}
