import { Button, Group, TextInput } from '@mantine/core';
import { useEffect, useId, useRef, useState } from 'react';
import { isFinal, type Operation, type Reader, readerPlace } from '../../src-shared/model/index.ts';
import { readerNameParts, readerTitle } from '../../src-shared/reader-names.ts';
import {
  benchPageText,
  fillText,
  formatWhen,
  operationKindText,
  presenceText,
  readerNoteText,
  remarkText,
  shownPresence,
  windowText,
} from '../../src-shared/texts.ts';
import { useNow, useSnapshot } from '../state/context.ts';
import { useQuirks } from '../state/put-off.ts';
import { formatRoute } from '../state/route.ts';
import { Empty, Note, StatusChip } from '../ui/bits.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Fact, Hostile, Mono } from '../ui/text.tsx';
import { useSlots } from './use-slots.ts';

const text = benchPageText.reader;
/** So many of the last operations on the reader are named. */
const MOST_OPERATIONS = 8;

/** What is known of a reader: its name and slot, which are set here, what PC/SC says of it, and what was done with it last. */
export function ReaderDialog({
  readerId,
  at,
  opened,
  onClose,
}: {
  readonly readerId: string;
  /** Where the keyboard begins. Default: at the name. */
  readonly at?: 'operations' | undefined;
  readonly opened: boolean;
  readonly onClose: () => void;
}) {
  const { readers, cards, operations } = useSnapshot();
  const reader = readers.find(({ id }) => id === readerId);
  const card = reader?.eid === undefined ? undefined : cards.get(reader.eid);
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      size={640}
      simulated={reader?.kind === 'simulator'}
      title={
        reader === undefined ? text.title : <Hostile text={readerTitle(reader)} limit={60} inControl open />
      }
    >
      {reader === undefined ? (
        <Empty title={windowText.bench.noReaders} hint={windowText.bench.noReadersHint} />
      ) : (
        <div className="stack">
          <NameForm
            key={readerId}
            reader={reader}
            readers={readers}
            focus={at === undefined}
            onDone={onClose}
          />
          <Facts reader={reader} />
          <Habits card={card} />
          <LastOperations operations={operations} readerId={readerId} focus={at === 'operations'} />
        </div>
      )}
    </Dialog>
  );
}

/** The slot that was typed: a number, null for none, undefined for what is neither. */
function typedPlace(typed: string): number | null | undefined {
  if (typed.trim() === '') return null;
  if (!/^\d+$/.test(typed.trim())) return undefined;
  return readerPlace.safeParse(Number(typed)).data;
}

function NameForm({
  reader,
  readers,
  focus,
  onDone,
}: {
  readonly reader: Reader;
  readonly readers: readonly Reader[];
  readonly focus: boolean;
  readonly onDone: () => void;
}) {
  const { rename, place: move } = useSlots();
  const [name, setName] = useState(reader.label ?? '');
  const [typed, setTyped] = useState(reader.place === undefined ? '' : String(reader.place));
  const [busy, setBusy] = useState(false);
  const place = typedPlace(typed);
  const save = async () => {
    if (place === undefined) return;
    setBusy(true);
    const trimmed = name.trim();
    const done =
      (await rename(reader, trimmed === '' ? null : trimmed)) && (await move(readers, reader.id, place));
    setBusy(false);
    if (done) onDone();
  };
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <div className="bench-name-form">
        <TextInput
          label={text.name}
          description={text.nameHint}
          value={name}
          maxLength={40}
          onFocus={(event) => event.currentTarget.select()}
          {...(focus ? { 'data-autofocus': true } : {})}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label={text.slot}
          description={text.slotHint}
          value={typed}
          inputMode="numeric"
          maxLength={3}
          error={place === undefined ? text.slotWrong : undefined}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      </div>
      <Group justify="flex-end">
        <Button variant="default" onClick={onDone}>
          {windowText.common.cancel}
        </Button>
        <Button type="submit" loading={busy} disabled={place === undefined}>
          {windowText.common.save}
        </Button>
      </Group>
    </form>
  );
}

function Facts({ reader }: { readonly reader: Reader }) {
  const { kind, name, id, index, atr, twin } = reader;
  const parts = kind === 'pcsc' ? readerNameParts(name) : undefined;
  return (
    <>
      {twin === true ? (
        <Note kind="warn" title={text.twin}>
          {readerNoteText.twin}
        </Note>
      ) : null}
      <dl className="facts">
        <Fact term={kind === 'pcsc' ? text.pcscName : text.simulatedName}>
          <Hostile text={name} limit={120} open />
        </Fact>
        <Fact term={text.model}>
          {parts === undefined ? null : <Hostile text={parts.model} limit={120} open />}
        </Fact>
        <Fact term={text.serial}>
          {kind !== 'pcsc' ? null : parts?.serial === undefined ? (
            <span className="quiet">{text.noSerial}</span>
          ) : (
            <Mono copy={text.serial}>{parts.serial.slice(1, -1)}</Mono>
          )}
        </Fact>
        <Fact term={text.state}>{presenceText[shownPresence(reader)]}</Fact>
        <Fact term={text.atr}>{atr === undefined ? null : <Mono copy={text.atr}>{atr}</Mono>}</Fact>
        <Fact term={text.index}>
          <span className="num">{index}</span>
        </Fact>
        <Fact term={text.id}>
          <Mono copy={text.id}>{id}</Mono>
        </Fact>
      </dl>
    </>
  );
}

function Habits({ card }: { readonly card: Parameters<ReturnType<typeof useQuirks>['quirksOf']>[0] }) {
  const { quirksOf, forget } = useQuirks();
  const quirks = quirksOf(card);
  if (card === undefined || quirks.length === 0) return null;
  return (
    <section>
      <h3>{text.habits}</h3>
      <ul>
        {quirks.map((quirk) => (
          <li key={quirk}>{remarkText(quirk)}</li>
        ))}
      </ul>
      <Button size="compact-sm" variant="default" mt={6} onClick={() => forget(card.eid)}>
        {text.forget}
      </Button>
    </section>
  );
}

function LastOperations({
  operations,
  readerId,
  focus,
}: {
  readonly operations: ReadonlyMap<number, Operation>;
  readonly readerId: string;
  readonly focus: boolean;
}) {
  const now = useNow(true, 30_000);
  const id = useId();
  const first = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    if (focus) first.current?.focus();
  }, [focus]);
  const last = [...operations.values()]
    .filter((operation) => operation.readerId === readerId)
    .sort((a, b) => b.id - a.id)
    .slice(0, MOST_OPERATIONS);
  return (
    <section aria-labelledby={id}>
      <h3 id={id}>{benchPageText.actions.operations}</h3>
      {last.length === 0 ? <p className="quiet">{windowText.common.none}</p> : null}
      <ul className="bench-last">
        {last.map((operation, index) => (
          <li key={operation.id}>
            <a
              href={formatRoute({ page: 'operation', id: operation.id })}
              ref={index === 0 ? first : null}
              {...(focus && index === 0 ? { 'data-autofocus': true } : {})}
            >
              {fillText(benchPageText.last, {
                kind: operationKindText[operation.kind],
                outcome: `#${operation.id}`,
              })}
            </a>
            <StatusChip operation={operation} />
            <span className="quiet num">
              {formatWhen(
                isFinal(operation) ? (operation.endedAt ?? operation.updatedAt) : operation.createdAt,
                now,
              )}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
