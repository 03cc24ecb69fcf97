/** The commands about traces and their bytes. */

import { type Command, Option } from 'commander';
import { group, leaf, type Wrap } from './command.ts';
import { parseCount } from './options.ts';

function decodeCommand(program: Command, wrap: Wrap): void {
  leaf(program, 'decode', 'find out what bytes are, and print them as a tree')
    .argument('[text]', 'hexadecimal, base64, an EID, an ICCID, …; - for stdin')
    .option(
      '-f, --file <file>',
      'read a file instead: text of these kinds, PEM, JSON of ES9+, or bytes as they are',
    )
    .option('--sections', 'with the section that defines each value')
    .action(
      wrap(async (context, text: string | undefined, options: import('./commands/decode.ts').DecodeOptions) =>
        (await import('./commands/decode.ts')).decode(context, text, options),
      ),
    );
}

export function traceCommands(program: Command, wrap: Wrap): void {
  decodeCommand(program, wrap);
  const commands = () => import('./commands/trace.ts');
  const trace = group(program, 'trace', 'what was said between workbench, card and servers');
  leaf(trace, 'search', 'look for exchanges by status word, tag, function, host, bytes or text')
    .argument('<query...>', 'as sw:69xx, tag:BF2D, fn:GetProfilesInfo, host:NAME, hex:5A0A, text:WORD')
    .option('--operation <id>', 'in one operation only', parseCount)
    .option('--limit <number>', 'how many at most', parseCount, 100)
    .action(
      wrap(async (context, query: readonly string[], options: import('./commands/trace.ts').SearchOptions) =>
        (await commands()).searchTraces(context, query, options),
      ),
    );
  leaf(trace, 'export', 'write the trace of an operation without its secrets')
    .argument('<id>', 'number of the operation', parseCount)
    .option('--pcapng <file>', 'for Wireshark: APDUs in GSMTAP, HTTP in TCP')
    .option('--har <file>', 'HTTP for the network panel of a browser')
    .option('--jsonl <file>', 'one exchange a line, as JSON')
    .option('--disguise', 'replace what is personal, too, as evidence export does')
    .option('--evidence', 'the number is one of opened evidence')
    .action(
      wrap(async (context, id: number, options: import('./commands/evidence.ts').TraceExportOptions) =>
        (await import('./commands/evidence.ts')).exportTrace(context, id, options),
      ),
    );
  leaf(
    trace,
    'import',
    'take in a recording of another program as an operation: lpac, pcsc-spy, pcap, pcapng',
  )
    .argument('<file>', 'the log or capture')
    .addOption(
      new Option('--format <format>', 'what it is, where that is not found out').choices([
        'lpac',
        'pcsc-spy',
        'pcap',
      ]),
    )
    .action(
      wrap(async (context, file: string, options: { readonly format?: string }) =>
        (await import('./commands/evidence.ts')).importTrace(context, file, options),
      ),
    );
  leaf(trace, 'compare', 'compare the traces of two operations; exit code 1 when they differ')
    .argument('<a>', 'number of the one operation', parseCount)
    .argument('<b>', 'number of the other', parseCount)
    .option('--ignore-bytes', 'leave payloads out: challenges and signatures differ each time')
    .option('--times', 'tell times that differ, too')
    .option('--all', 'print what is the same, too')
    .action(
      wrap(async (context, a: number, b: number, options: import('./commands/trace.ts').CompareOptions) =>
        (await commands()).compareTraces(context, a, b, options),
      ),
    );
  leaf(trace, 'copy', 'print the exchanges of an operation for other tools')
    .argument('<id>', 'its number', parseCount)
    .addOption(
      new Option(
        '--format <format>',
        'hex, json, script (shell, with scriptor), opensc (opensc-tool -s), gscriptor',
      )
        .choices(['hex', 'json', 'script', 'opensc', 'gscriptor'])
        .default('hex'),
    )
    .option('--seq <number...>', 'only these exchanges')
    .action(
      wrap(async (context, id: number, options: import('./commands/trace.ts').CopyOptions) =>
        (await commands()).copyTrace(context, id, options),
      ),
    );
}
