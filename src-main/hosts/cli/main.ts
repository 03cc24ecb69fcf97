/** The command line: `main(arguments)` sets the exit code. What each command does is in `commands/`, loaded when it is run. */

import { Command, CommanderError } from 'commander';
import { toWorkbenchError, WorkbenchError } from '../../../src-shared/errors/index.ts';
import { workbenchVersion } from '../engine/version.ts';
import type { Wrap } from './command.ts';
import { addCommands } from './commands.ts';
import { type CommonOptions, type Context, createContext, type StartEngine } from './context.ts';
import { exitCodeOf, exitCodes, exitCodeTexts } from './exit-codes.ts';
import { createOutput, type Streams, withoutCodes } from './output.ts';

export interface MainOptions {
  readonly streams?: Streams;
  /** How an engine is made where none runs. */
  readonly start?: StartEngine;
  /** Receives the signals of Ctrl-C. */
  readonly signals?: { on(name: 'SIGINT' | 'SIGTERM', listener: () => void): unknown };
}

/** One press of Ctrl-C can arrive more than once, from the terminal and from npm. */
const sameKeyMs = 300;

const startEngine: StartEngine = async (options) => {
  const { startEngine: start } = await import('../engine/compose.ts');
  return await start(options);
};

function footer(): string {
  const rows = exitCodeTexts.map(([code, meaning]) => `  ${String(code).padStart(3)}  ${meaning}`);
  return `\nExit codes:\n${rows.join('\n')}\n\nActivation codes are best given on stdin (\`-\`) or as a picture (--qr): a shell takes what follows a $ for its own.`;
}

/** What commander says of a wrong command line, as an error of ours. */
function usageError(message: string): WorkbenchError {
  const reason = withoutCodes(message)
    .replace(/^error: /, '')
    .replace(
      /^command-argument value '(.*)' is invalid for argument '([^']*)'\. It/s,
      "$2 '$1' is invalid. It",
    )
    .replace(/\s*\n\s*/g, ' ')
    .replace(/\.$/, '');
  return new WorkbenchError('usage', { reason: reason.charAt(0).toUpperCase() + reason.slice(1) });
}

function commonOptions(value: unknown): CommonOptions {
  return typeof value === 'object' && value !== null ? value : {};
}

/** Runs one command line (without the program's name) and gives its exit code. */
export async function runCommandLine(args: readonly string[], options: MainOptions = {}): Promise<number> {
  const streams = options.streams ?? process;
  const start = options.start ?? startEngine;
  const abort = new AbortController();
  let code: number = exitCodes.ok;

  /** Wraps what a command does: its context before, its errors and its engine's end after. */
  const wrap: Wrap =
    <A extends readonly unknown[]>(run: (context: Context, ...input: A) => Promise<number>) =>
    async (...input: [...A, Command]) => {
      // Commander calls with the arguments, the options and the command itself.
      const given = input.slice(0, -1) as unknown as A;
      const common = commonOptions(input.at(-2));
      const output = createOutput(streams, common.json === true);
      const { resolveDataFolder } = await import('../../store/data-folder-place.ts');
      const context = createContext(
        {
          streams,
          output,
          dataFolder: resolveDataFolder({ option: common.data }),
          options: common,
          interrupted: abort.signal,
        },
        start,
      );
      try {
        code = await run(context, ...given);
      } catch (thrown) {
        const error = toWorkbenchError(thrown);
        code =
          abort.signal.aborted && error.family === 'cancelled'
            ? exitCodes.interrupted
            : exitCodeOf(error.code);
        output.error(error.toData(), code);
      }
      await context.close().catch((error: unknown) => {
        const closing = toWorkbenchError(error);
        if (code === exitCodes.ok) code = exitCodeOf(closing.code);
        output.note(closing.message);
      });
    };

  const program = new Command('euicc-workbench')
    .description('A workbench for eUICC cards in PC/SC readers, with a simulated bench of its own.')
    .version(workbenchVersion(), '-V, --version')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => streams.stdout.write(text),
      // Errors are told below, as those of commands are; what comes here is the help that follows no command.
      outputError: () => {},
      writeErr: (text) => streams.stderr.write(withoutCodes(text)),
    })
    .addHelpText('after', footer());
  addCommands(program, wrap);

  let pressedAt = Number.NEGATIVE_INFINITY;
  const interrupt = () => {
    const now = performance.now();
    if (now - pressedAt < sameKeyMs) return;
    pressedAt = now;
    if (abort.signal.aborted) process.exit(exitCodes.interrupted);
    abort.abort(new DOMException('interrupted', 'AbortError'));
  };
  (options.signals ?? process).on('SIGINT', interrupt);
  (options.signals ?? process).on('SIGTERM', interrupt);

  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    code = error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    if (code === exitCodes.usage && error.code !== 'commander.help')
      createOutput(streams, args.includes('--json')).error(usageError(error.message).toData(), code);
  }
  return code;
}

/** The program itself: `bin/euicc-workbench.mjs` calls it with the arguments. */
export async function main(args: readonly string[]): Promise<void> {
  // A reader of our output that has gone away (`| head`) is no fault.
  process.stdout.on('error', () => process.exit(exitCodes.ok));
  process.exitCode = await runCommandLine(args);
  // Everything is closed by now; should something be left that keeps the process alive, it is not waited for.
  setTimeout(() => process.exit(), 3_000).unref();
}
