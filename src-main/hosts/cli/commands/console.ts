/** `console`: inputs to a card, typed or from a file, with their answers decoded. */

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { WorkbenchError } from '../../../../src-shared/errors/index.ts';
import type { ConsoleAnswer, ConsoleFunction } from '../../../../src-shared/model/index.ts';
import { consoleDangerText, fillText, formatDuration, visibleText } from '../../../../src-shared/texts.ts';
import type { OpenedEngine } from '../../engine/open.ts';
import type { ReaderChoice, Yes } from '../command.ts';
import { type Context, mustConfirm, readBytes } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { errorTexts, table } from '../output.ts';
import { selectReader } from '../readers.ts';
import { treeText } from './decode.ts';

export type ConsoleOptions = ReaderChoice & Yes & { readonly idle: number };

/** Of a script. */
const longestScript = 8 * 1024 * 1024;
const historyLines = 500;
/** Exchanges that are shown of one input. */
const shownExchanges = 12;

/** A line of a script: an input, or what is expected of the one before. */
export type ScriptLine =
  | { readonly line: number; readonly input: string }
  | { readonly line: number; readonly expect: readonly string[] };

/** Throws usage for an `expect` that says nothing. */
export function parseScript(text: string): ScriptLine[] {
  const out: ScriptLine[] = [];
  for (const [at, whole] of text.split(/\r?\n/).entries()) {
    const input = whole.trim();
    const line = at + 1;
    if (input === '' || input.startsWith('#')) continue;
    const [word = '', ...expect] = input.split(/\s+/);
    if (word.toLowerCase() !== 'expect') {
      out.push({ line, input });
      continue;
    }
    const known = expect.length > 0 && expect.every((one) => /^[0-9A-FX]{4}$/i.test(one));
    if (!known || out.length === 0)
      throw new WorkbenchError('usage', {
        reason: `Line ${line}: expect stands behind an input and wants status words, as 9000 or 61XX`,
      });
    out.push({ line, expect: expect.map((one) => one.toUpperCase()) });
  }
  return out;
}

function meets({ statusWord = '' }: ConsoleAnswer, expect: readonly string[]): boolean {
  return expect.some((wanted) => [...wanted].every((digit, i) => digit === 'X' || digit === statusWord[i]));
}

function answerText(answer: ConsoleAnswer): string {
  const { n, input, lines, more, statusWord, meaning, error, detail } = answer;
  const apdus = lines.filter((line) => line.kind === 'apdu');
  const left = apdus.length - shownExchanges + more;
  return [
    `[${n}] ${input.title}${input.section === undefined ? '' : `  (${input.section})`}`,
    ...apdus
      .slice(0, shownExchanges)
      .flatMap(({ command, response, durationMs }) => [
        `  > ${command}`,
        `  < ${response ?? ''}  ${formatDuration(durationMs)}`,
      ]),
    ...(left > 0 ? [`  … ${left} more exchanges`] : []),
    ...treeText(detail?.response ?? [], false, 1),
    ...(statusWord === undefined ? [] : [`  ${statusWord} ${meaning}`]),
    ...(error === undefined ? [] : [`  ${visibleText(errorTexts(error).message, 2000)}`]),
  ].join('\n');
}

interface Opened {
  readonly engine: OpenedEngine;
  readonly id: number;
}

async function start(context: Context, { reader, idle }: ConsoleOptions): Promise<Opened> {
  const engine = await context.engine();
  const { id: readerId } = await selectReader(engine, reader);
  const { id } = await engine.call('console.start', { readerId, idleMinutes: idle });
  return { engine, id };
}

/** Checked, confirmed where it is dangerous, and sent. */
async function send(
  context: Context,
  { engine, id }: Opened,
  input: string,
  yes: boolean | undefined,
): Promise<ConsoleAnswer> {
  try {
    return await engine.call('console.send', { id, input, confirmed: yes === true });
  } catch (error) {
    if (!(error instanceof WorkbenchError) || error.code !== 'console_not_confirmed') throw error;
    await mustConfirm(context, `${String(error.params['danger'])} Send it?`, yes);
    return engine.call('console.send', { id, input, confirmed: true });
  }
}

export async function runConsoleScript(
  context: Context,
  file: string,
  options: ConsoleOptions,
): Promise<number> {
  const { output, interrupted } = context;
  const script = parseScript(await scriptText(context, file));
  const opened = await start(context, options);
  const answers: (ConsoleAnswer & { readonly line: number; expected?: readonly string[] })[] = [];
  let code: number = exitCodes.ok;
  let failure: string | undefined;
  try {
    for (const step of script) {
      interrupted.throwIfAborted();
      const last = answers.at(-1);
      if ('input' in step) {
        const answer = await send(context, opened, step.input, options.yes);
        answers.push({ ...answer, line: step.line });
        if (!output.json) output.result(answer, () => answerText(answer));
      } else if (last !== undefined) {
        last.expected = step.expect;
        if (meets(last, step.expect)) continue;
        failure = `Line ${step.line}: expected ${step.expect.join(' or ')}, and ${last.statusWord ?? 'no status word'} came (${last.input.title})`;
        code = exitCodes.failed;
        break;
      }
    }
  } finally {
    await end(opened);
  }
  if (output.json)
    output.result(
      { operationId: opened.id, passed: failure === undefined, ...(failure && { failure }), answers },
      () => '',
    );
  output.note(failure ?? `${answers.length} inputs were sent (operation ${opened.id})`);
  return code;
}

async function scriptText(context: Context, file: string): Promise<string> {
  if (file !== '-') return (await readBytes(file, longestScript)).toString();
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of context.streams.stdin) {
    chunks.push(Buffer.from(chunk as Uint8Array | string));
    bytes += chunks.at(-1)?.length ?? 0;
    if (bytes > longestScript)
      throw new WorkbenchError('usage', { reason: 'The script on stdin is too long' });
  }
  return Buffer.concat(chunks).toString();
}

/** The session may have ended by itself, and then its operation says why. */
async function end({ engine, id }: Opened): Promise<void> {
  await engine.call('console.end', { id }).catch(() => undefined);
}

// --- at a terminal ----------------------------------------------------------------------------------------------------

/** What was typed before, the newest first. A file that cannot be read is none. */
function readHistory(file: string): string[] {
  try {
    return existsSync(file)
      ? readFileSync(file, 'utf8').split('\n').filter(Boolean).slice(0, historyLines)
      : [];
  } catch {
    return [];
  }
}

function helpText(functions: readonly ConsoleFunction[], name: string): string {
  const wanted = name.toLowerCase();
  const found = functions.find(({ name: own }) => {
    const lower = own.toLowerCase();
    return lower === wanted || lower.endsWith(`.${wanted}`);
  });
  if (found === undefined)
    return [
      'An APDU in hexadecimal, or one of these; @isdr before an APDU sends it on the channel of the ISD-R, @raw leaves 61xx and 6Cxx as they are.',
      table(functions.map((one) => [one.name, one.section, one.skeleton])),
      '`help NAME` shows its fields; `exit` ends the console.',
    ].join('\n');
  return [
    `${found.name}  (${found.section})`,
    ...(found.danger === undefined ? [] : [consoleDangerText(found.danger)]),
    found.skeleton,
    table(found.fields.map(({ path, type, optional }) => [path, type, optional ? 'optional' : ''])),
  ].join('\n');
}

export async function showFunctions(context: Context, name: string | undefined): Promise<number> {
  const functions = await (await context.engine()).call('console.functions', {});
  context.output.result(functions, () => helpText(functions, name ?? ''));
  return exitCodes.ok;
}

export async function openConsole(context: Context, options: ConsoleOptions): Promise<number> {
  const { streams, output, interrupted, dataFolder } = context;
  const opened = await start(context, options);
  const functions = await opened.engine.call('console.functions', {});
  const file = join(dataFolder, 'console-history');
  const history = readHistory(file);
  const names = [...functions.map(({ name }) => name), 'help', 'exit'];
  // History is ours: what readline would keep by itself may hold a PIN.
  const lines = createInterface({
    input: streams.stdin,
    output: streams.stderr,
    terminal: streams.stdin.isTTY === true,
    history: [...history],
    historySize: historyLines,
    completer: (typed: string) => {
      const hits = names.filter((one) => one.toLowerCase().includes(typed.toLowerCase()));
      return [typed.includes(' ') ? [] : hits, typed];
    },
  });
  const kept = lines as unknown as { history: string[] };
  let closed = false;
  lines.once('close', () => {
    closed = true;
  });
  const close = () => lines.close();
  interrupted.addEventListener('abort', close, { once: true });
  lines.on('SIGINT', close);
  output.note(
    fillText('Console on operation {id}. `help` shows what can be typed, `exit` ends it.', { id: opened.id }),
  );
  lines.setPrompt('> ');
  lines.prompt();
  try {
    for await (const line of lines) {
      kept.history = [...history];
      const input = line.trim();
      if (/^(exit|quit)$/i.test(input)) break;
      const help = /^help\b\s*(.*)$/i.exec(input);
      if (help !== null) output.note(helpText(functions, help[1] ?? ''));
      else if (input !== '' && !(await typed(context, opened, input, options.yes, history))) break;
      kept.history = [...history];
      // Stdin may be at its end while inputs of it wait still.
      if (!closed) lines.prompt();
    }
  } finally {
    interrupted.removeEventListener('abort', close);
    lines.close();
    writeHistory(file, history);
    await end(opened);
  }
  return exitCodes.ok;
}

/** False where the session is over. */
async function typed(
  context: Context,
  opened: Opened,
  input: string,
  yes: boolean | undefined,
  history: string[],
): Promise<boolean> {
  const { output } = context;
  try {
    const { secret } = await opened.engine.call('console.check', { input });
    // Only what was understood can be known to hold no secret.
    if (!secret && history[0] !== input) history.unshift(input);
    const answer = await send(context, opened, input, yes);
    output.result(answer, () => answerText(answer));
    return true;
  } catch (thrown) {
    if (!(thrown instanceof WorkbenchError)) throw thrown;
    const { message, remedy } = errorTexts({ code: thrown.code, params: { ...thrown.params } });
    output.note(remedy === '' ? message : `${message}\n${remedy}`);
    return thrown.code !== 'console_not_open' && thrown.code !== 'engine_gone';
  }
}

/** For its owner alone; a history that cannot be kept ends nothing. */
function writeHistory(file: string, history: readonly string[]): void {
  try {
    writeFileSync(
      file,
      history
        .slice(0, historyLines)
        .map((line) => `${line}\n`)
        .join(''),
      { mode: 0o600 },
    );
  } catch {
    // The folder may be read-only.
  }
}
