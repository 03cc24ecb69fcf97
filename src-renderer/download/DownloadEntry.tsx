import { Button, NativeSelect, SegmentedControl, Textarea } from '@mantine/core';
import { ChevronDown, ChevronRight, ImageUp, QrCode } from 'lucide-react';
import { type ClipboardEvent, type DragEvent, useEffect, useId, useRef, useState } from 'react';
import { type ErrorData, toWorkbenchError } from '../../src-shared/errors/index.ts';
import type { Operation, Reader } from '../../src-shared/model/index.ts';
import { fillText, groupDigits, visibleText, windowText } from '../../src-shared/texts.ts';
import { useCall, useSnapshot, useWorkbench } from '../state/context.ts';
import { ErrorNote, Note } from '../ui/bits.tsx';
import { Hostile } from '../ui/text.tsx';
import { CodeParts } from './CodeParts.tsx';
import { DeviceInfoFields, deviceInfoOf, emptyDevice } from './DeviceInfoFields.tsx';
import { type ChosenEvent, FoundEvents } from './FoundEvents.tsx';
import { pictureOf } from './picture.ts';
import { SimulatorCodes } from './SimulatorCodes.tsx';
import { useCode } from './use-code.ts';
import { VaultCode } from './VaultCode.tsx';

const text = windowText.download;

type Source = 'vault' | 'code' | 'default' | 'found';
type Kind = 'activate' | 'download';

/** Readers that a download can be started on. */
const usable = (reader: Reader) => reader.presence === 'present' && reader.operationId === undefined;

/** Which card, which code, and what to do afterwards. */
export function DownloadEntry({
  readerId,
  codeId,
  code: initialCode,
  onReader,
  onStarted,
  onClose,
}: {
  readonly readerId: string | undefined;
  /** A code of the vault that is to be installed. */
  readonly codeId: number | undefined;
  /** An activation code to begin with. */
  readonly code: string | undefined;
  readonly onReader: (readerId: string) => void;
  readonly onStarted: (operation: Operation) => void;
  readonly onClose: () => void;
}) {
  const workbench = useWorkbench();
  const { readers, cards } = useSnapshot();
  const candidates = readers.filter((reader) => usable(reader) || reader.id === readerId);
  const reader = candidates.find((candidate) => candidate.id === readerId) ?? candidates[0];
  const defaultSmdp =
    reader?.eid === undefined ? undefined : cards.get(reader.eid)?.info?.defaultSmdpAddress || undefined;
  const [source, setSource] = useState<Source>(codeId === undefined ? 'code' : 'vault');
  const [event, setEvent] = useState<ChosenEvent>();
  const [kind, setKind] = useState<Kind>('activate');
  const [device, setDevice] = useState(emptyDevice);
  const [deviceOpen, setDeviceOpen] = useState(false);
  const [starting, setStarting] = useState(false);
  const [refusal, setRefusal] = useState<ErrorData>();
  const [dropping, setDropping] = useState(false);
  const code = useCode(initialCode);
  const fileInput = useRef<HTMLInputElement>(null);
  const deviceId = useId();
  const settings = useCall('settings.get', {});
  const deviceInfo = deviceInfoOf(device, settings.value?.deviceInfo);

  useEffect(() => {
    if (reader !== undefined && reader.id !== readerId) onReader(reader.id);
  }, [reader, readerId, onReader]);

  const ready =
    reader !== undefined &&
    usable(reader) &&
    deviceInfo !== 'wrong' &&
    { vault: codeId, code: code.parts, default: defaultSmdp, found: event }[source] !== undefined;

  const start = async () => {
    if (!ready || starting) return;
    setStarting(true);
    setRefusal(undefined);
    try {
      const started = await workbench.call('operations.start', {
        kind,
        readerId: reader.id,
        ...(source === 'vault' && codeId !== undefined ? { codeId } : {}),
        ...(source === 'code' ? { activationCode: code.text.trim() } : {}),
        ...(source === 'found' && event !== undefined ? { event } : {}),
        ...(deviceInfo === undefined ? {} : { deviceInfo }),
      });
      onStarted(started);
    } catch (thrown) {
      setRefusal(toWorkbenchError(thrown).toData());
    } finally {
      setStarting(false);
    }
  };

  const takeFrom = (event: ClipboardEvent | DragEvent, data: DataTransfer | null) => {
    const picture = pictureOf(data);
    if (picture === undefined) return;
    event.preventDefault();
    setSource('code');
    code.takePicture(picture);
  };

  return (
    <form
      className={dropping ? 'entry entry-dropping' : 'entry'}
      onSubmit={(event) => {
        event.preventDefault();
        void start();
      }}
      onPaste={(event) => takeFrom(event, event.clipboardData)}
      onDragOver={(event) => {
        if (![...event.dataTransfer.items].some((item) => item.kind === 'file')) return;
        event.preventDefault();
        setDropping(true);
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setDropping(false);
      }}
      onDrop={(event) => {
        setDropping(false);
        takeFrom(event, event.dataTransfer);
      }}
    >
      {dropping ? (
        <div className="drop-veil" aria-hidden>
          <QrCode size={40} />
          {text.dropHere}
        </div>
      ) : null}
      {reader === undefined ? <Note kind="warn">{text.noReader}</Note> : null}
      <div className="entry-top">
        <NativeSelect
          label={text.onto}
          value={reader?.id ?? ''}
          onChange={(event) => onReader(event.currentTarget.value)}
          data={candidates.map((candidate) => ({
            value: candidate.id,
            label: `${candidate.index}  ${visibleText(candidate.name, 50)}${candidate.eid === undefined ? '' : `  ·  …${groupDigits(candidate.eid.slice(-8))}`}`,
          }))}
        />
        <div className="field">
          <span className="field-label">{text.after}</span>
          <SegmentedControl
            fullWidth
            aria-label={text.after}
            value={kind}
            onChange={(value) => setKind(value as Kind)}
            data={[
              { value: 'activate', label: text.andEnable },
              { value: 'download', label: text.only },
            ]}
          />
        </div>
      </div>
      <div className="field">
        <span className="field-label">{text.source}</span>
        <SegmentedControl
          aria-label={text.source}
          value={source}
          onChange={(value) => setSource(value as Source)}
          data={[
            ...(codeId === undefined
              ? []
              : [{ value: 'vault', label: fillText(text.fromVault, { id: codeId }) }]),
            { value: 'code', label: text.fromCode },
            { value: 'default', label: text.fromDefault, disabled: defaultSmdp === undefined },
            { value: 'found', label: text.fromFound },
          ]}
        />
      </div>
      {source === 'vault' && codeId !== undefined ? (
        <VaultCode id={codeId} />
      ) : source === 'found' ? (
        <FoundEvents readerId={reader?.id} chosen={event} onChoose={setEvent} />
      ) : source === 'default' ? (
        <p>
          {text.smdp}{' '}
          <span className="mono">
            <Hostile text={defaultSmdp ?? ''} />
          </span>
        </p>
      ) : (
        <>
          <Textarea
            data-autofocus
            label={text.codeLabel}
            description={text.codeHint}
            placeholder={text.codePlaceholder}
            classNames={{ input: 'mono code-input' }}
            autosize
            minRows={2}
            maxRows={5}
            spellCheck={false}
            autoComplete="off"
            maxLength={4096}
            value={code.text}
            aria-invalid={code.error !== undefined}
            onChange={(event) => code.setText(event.currentTarget.value)}
            onKeyDown={(event) => {
              // A code has no lines: Enter starts.
              if (event.key !== 'Enter' || event.shiftKey) return;
              event.preventDefault();
              void start();
            }}
          />
          <div className="entry-picture">
            <input
              ref={fileInput}
              type="file"
              accept="image/*"
              className="visually-hidden"
              tabIndex={-1}
              aria-hidden
              onChange={(event) => {
                const file = event.currentTarget.files?.[0];
                if (file !== undefined) code.takePicture(file);
                event.currentTarget.value = '';
              }}
            />
            <Button
              size="compact-xs"
              variant="default"
              leftSection={<ImageUp size={13} aria-hidden />}
              loading={code.readingPicture}
              onClick={() => fileInput.current?.click()}
            >
              {text.choosePicture}
            </Button>
            <span role="status" className="quiet">
              {code.readingPicture ? text.reading : code.checking ? text.checking : ''}
            </span>
          </div>
          {code.error === undefined ? null : <ErrorNote error={code.error} />}
          {code.parts === undefined ? null : <CodeParts parts={code.parts} />}
          {reader?.kind === 'simulator' ? (
            <SimulatorCodes chosen={code.text} onChoose={(chosen) => code.setText(chosen)} />
          ) : null}
        </>
      )}
      <div>
        <button
          type="button"
          className="fold-line"
          aria-expanded={deviceOpen}
          aria-controls={deviceId}
          onClick={() => setDeviceOpen(!deviceOpen)}
        >
          {deviceOpen ? <ChevronDown size={14} aria-hidden /> : <ChevronRight size={14} aria-hidden />}
          {text.deviceInfo}
        </button>
        <div id={deviceId} hidden={!deviceOpen}>
          <DeviceInfoFields value={device} bench={settings.value?.deviceInfo} onChange={setDevice} />
        </div>
      </div>
      {refusal === undefined ? null : <ErrorNote error={refusal} />}
      <div className="dialog-foot">
        <Button variant="default" onClick={onClose}>
          {windowText.common.cancel}
        </Button>
        <Button type="submit" disabled={!ready} loading={starting}>
          {text.start}
        </Button>
      </div>
    </form>
  );
}
