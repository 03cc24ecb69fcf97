/** What every command gets: its options, its output, and the engine when it asks for it. */

import { readFile, stat } from 'node:fs/promises';
import { describeError, WorkbenchError } from '../../../src-shared/errors/index.ts';
import type { ConnectTo, EngineOptions, OpenedEngine, RunningEngine } from '../engine/open.ts';
import { addRule, givenRules, toldRule } from './fault-rules.ts';
import type { Output, Streams } from './output.ts';
import { confirm, prompt } from './prompt.ts';

/** Options that every command takes. */
export interface CommonOptions {
  readonly data?: string;
  readonly json?: boolean;
  readonly simulator?: boolean;
  readonly simulatorDelay?: number;
  readonly simulatorCards?: number;
  readonly connectTo?: readonly ConnectTo[];
  readonly passphraseFile?: string;
  /** Fault rules, in force on the simulated bench while the command runs. */
  readonly fault?: readonly string[];
  readonly faults?: string;
}

export interface EngineNeeds {
  /** The command stays, and shows cards as they are put in. */
  readonly stays: boolean;
}

export interface Context {
  readonly streams: Streams;
  readonly output: Output;
  readonly dataFolder: string;
  readonly options: CommonOptions;
  /** Attached to the engine that runs, or to one of this process's own; opened once. */
  engine(needs?: EngineNeeds): Promise<OpenedEngine>;
  /** Detaches, or ends this process's own engine when nobody else uses it any more. */
  close(): Promise<void>;
  /** Aborted by the first Ctrl-C. */
  readonly interrupted: AbortSignal;
}

/** How an engine of one's own is made; injected, so that tests run the commands on a fake. */
export type StartEngine = (options: EngineOptions) => Promise<RunningEngine>;

/** A file's text without the line end at its end. Rejects with file_unreadable. */
export async function readText(file: string, limit = 64 * 1024): Promise<string> {
  return (await readBytes(file, limit)).toString('utf8').replace(/\r?\n$/, '');
}

const fileFaults: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'no right to read it',
  EPERM: 'no right to read it',
  EISDIR: 'it is a folder',
};

/** Rejects with file_unreadable, and with file_too_large where it has more than `limit` bytes. */
export async function readBytes(file: string, limit: number): Promise<Buffer> {
  const tooLarge = () => new WorkbenchError('file_too_large', { file, limit });
  let content: Buffer;
  try {
    // Before anything of it is in memory.
    if ((await stat(file)).size > limit) throw tooLarge();
    content = await readFile(file);
  } catch (error) {
    if (error instanceof WorkbenchError) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const reason = fileFaults[code] ?? (code || 'unknown reason');
    throw new WorkbenchError('file_unreadable', { file, reason }, { cause: error });
  }
  // A device, or one that has grown meanwhile.
  if (content.length > limit) throw tooLarge();
  return content;
}

/** The passphrase of the data folder's key as it was given; undefined where none was. Rejects with file_unreadable. */
export async function givenPassphrase(options: CommonOptions): Promise<string | undefined> {
  const file = options.passphraseFile ?? process.env['EUICC_WORKBENCH_PASSPHRASE_FILE'];
  return file === undefined || file === '' ? undefined : await readText(file);
}

/** Whether a passphrase is what it takes to open the folder from here. */
async function passphraseWanted(error: unknown, folder: string): Promise<boolean> {
  if (!(error instanceof WorkbenchError)) return false;
  if (error.code !== 'store_key_in_keychain') return error.code === 'store_passphrase_required';
  const { inspectKey } = await import('../../store/key.ts');
  return inspectKey(folder)?.passphrase === true;
}

/** Options that decide how an engine is started, given to one that runs and is not so. `--connect-to` is refused before. */
async function withoutEffect(options: CommonOptions, engine: OpenedEngine): Promise<string[]> {
  const noSimulator = options.simulator === false && (await engine.call('system.info', {})).simulator.running;
  return [
    ...(noSimulator ? ['--no-simulator'] : []),
    ...(options.simulatorDelay === undefined ? [] : ['--simulator-delay']),
    ...(options.simulatorCards === undefined ? [] : ['--simulator-cards']),
    ...(options.passphraseFile === undefined ? [] : ['--passphrase-file']),
  ];
}

/** Makes the context of one command. `start` is called only where no engine runs. */
export function createContext(
  init: Pick<Context, 'streams' | 'output' | 'dataFolder' | 'options' | 'interrupted'>,
  start: StartEngine,
): Context {
  const { streams, output, dataFolder, options } = init;
  let opened: Promise<OpenedEngine> | undefined;
  /** Rules of this command alone. */
  const ruleIds: number[] = [];

  async function open(needs: EngineNeeds): Promise<OpenedEngine> {
    const { openEngine } = await import('../engine/open.ts');
    const settings = {
      dataFolder,
      simulator: options.simulator !== false,
      simulatorDelayMs: options.simulatorDelay,
      simulatorCards: options.simulatorCards,
      connectTo: options.connectTo ?? [],
      passphrase: await givenPassphrase(options),
      autoRead: needs.stays,
    };
    try {
      return await openEngine(settings, start);
    } catch (error) {
      if (!output.interactive || !(await passphraseWanted(error, dataFolder))) throw error;
      const passphrase = await prompt(streams, 'Passphrase of the data folder: ', { hidden: true });
      if (passphrase === undefined) throw error;
      return await openEngine({ ...settings, passphrase }, start);
    }
  }

  /** Takes this command's fault rules away, and tells what they did. */
  async function endRules(engine: OpenedEngine): Promise<void> {
    for (const id of ruleIds.splice(0)) {
      // Somebody else may have cleared it, and the engine may be gone.
      const ended = await engine.call('simulator.faults.clear', { id }).catch(() => []);
      for (const rule of ended) output.note(toldRule(rule));
    }
  }

  async function openWithRules(needs: EngineNeeds): Promise<OpenedEngine> {
    const rules = await givenRules(options);
    const engine = await open(needs);
    try {
      for (const option of engine.own ? [] : await withoutEffect(options, engine)) {
        const { message, remedy } = describeError({ code: 'engine_option', params: { option } });
        output.note(`${message}. ${remedy}`);
      }
      for (const rule of rules) ruleIds.push((await addRule(engine, rule)).id);
      return engine;
    } catch (error) {
      await endRules(engine);
      await engine.close();
      throw error;
    }
  }

  return {
    ...init,
    engine(needs = { stays: false }) {
      opened ??= openWithRules(needs);
      return opened;
    },
    async close() {
      const engine = await opened?.catch(() => undefined);
      if (engine !== undefined) await endRules(engine);
      // Who was told to end ends, whoever else uses the engine: they are told by its end.
      await engine?.close(
        init.interrupted.aborted
          ? {}
          : {
              waiting: () =>
                output.note('Other programs still use this engine; waiting for them (Ctrl-C ends it).'),
            },
      );
    },
  };
}

/** Goes on only if the person says yes, or said so beforehand with --yes. Throws not_confirmed. */
export async function mustConfirm(
  context: Context,
  question: string,
  yes: boolean | undefined,
): Promise<void> {
  if (yes === true) return;
  if (!context.output.interactive) throw new WorkbenchError('not_confirmed', { what: question });
  if (!(await confirm(context.streams, question, context.interrupted)))
    throw new WorkbenchError('declined', { what: question });
}
