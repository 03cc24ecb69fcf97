/** Consoles: opened, given inputs one after the other, and ended. */

import type { consoleRows } from '../../../src-shared/api/console.ts';
import type { Caller, CallName, CallOutput, CallRequest } from '../../../src-shared/api.ts';
import { toWorkbenchError, WorkbenchError } from '../../../src-shared/errors/index.ts';
import {
  type ConsoleAnswer,
  isFinal,
  type Operation,
  type TraceDetail,
  type TraceLine,
} from '../../../src-shared/model/index.ts';
import { consoleDangerText } from '../../../src-shared/texts.ts';
import { spokenValue, statusWordMeaning } from '../../decode/index.ts';
import type { ConsoleLine } from '../../operations/index.ts';
import type { OperationDesk } from '../operation-desk.ts';
import { triesIn } from './dangers.ts';
import { consoleFunctions, type Understood, understand } from './parse.ts';

export interface ConsoleDeskPorts {
  readonly desk: OperationDesk;
  /** Of the operation, as `trace.list` and `trace.get` give them; what is deferred is written when it is asked. */
  readonly trace: {
    list(operationId: number, after: number, limit: number): Promise<TraceLine[]>;
    get(operationId: number, seq: number): Promise<TraceDetail | undefined>;
  };
  readonly ready: () => Promise<void>;
}

type Name = keyof typeof consoleRows & CallName;
type Handlers = {
  readonly [N in Name]: (request: CallRequest<N>, caller: Caller) => CallOutput<N> | Promise<CallOutput<N>>;
};

/** Exchanges that an answer shows; an installation has more. */
const shownLines = 200;
const page = 1000;

interface Session {
  readonly line: ConsoleLine;
  /** Key references of PINs with the tries that the card has told of last. */
  readonly tries: Map<number, number>;
  /** Number of the last input. */
  n: number;
  /** Of the trace, as far as it was told. */
  seen: number;
  /** The inputs before are waited for. */
  last: Promise<unknown>;
}

export function createConsoleDesk({ desk, trace, ready }: ConsoleDeskPorts): Handlers {
  const sessions = new Map<number, Session>();

  function sessionOf(id: number): Session {
    const line = desk.console(id);
    if (line === undefined || line.over) throw new WorkbenchError('console_not_open', { id });
    const known = sessions.get(id);
    if (known !== undefined) return known;
    for (const one of sessions.keys()) if (isFinal(desk.require(one))) sessions.delete(one);
    const made: Session = { line, tries: new Map(), n: 0, seen: 0, last: Promise.resolve() };
    sessions.set(id, made);
    return made;
  }

  async function linesAfter(id: number, after: number): Promise<TraceLine[]> {
    const out: TraceLine[] = [];
    for (let seq = after; ; ) {
      const lines = await trace.list(id, seq, page);
      out.push(...lines);
      seq = lines.at(-1)?.seq ?? seq;
      if (lines.length < page) return out;
    }
  }

  async function send(
    id: number,
    session: Session,
    input: string,
    confirmed: boolean,
  ): Promise<ConsoleAnswer> {
    const understood = understand(input, session.tries);
    const { warnings } = understood.checked;
    if (warnings.length > 0 && !confirmed)
      throw new WorkbenchError('console_not_confirmed', {
        danger: warnings.map(({ danger, params }) => consoleDangerText(danger, params)).join(' '),
      });
    // What the opening of the card has left in the trace, or a call that was not answered, belongs to no input.
    if (session.n === 0) session.seen = (await linesAfter(id, session.seen)).at(-1)?.seq ?? session.seen;
    session.n += 1;
    const { n, line } = session;
    let error: WorkbenchError | undefined;
    await line.send(understood.command).catch((thrown: unknown) => {
      error = toWorkbenchError(thrown);
    });
    const lines = await linesAfter(id, session.seen);
    session.seen = lines.at(-1)?.seq ?? session.seen;
    // Nothing went to the card: then the input itself is to blame.
    if (error !== undefined && !lines.some(({ kind }) => kind === 'apdu')) throw error;
    return answerOf(id, n, session, understood, lines, error);
  }

  async function answerOf(
    id: number,
    n: number,
    session: Session,
    { checked, pin }: Understood,
    lines: readonly TraceLine[],
    error: WorkbenchError | undefined,
  ): Promise<ConsoleAnswer> {
    const statusWord = lastStatusWord(lines);
    const sw = statusWord === undefined ? undefined : Number.parseInt(statusWord, 16);
    if (pin !== undefined && sw !== undefined) {
      const tries = triesIn(pin.ins, sw);
      if (tries !== undefined) session.tries.set(pin.key, tries);
    }
    const decoded = decodedLine(lines);
    const detail = decoded === undefined ? undefined : await trace.get(id, decoded.seq);
    return {
      n,
      input: checked,
      ...(statusWord === undefined || sw === undefined ? {} : { statusWord, ...meaningOf(sw) }),
      ...(error === undefined ? {} : { error: { code: error.code, params: { ...error.params } } }),
      lines: lines.slice(0, shownLines),
      more: Math.max(0, lines.length - shownLines),
      ...(detail === undefined ? {} : { detail }),
    };
  }

  return {
    async 'console.start'({ readerId, idleMinutes, batch }, caller) {
      await ready();
      const operation = await desk.start(
        { kind: 'console', readerId, idleMinutes, ...(batch === undefined ? {} : { batch }) },
        caller,
      );
      await desk.console(operation.id)?.ready;
      return desk.require(operation.id);
    },

    'console.send'({ id, input, confirmed }) {
      const session = sessionOf(id);
      const answer = session.last.then(() => send(id, session, input, confirmed));
      session.last = answer.catch(() => undefined);
      return answer;
    },

    'console.check': ({ input }) => understand(input).checked,

    async 'console.end'({ id }): Promise<Operation> {
      const { line } = sessionOf(id);
      sessions.delete(id);
      line.end();
      return desk.ended(id);
    },

    'console.functions': () => consoleFunctions(),
  };
}

function meaningOf(sw: number): Pick<ConsoleAnswer, 'meaning' | 'meaningWords'> {
  const { value, words } = spokenValue(statusWordMeaning(sw));
  return {
    ...(value === undefined ? {} : { meaning: value }),
    ...(words === undefined ? {} : { meaningWords: words }),
  };
}

function lastStatusWord(lines: readonly TraceLine[]): string | undefined {
  return lines.flatMap((line) => (line.kind === 'apdu' ? (line.statusWord ?? []) : [])).at(-1);
}

/** What ISO 7816 puts behind a command: GET RESPONSE, FETCH, TERMINAL RESPONSE. */
const behind = /^..(C0|12|14)/;

/** The exchange whose tree shows the whole command and its whole answer. */
function decodedLine(lines: readonly TraceLine[]): TraceLine | undefined {
  const apdus = lines.filter((line) => line.kind === 'apdu');
  return apdus.findLast(({ command }) => !behind.test(command)) ?? apdus.at(-1);
}
