import { Button, PasswordInput, SegmentedControl, Textarea } from '@mantine/core';
import { Camera, ChevronDown, ChevronRight, ClipboardPaste, ImageUp, X } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';
import { maxInputLength } from '../../src-shared/activation-code.ts';
import type { CallInput } from '../../src-shared/api.ts';
import { type ErrorData, toWorkbenchError } from '../../src-shared/errors/index.ts';
import { recogniseCodes } from '../../src-shared/find-codes.ts';
import type { Operation, Reader } from '../../src-shared/model/index.ts';
import { activateText, fillText, shellText, windowText } from '../../src-shared/texts.ts';
import { CodeParts } from '../download/CodeParts.tsx';
import { DeviceInfoFields, deviceInfoOf, emptyDevice } from '../download/DeviceInfoFields.tsx';
import { type ChosenEvent, FoundEvents } from '../download/FoundEvents.tsx';
import { SimulatorCodes } from '../download/SimulatorCodes.tsx';
import { type CodeReading, useCodeParts } from '../download/use-code.ts';
import { VaultCode } from '../download/VaultCode.tsx';
import { useCall, useSnapshot, useWorkbench } from '../state/context.ts';
import { Chip, ErrorNote, Note, Panel, simulatedClass } from '../ui/bits.tsx';
import { PageHead } from '../ui/PageHead.tsx';
import { Hostile } from '../ui/text.tsx';
import { CameraDialog } from './Camera.tsx';
import { ChecksPanel, count } from './ChecksPanel.tsx';
import { clearDraft, type Draft, giveCodes, setDraft } from './draft.ts';
import { ReaderChoice } from './ReaderChoice.tsx';
import { SeveralCodes } from './SeveralCodes.tsx';
import { codesOfFiles } from './take-files.ts';
import { useChecks } from './use-checks.ts';

const text = activateText;
const words = windowText.download;

/** Readers that a download can be started on. */
const usable = (reader: Reader | undefined) =>
  reader?.presence === 'present' && reader.operationId === undefined;

/** Which code, onto which card, what is done afterwards; and what stands against it. */
export function ActivateEntry({
  draft,
  onStarted,
}: {
  readonly draft: Draft;
  readonly onStarted: (operation: Operation) => void;
}) {
  const workbench = useWorkbench();
  const { readers, cards } = useSnapshot();
  const { source, kind, codeId } = draft;
  const reader =
    readers.find(({ id }) => id === draft.readerId) ??
    readers.find((one) => usable(one) && one.eid !== undefined) ??
    readers.find(usable) ??
    readers[0];
  const card = reader?.eid === undefined ? undefined : cards.get(reader.eid);
  const defaultSmdp = card?.info?.defaultSmdpAddress || undefined;
  const [event, setEvent] = useState<ChosenEvent>();
  const [device, setDevice] = useState(emptyDevice);
  const [confirmation, setConfirmation] = useState('');
  const [starting, setStarting] = useState(false);
  const [refusal, setRefusal] = useState<ErrorData>();
  const code = useCodeParts(draft.text);
  const settings = useCall('settings.get', {});
  const deviceInfo = deviceInfoOf(device, settings.value?.deviceInfo);
  const found = useFoundAddress(event);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another code is the reason
  useEffect(() => {
    setConfirmation('');
    setRefusal(undefined);
  }, [draft.turn]);

  const sourceThere = { vault: codeId, code: code.parts, default: defaultSmdp, found: event }[source];
  const trimmed = draft.text.trim();
  const input: CallInput<'activation.check'> | undefined =
    // What is being typed is checked as soon as it can be read; what cannot be has its error beside the field.
    source === 'code' && code.parts === undefined
      ? undefined
      : {
          kind,
          ...(reader === undefined ? {} : { readerId: reader.id }),
          ...(source === 'code' ? { activationCode: trimmed } : {}),
          ...(source === 'vault' && codeId !== undefined ? { codeId } : {}),
          ...(source === 'found' && found !== undefined ? { smdpAddress: found } : {}),
          ...(confirmation === '' ? {} : { confirmationCode: confirmation }),
        };
  const checks = useChecks(source === 'found' && event === undefined ? undefined : input);
  const refused = checks.findings.some((finding) => finding.refused === true);
  const ready = usable(reader) && deviceInfo !== 'wrong' && sourceThere !== undefined && !refused;
  const warned = count(checks.findings, 'stops') > 0;

  const start = async () => {
    if (!ready || starting || reader === undefined) return;
    setStarting(true);
    setRefusal(undefined);
    try {
      const started = await workbench.call('operations.start', {
        kind,
        readerId: reader.id,
        ...(source === 'vault' && codeId !== undefined ? { codeId } : {}),
        ...(source === 'code' ? { activationCode: trimmed } : {}),
        ...(source === 'found' && event !== undefined ? { event } : {}),
        ...(confirmation === '' || source === 'default' || source === 'found'
          ? {}
          : { confirmationCode: confirmation }),
        ...(deviceInfo === undefined ? {} : { deviceInfo }),
      });
      onStarted(started);
    } catch (thrown) {
      setRefusal(toWorkbenchError(thrown).toData());
    } finally {
      setStarting(false);
    }
  };

  return (
    <form
      className={`page activate${simulatedClass(reader?.kind === 'simulator')}`}
      onSubmit={(submit) => {
        submit.preventDefault();
        void start();
      }}
    >
      <PageHead title={shellText.pages.activate} intro={text.intro} />
      <div className="activate-grid">
        <div className="activate-entry">
          <Panel title={text.codePanel} aside={<OriginChip draft={draft} />}>
            <div className="stack">
              <SegmentedControl
                aria-label={words.source}
                value={source}
                onChange={(value) => setDraft({ source: value as Draft['source'] })}
                data={[
                  ...(codeId === undefined
                    ? []
                    : [{ value: 'vault', label: fillText(words.fromVault, { id: codeId }) }]),
                  { value: 'code', label: words.fromCode },
                  { value: 'default', label: words.fromDefault, disabled: defaultSmdp === undefined },
                  { value: 'found', label: words.fromFound },
                ]}
              />
              {source === 'vault' && codeId !== undefined ? (
                <VaultCode id={codeId} />
              ) : source === 'found' ? (
                <FoundEvents readerId={reader?.id} chosen={event} onChoose={setEvent} />
              ) : source === 'default' ? (
                <p>
                  {words.smdp}{' '}
                  <span className="mono">
                    <Hostile text={defaultSmdp ?? ''} />
                  </span>
                </p>
              ) : (
                <CodeEntry draft={draft} code={code} onEnter={() => void start()} />
              )}
              {source === 'code' && reader?.kind === 'simulator' ? (
                <SimulatorCodes chosen={draft.text} onChoose={(chosen) => giveCodes([chosen], 'typed')} />
              ) : null}
              {source === 'code' || source === 'vault' ? (
                <ConfirmationField
                  needed={
                    (checks.check?.confirmationCodeRequired ?? false) &&
                    !(checks.check?.confirmationCodeKept ?? false)
                  }
                  value={confirmation}
                  onChange={setConfirmation}
                />
              ) : null}
            </div>
          </Panel>
          <Panel title={text.cardPanel}>
            <div className="stack">
              {readers.length === 0 ? <Note kind="warn">{words.noReader}</Note> : null}
              <ReaderChoice
                readers={readers}
                cards={cards}
                chosen={reader?.id}
                onChoose={(readerId) => setDraft({ readerId })}
              />
              <SegmentedControl
                fullWidth
                aria-label={words.after}
                value={kind}
                onChange={(value) => setDraft({ kind: value as Draft['kind'] })}
                data={[
                  { value: 'activate', label: words.andEnable },
                  { value: 'download', label: words.only },
                ]}
              />
              <Fold label={words.deviceInfo}>
                <DeviceInfoFields value={device} bench={settings.value?.deviceInfo} onChange={setDevice} />
              </Fold>
            </div>
          </Panel>
        </div>
        <div className="activate-checks">
          <ChecksPanel checks={checks} readerId={reader?.id} eid={reader?.eid}>
            <Button type="submit" autoFocus={draft.text !== ''} disabled={!ready} loading={starting}>
              {warned ? text.startAnyway : words.start}
            </Button>
          </ChecksPanel>
          {refusal === undefined ? null : <ErrorNote error={refusal} />}
        </div>
      </div>
    </form>
  );
}

/** Where a chosen event of a discovery leads. */
function useFoundAddress(event: ChosenEvent | undefined): string | undefined {
  const { operations } = useSnapshot();
  return event === undefined
    ? undefined
    : operations.get(event.operationId)?.events?.[event.index]?.smdpAddress;
}

function OriginChip({ draft }: { readonly draft: Draft }) {
  if (draft.source !== 'code' || draft.text === '' || draft.origin === 'typed') return null;
  return <Chip>{text.origin[draft.origin]}</Chip>;
}

/** The field of the code, and the other ways in which one comes. */
function CodeEntry({
  draft,
  code,
  onEnter,
}: {
  readonly draft: Draft;
  readonly code: CodeReading;
  readonly onEnter: () => void;
}) {
  const workbench = useWorkbench();
  const fileInput = useRef<HTMLInputElement>(null);
  const [reading, setReading] = useState(false);
  const [error, setError] = useState<ErrorData>();
  const [said, setSaid] = useState('');
  // What comes from elsewhere says by itself how it went.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another code is the reason
  useEffect(() => {
    setError(undefined);
    setSaid('');
  }, [draft.text]);

  const take = async (files: readonly File[]) => {
    setReading(true);
    setError(undefined);
    try {
      const codes = await codesOfFiles(workbench, files);
      if (codes.length === 0) setSaid(text.nothingDropped);
      else giveCodes(codes, 'drop');
    } catch (thrown) {
      setError(toWorkbenchError(thrown).toData());
    } finally {
      setReading(false);
    }
  };
  // A command of the palette asks for it as the button does.
  // biome-ignore lint/correctness/useExhaustiveDependencies: that it is asked for is the reason
  useEffect(() => {
    if (!draft.clipboard) return;
    setDraft({ clipboard: false });
    void fromClipboard();
  }, [draft.clipboard]);
  const fromClipboard = async () => {
    try {
      const codes = await codesOfClipboard(take);
      if (codes !== undefined) {
        if (codes.length === 0) setSaid(text.clipboardEmpty);
        else giveCodes(codes, 'clipboard');
      }
    } catch {
      setSaid(text.clipboardDenied);
    }
  };

  return (
    <>
      <Textarea
        data-code-field
        autoFocus={draft.text === ''}
        label={words.codeLabel}
        description={words.codeHint}
        placeholder={words.codePlaceholder}
        classNames={{ input: 'mono code-input' }}
        autosize
        minRows={2}
        maxRows={5}
        spellCheck={false}
        autoComplete="off"
        maxLength={maxInputLength + 1}
        value={draft.text}
        aria-invalid={code.error !== undefined}
        onChange={(event) => setDraft({ text: event.currentTarget.value, origin: 'typed' })}
        onPaste={(event) => {
          const files = [...event.clipboardData.files];
          if (files.length > 0) {
            event.preventDefault();
            void take(files);
            return;
          }
          // A link, a mail, several codes: what is meant is taken out of it.
          const pasted = event.clipboardData.getData('text/plain');
          const codes = recogniseCodes(pasted);
          if (codes.length === 0 || codes[0] === pasted.trim()) return;
          event.preventDefault();
          giveCodes(codes, 'paste');
        }}
        onKeyDown={(event) => {
          // A code has no lines: Enter starts.
          if (event.key !== 'Enter' || event.shiftKey) return;
          event.preventDefault();
          onEnter();
        }}
      />
      <div className="entry-picture">
        <input
          ref={fileInput}
          type="file"
          accept="image/*,.txt,.csv,text/*,.pdf,application/pdf"
          className="visually-hidden"
          tabIndex={-1}
          aria-hidden
          onChange={(event) => {
            const files = [...(event.currentTarget.files ?? [])];
            event.currentTarget.value = '';
            if (files.length > 0) void take(files);
          }}
        />
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<ImageUp size={14} aria-hidden />}
          loading={reading}
          onClick={() => fileInput.current?.click()}
        >
          {words.choosePicture}
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<ClipboardPaste size={14} aria-hidden />}
          onClick={() => void fromClipboard()}
        >
          {text.fromClipboard}
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<Camera size={14} aria-hidden />}
          onClick={() => setDraft({ camera: true })}
        >
          {text.camera}
        </Button>
        {draft.text === '' ? null : (
          <Button
            size="compact-sm"
            variant="subtle"
            leftSection={<X size={14} aria-hidden />}
            onClick={clearDraft}
          >
            {text.clear}
          </Button>
        )}
        <span role="status" className="quiet">
          {reading ? words.reading : said !== '' ? said : code.checking ? words.checking : ''}
        </span>
      </div>
      {error === undefined ? null : <ErrorNote error={error} />}
      {code.error === undefined ? null : <ErrorNote error={code.error} />}
      {code.parts === undefined ? null : <CodeParts parts={code.parts} />}
      {draft.codes.length === 0 ? null : <SeveralCodes draft={draft} />}
      <CameraDialog
        opened={draft.camera}
        onClose={() => setDraft({ camera: false })}
        onFound={(found) => giveCodes(found, 'camera')}
      />
    </>
  );
}

/** The codes of the clipboard's text; undefined where it held a picture, which was taken. Rejects where it may not be read. */
async function codesOfClipboard(
  take: (files: readonly File[]) => Promise<void>,
): Promise<readonly string[] | undefined> {
  // Not every browser gives a page more than its text.
  if (navigator.clipboard.read === undefined) return recogniseCodes(await navigator.clipboard.readText());
  for (const item of await navigator.clipboard.read()) {
    const picture = item.types.find((type) => type.startsWith('image/'));
    if (picture !== undefined) {
      await take([new File([await item.getType(picture)], 'clipboard', { type: picture })]);
      return undefined;
    }
    if (item.types.includes('text/plain'))
      return recogniseCodes(await (await item.getType('text/plain')).text());
  }
  return [];
}

/** Open where the code needs one; else it can be opened, since a server may want one all the same. */
function ConfirmationField({
  needed,
  value,
  onChange,
}: {
  readonly needed: boolean;
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  const [wanted, setWanted] = useState(false);
  if (!needed && !wanted && value === '')
    return (
      <div>
        <button type="button" className="fold-line" onClick={() => setWanted(true)}>
          <ChevronRight size={14} aria-hidden /> {text.addConfirmation}
        </button>
      </div>
    );
  return (
    <PasswordInput
      label={text.confirmation}
      description={text.confirmationHint}
      autoComplete="off"
      maxLength={64}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

function Fold({ label, children }: { readonly label: string; readonly children: React.ReactNode }) {
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <div>
      <button
        type="button"
        className="fold-line"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        {open ? <ChevronDown size={14} aria-hidden /> : <ChevronRight size={14} aria-hidden />}
        {label}
      </button>
      <div id={id} hidden={!open}>
        {children}
      </div>
    </div>
  );
}
