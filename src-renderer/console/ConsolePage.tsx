import { Button, Group, NativeSelect } from '@mantine/core';
import { Eraser, FileDown, PlugZap, SquareTerminal, Unplug } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { isFinal, type Reader } from '../../src-shared/model/index.ts';
import {
  consoleDangerText,
  fillText,
  presenceText,
  consoleText as text,
  visibleText,
  windowText,
} from '../../src-shared/texts.ts';
import { useCall, useSnapshot, useWorkbench } from '../state/context.ts';
import { useDesk } from '../state/desk.ts';
import { formatRoute } from '../state/route.ts';
import { Empty, ErrorNote, Note, SimulatedBadge, simulatedClass } from '../ui/bits.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { PageHead } from '../ui/PageHead.tsx';
import { saveFile } from '../ui/save-file.ts';
import { ImportButton, ImportState, useImportDrop } from './ImportRecording.tsx';
import { InputLine } from './InputLine.tsx';
import { useImport } from './imports.ts';
import { scriptOf } from './script.ts';
import {
  clearEntries,
  closeSession,
  dropQuestion,
  goOnWith,
  openSession,
  type Session,
  sendInput,
  sessionEnded,
  showHelp,
  useSession,
} from './session.ts';
import { helpFor } from './suggest.ts';
import { Transcript } from './Transcript.tsx';
import { meaningText } from './words.ts';

/** Single APDUs and ES10 functions on a reader, and recordings of other programs. */
export function ConsolePage({ readerId }: { readonly readerId: string | undefined }) {
  const workbench = useWorkbench();
  const desk = useDesk();
  const { readers, operations } = useSnapshot();
  const session = useSession();
  const functions = useCall('console.functions', {});
  const importing = useImport();
  const { veil, handlers } = useImportDrop(importing);
  const { state, operationId, entries, sending, givenBack } = session;
  const known = functions.value ?? [];
  const page = useFocusOfSession(state);
  const operation = operationId === undefined ? undefined : operations.get(operationId);
  const ended = operation !== undefined && isFinal(operation);
  useEffect(() => {
    if (ended) sessionEnded();
  }, [ended]);
  const last = entries.at(-1);
  useEffect(() => {
    const answer = last?.answer;
    if (answer === undefined) return;
    const result = [answer.statusWord, meaningText(answer)].filter(Boolean).join(' ');
    desk.announce(fillText(text.answered, { n: answer.n, result }));
  }, [last, desk]);
  const simulated = readers.find(({ id }) => id === session.readerId)?.kind === 'simulator';
  return (
    <div
      ref={page}
      className={`page page-fill console${simulatedClass(simulated && state === 'open')}`}
      {...handlers}
    >
      {veil}
      <PageHead title={text.title}>
        {operationId === undefined ? null : (
          <a href={formatRoute({ page: 'operation', id: operationId })}>
            {fillText(text.operation, { id: operationId })}
          </a>
        )}
        <Button
          data-command="console.script"
          variant="default"
          leftSection={<FileDown size={14} aria-hidden />}
          disabled={entries.length === 0}
          onClick={() => {
            const name = `console-${operationId ?? 0}.txt`;
            saveFile(name, new Blob([scriptOf(entries)], { type: 'text/plain' }));
            desk.announce(fillText(text.scriptSaved, { name }));
          }}
        >
          {text.saveScript}
        </Button>
        <Button
          variant="default"
          leftSection={<Eraser size={14} aria-hidden />}
          disabled={entries.length === 0}
          onClick={clearEntries}
        >
          {text.clear}
        </Button>
        <ImportButton importing={importing} />
      </PageHead>
      <ImportState importing={importing} />
      <ReaderBar readers={readers} wanted={readerId} session={session} simulated={simulated} />
      {session.error === undefined ? null : <ErrorNote error={session.error} />}
      {functions.state === 'error' ? <ErrorNote error={functions.error} onRetry={functions.again} /> : null}
      {state === 'closed' && operationId !== undefined && session.error === undefined ? (
        <Note kind="info" live>
          {entries.length > 0 ? text.ended : text.closed}
        </Note>
      ) : null}
      {entries.length === 0 ? (
        <div className="panel console-empty">
          <Empty
            icon={<SquareTerminal size={34} aria-hidden />}
            title={emptyTitle(session, readers.length)}
            hint={text.importHint}
          />
        </div>
      ) : (
        <div className="panel panel-fill console-box">
          <Transcript entries={entries} />
        </div>
      )}
      {state === 'open' ? (
        <InputLine
          functions={known}
          sending={sending}
          givenBack={givenBack}
          onSend={(input) => {
            const help = helpFor(input, known);
            if (help === undefined) void sendInput(workbench, input);
            else showHelp(input, help);
          }}
        />
      ) : null}
      <div role="status" className="visually-hidden">
        {sending ? text.sending : ''}
      </div>
      <ConfirmInput session={session} simulated={simulated} />
    </div>
  );
}

function emptyTitle({ state, goneOnWith }: Session, readers: number): string {
  if (state === 'open') return goneOnWith === true ? text.goneOnWith : text.empty;
  return readers === 0 ? text.noReaders : text.emptyClosed;
}

/** Where one opens a console, what is typed next goes into it; where it ends, to the button that opens another one. */
function useFocusOfSession(state: Session['state']) {
  const page = useRef<HTMLDivElement>(null);
  const before = useRef(state);
  useEffect(() => {
    const [was, now] = [before.current, document.activeElement];
    before.current = state;
    if (was === state || state === 'opening') return;
    // Not from who is elsewhere by now.
    if (now !== null && now !== document.body && page.current?.contains(now) !== true) return;
    const to = state === 'open' ? '[data-search]' : '[data-new]';
    page.current?.querySelector<HTMLElement>(to)?.focus();
  }, [state]);
  return page;
}

/** Which reader, and whether a console is open on it. */
function ReaderBar({
  readers,
  wanted,
  session,
  simulated,
}: {
  readonly readers: readonly Reader[];
  readonly wanted: string | undefined;
  readonly session: Session;
  readonly simulated: boolean;
}) {
  const workbench = useWorkbench();
  const { operations } = useSnapshot();
  const usable = readers.filter(({ presence }) => usablePresence(presence));
  const [picked, setPicked] = useState<string>();
  const { state } = session;
  // One that is open has its reader. Else: what was chosen here, what the address names, what was open last.
  const wishes = state === 'closed' ? [picked, wanted, session.readerId] : [session.readerId];
  // Also where that is without a card by now: another one is another card, and nobody has chosen it.
  const wished = wishes.flatMap((wish) => readers.filter(({ id }) => id === wish)).at(0);
  const chosen = wished ?? (state === 'closed' ? usable[0] : undefined);
  const listed = readers.filter((one) => one === chosen || usable.includes(one));
  // Of this window before it was loaded anew, of another window, or of the command line.
  const running = [...operations.values()].find(
    (one) => one.kind === 'console' && one.readerId === chosen?.id && !isFinal(one),
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: another address is another wish
  useEffect(() => setPicked(undefined), [wanted]);
  if (readers.length === 0) return null;
  return (
    <div className="console-reader">
      <NativeSelect
        aria-label={text.reader}
        value={chosen?.id ?? ''}
        disabled={state !== 'closed' || listed.length === 0}
        onChange={(event) => setPicked(event.currentTarget.value)}
        data={
          chosen === undefined
            ? [{ value: '', label: state === 'closed' ? text.chooseReader : (session.readerId ?? '') }]
            : listed.map((one) => ({ value: one.id, label: readerLabel(one) }))
        }
      />
      {simulated && state === 'open' ? <SimulatedBadge small /> : null}
      {state === 'open' ? (
        <Button
          data-command="console.close"
          variant="default"
          leftSection={<Unplug size={14} aria-hidden />}
          onClick={() => void closeSession(workbench)}
        >
          {text.close}
        </Button>
      ) : (
        <Button
          data-new
          leftSection={<PlugZap size={14} aria-hidden />}
          loading={state === 'opening'}
          disabled={chosen === undefined || !usable.includes(chosen)}
          onClick={() => {
            if (chosen === undefined) return;
            if (running === undefined) void openSession(workbench, chosen.id);
            else goOnWith(running.id, chosen.id);
          }}
        >
          {running === undefined || state === 'opening' ? text.open : fillText(text.goOn, { id: running.id })}
        </Button>
      )}
    </div>
  );
}

function readerLabel({ name, label, kind, presence }: Reader): string {
  const notes = [
    ...(kind === 'simulator' ? [windowText.simulated] : []),
    ...(usablePresence(presence) ? [] : [presenceText[presence]]),
  ];
  return `${visibleText(label ?? name, 80)}${notes.map((note) => ` (${note})`).join('')}`;
}

const usablePresence = (presence: Reader['presence']) => presence === 'present' || presence === 'in_use';

/** What an input would do, before it is sent. */
function ConfirmInput({ session, simulated }: { readonly session: Session; readonly simulated: boolean }) {
  const workbench = useWorkbench();
  const { asked } = session;
  return (
    <Dialog
      opened={asked !== undefined}
      onClose={dropQuestion}
      title={text.confirmTitle}
      simulated={simulated}
    >
      <div className="stack">
        {asked?.warnings.map(({ danger, params }) => (
          <Note key={danger} kind="warn">
            {consoleDangerText(danger, params)}
          </Note>
        ))}
        <Group justify="flex-end">
          <Button variant="default" onClick={dropQuestion} data-autofocus>
            {windowText.common.cancel}
          </Button>
          <Button
            color="red.9"
            onClick={() => {
              if (asked !== undefined) void sendInput(workbench, asked.input, true);
            }}
          >
            {text.confirm}
          </Button>
        </Group>
      </div>
    </Dialog>
  );
}
