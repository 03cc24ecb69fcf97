/** Where the SM-DP+ keeps its state: in memory, or in a file with a journal beside it. */

import { appendFileSync } from 'node:fs';
import { z } from 'zod';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import { writeDurably } from '../../files/replace-file.ts';
import { isSealed, readIfThere, type StateSealing, stateFile } from '../state-file.ts';
import {
  maxNotifications,
  type Order,
  order,
  type ReceivedNotification,
  receivedNotification,
  type SmdpState,
  smdpState,
} from './state.ts';

/** What one change has made of the state. */
export interface StateChange {
  readonly orders?: Readonly<Record<string, Order>>;
  readonly notification?: ReceivedNotification;
}

/** Where the state is kept. `save` has written it durably when it returns. */
export interface SmdpStore {
  load(): SmdpState | undefined;
  /**
   * `state` makes the whole, `change` is how it differs from what was saved last, where that can be told: a store that
   * can keep changes does not ask for the whole.
   */
  save(state: () => SmdpState, change?: StateChange): void;
}

/** Keeps the state in memory, from a given one on: whoever saves it has it, and is asked when it is loaded. */
export function memoryStore(from?: SmdpState): SmdpStore {
  let kept = () => from;
  return {
    load: () => kept(),
    save: (state) => {
      kept = state;
    },
  };
}

const journalHead = z.object({ journal: z.int() });
const journalLine = z.object({
  orders: z.record(z.string().max(256), order).optional(),
  notification: receivedNotification.optional(),
});

/** A journal that is longer than this and than the state itself is folded into the state. */
const minJournalBytes = 256 * 1024;

/** What the so-manieth line of a journal is sealed for, from 1: none can be moved. */
const lineContext = (journal: number, line: number) => `journal ${journal} line ${line}`;

/** The state after the lines of its journal; a line that is not whole was being written when the power went. */
function replay(state: SmdpState, journal: string, sealing: StateSealing | undefined): SmdpState {
  const [head, ...lines] = journal.split('\n');
  const parse = (line: string | undefined): unknown => {
    try {
      return JSON.parse(line ?? '');
    } catch {
      return undefined;
    }
  };
  const known = journalHead.safeParse(parse(head));
  if (!known.success || known.data.journal !== (state.journal ?? 0)) return state;
  const orders = { ...state.orders };
  const notifications = [...state.notifications];
  for (const [index, written] of lines.entries()) {
    const context = lineContext(known.data.journal, index + 1);
    const line = isSealed(written) ? sealing?.open(context, written) : written;
    const parsed = journalLine.safeParse(parse(line));
    if (!parsed.success) break;
    Object.assign(orders, parsed.data.orders);
    if (parsed.data.notification !== undefined) notifications.push(parsed.data.notification);
  }
  return { ...state, orders, notifications: notifications.slice(-maxNotifications) };
}

/**
 * Keeps the state in a JSON file of mode 0600, replaced as a whole, so that a crash leaves the old or the new one; and what
 * changes from then on in a journal beside it (`PATH.journal`), so that a change costs what it is large and not what all is.
 * What was saved survives the end of the process at any moment; a line of the journal that the system had not brought to the
 * disk when the machine itself failed is lost: to wait for the disk at each change cost more than the rest of a session.
 * With `sealing` both are sealed; a state of before is taken over. `load` throws `smdp_state_unreadable` for a file
 * that is none of ours, and `simulator_state_sealed`; `save` the first for one that cannot be written.
 */
export function fileStore(path: string, sealing?: StateSealing): SmdpStore {
  const unreadable = (cause: unknown) => {
    if (cause instanceof WorkbenchError) return cause;
    const reason = cause instanceof z.ZodError ? 'it is no state of an SM-DP+' : String(cause);
    return new WorkbenchError('smdp_state_unreadable', { path, reason }, { cause });
  };
  const file = stateFile(path, sealing);
  const journalPath = `${path}.journal`;
  let number = 0;
  /** Undefined before this store has written the state as a whole: a journal of before may end in half a line. */
  let journalBytes: number | undefined;
  let journalLines = 0;
  let stateBytes = 0;

  const saveWhole = (state: SmdpState) => {
    number += 1;
    const text = JSON.stringify({ ...state, journal: number });
    file.write(text);
    writeDurably(journalPath, `${JSON.stringify({ journal: number })}\n`);
    journalBytes = 0;
    journalLines = 0;
    stateBytes = text.length;
  };
  return {
    load: () => {
      try {
        const state = file.read((text) => smdpState.parse(JSON.parse(text)));
        if (state === undefined) return undefined;
        number = state.journal ?? 0;
        const journal = readIfThere(journalPath) ?? '';
        const replayed = replay(state, journal, sealing);
        const [, ...lines] = journal.split('\n');
        const isReadable = lines.some((line) => line !== '' && !isSealed(line));
        if (sealing !== undefined && isReadable) saveWhole(replayed);
        return replayed;
      } catch (cause) {
        throw unreadable(cause);
      }
    },
    save: (state, change) => {
      try {
        if (
          change === undefined ||
          journalBytes === undefined ||
          journalBytes > Math.max(minJournalBytes, stateBytes)
        ) {
          saveWhole(state());
          return;
        }
        const text = JSON.stringify(change);
        journalLines += 1;
        const line = `${sealing === undefined ? text : sealing.seal(lineContext(number, journalLines), text)}\n`;
        appendFileSync(journalPath, line, { mode: 0o600 });
        journalBytes += line.length;
      } catch (cause) {
        throw unreadable(cause);
      }
    },
  };
}
