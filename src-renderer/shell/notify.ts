import type { Operation } from '../../src-shared/model/index.ts';
import { fillText, operationKindText, shellText, successText, visibleText } from '../../src-shared/texts.ts';
import { preferences } from '../state/preferences.ts';
import { formatRoute } from '../state/route.ts';
import { namelessMessage } from '../ui/error-text.tsx';
import { desktop } from './desktop.ts';

/** What takes less is seen without being told. */
export const longMs = 30_000;

/** Whether notes of the system are wanted: on the desktop unless declined, in a browser only where asked for. */
export function wantsNotes(): boolean {
  return preferences().notify ?? desktop !== undefined;
}

/**
 * The note that an operation's end is worth, or undefined: where it took long and nobody looks. No EID, ICCID or code is
 * in it: notes stay on screens and in lists of the system.
 */
export function noteOf(
  operation: Pick<Operation, 'id' | 'kind' | 'status' | 'error' | 'createdAt' | 'endedAt'>,
  looking: boolean,
): { readonly title: string; readonly body: string; readonly hash: string } | undefined {
  const { id, kind, status, error, createdAt, endedAt } = operation;
  if (looking || endedAt === undefined || endedAt - createdAt < longMs || error?.code === 'cancelled')
    return undefined;
  const text = shellText.notify;
  const done = status === 'successful';
  return {
    title: fillText(done ? text.successful : text.failed, { kind: operationKindText[kind] }),
    body: visibleText(done || error === undefined ? successText[kind] : namelessMessage(error), 300),
    hash: formatRoute({ page: 'operation', id }),
  };
}

/** Shows the note that an operation's end is worth, if any. */
export function notify(operation: Operation): void {
  if (!wantsNotes()) return;
  const note = noteOf(operation, document.hasFocus());
  if (note === undefined) return;
  if (desktop !== undefined) desktop.say({ type: 'note', ...note });
  else if (typeof Notification !== 'undefined' && Notification.permission === 'granted') {
    const shown = new Notification(note.title, { body: note.body, tag: note.hash });
    shown.onclick = () => {
      window.focus();
      window.location.hash = note.hash;
    };
  }
}

/** Asks the browser for the right to show notes, and keeps the choice. False where it refuses. */
export async function setNotes(wanted: boolean, keep: (wanted: boolean) => void): Promise<boolean> {
  const allowed =
    !wanted ||
    desktop !== undefined ||
    (typeof Notification !== 'undefined' && (await Notification.requestPermission()) === 'granted');
  keep(wanted && allowed);
  return allowed;
}
