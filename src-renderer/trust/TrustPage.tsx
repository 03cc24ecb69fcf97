import { Button, Switch } from '@mantine/core';
import { FileBadge, ShieldCheck } from 'lucide-react';
import { useRef, useState } from 'react';
import { toBase64 } from '../../src-shared/bytes.ts';
import { commonName } from '../../src-shared/common-name.ts';
import { type ErrorData, toWorkbenchError } from '../../src-shared/errors/index.ts';
import type { TrustAnchor } from '../../src-shared/model/index.ts';
import {
  fillText,
  formatDate,
  formatList,
  originText,
  visibleText,
  windowText,
} from '../../src-shared/texts.ts';
import { useFileDrop } from '../codes/given-files.ts';
import { askAgain, useListTurn } from '../state/ask-again.ts';
import { useCall, useWorkbench } from '../state/context.ts';
import { useDesk } from '../state/desk.ts';
import { Chip, Empty, ErrorNote, SimulatedBadge } from '../ui/bits.tsx';
import { PageHead } from '../ui/PageHead.tsx';
import { RemoveButton, RemoveDialog } from '../ui/removal.tsx';
import { CopyButton, Hostile, Named } from '../ui/text.tsx';

const text = windowText.trust;
/** Root certificates have one or two thousand bytes. */
const MAX_CERTIFICATE = 100_000;

/** The roots that servers are checked against. */
export function TrustPage() {
  const workbench = useWorkbench();
  const desk = useDesk();
  const list = useCall('trust.list', {}, useListTurn('trust'));
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorData>();
  const [removing, setRemoving] = useState<TrustAnchor>();
  const fileInput = useRef<HTMLInputElement>(null);

  const act = async (work: () => Promise<string>) => {
    setBusy(true);
    setError(undefined);
    try {
      desk.announce(await work());
      list.again();
    } catch (thrown) {
      setError(toWorkbenchError(thrown).toData());
    } finally {
      setBusy(false);
    }
  };
  const add = (files: readonly File[]) =>
    act(async () => {
      const names: string[] = [];
      for (const file of files) {
        if (file.size > MAX_CERTIFICATE) throw new Error(text.tooLarge);
        const certificate = toBase64(new Uint8Array(await file.arrayBuffer()));
        names.push(commonName((await workbench.call('trust.add', { certificate })).subject));
      }
      return fillText(text.added, { what: visibleText(formatList(names), 200) });
    });
  // Pictures with codes, evidence and recordings are for the window around.
  const { dropping, handlers } = useFileDrop((files) => {
    if (files.length > 0) void add(files.map(({ file }) => file));
  }, []);
  const set = (anchor: TrustAnchor, enabled: boolean) =>
    act(async () => {
      await workbench.call('trust.set', { keyId: anchor.keyId, enabled });
      return `${visibleText(commonName(anchor.subject), 80)}: ${enabled ? text.on : text.off}`;
    });
  const remove = ({ keyId, subject }: TrustAnchor) =>
    act(async () => {
      await workbench.call('trust.remove', { keyId });
      const what = fillText(text.removed, { what: visibleText(commonName(subject), 80) });
      desk.offerUndo({
        what,
        undo: async () => {
          await workbench.call('trust.restore', { keyId });
          askAgain('trust');
        },
      });
      return what;
    });

  return (
    <div className="page" {...handlers}>
      <PageHead title={text.title} intro={text.intro}>
        <input
          ref={fileInput}
          type="file"
          accept=".pem,.crt,.cer,.der,application/x-x509-ca-cert,application/pkix-cert"
          multiple
          className="visually-hidden"
          tabIndex={-1}
          aria-hidden
          onChange={(event) => {
            const files = [...(event.currentTarget.files ?? [])];
            if (files.length > 0) void add(files);
            event.currentTarget.value = '';
          }}
        />
        <Button
          leftSection={<FileBadge size={14} aria-hidden />}
          loading={busy}
          onClick={() => fileInput.current?.click()}
        >
          {text.add}
        </Button>
      </PageHead>
      {error === undefined ? null : <ErrorNote error={error} />}
      {list.state === 'error' ? <ErrorNote error={list.error} onRetry={list.again} /> : null}
      <div className={dropping ? 'drop-line drop-line-on' : 'drop-line'} aria-hidden>
        {dropping ? text.dropNow : text.drop}
      </div>
      {list.value !== undefined && list.value.length === 0 ? (
        <Empty icon={<ShieldCheck size={34} aria-hidden />} title={text.empty} hint={text.emptyHint} />
      ) : null}
      <ul className="anchors">
        {(list.value ?? []).map((anchor) => (
          <Anchor
            key={anchor.keyId}
            anchor={anchor}
            busy={busy}
            onSet={(enabled) => void set(anchor, enabled)}
            onRemove={() => setRemoving(anchor)}
          />
        ))}
      </ul>
      <RemoveDialog
        target={removing}
        title={({ subject }) => <Named text={text.removeAsk} place="what" name={commonName(subject)} />}
        hint={text.removeHint}
        label={text.remove}
        onClose={() => setRemoving(undefined)}
        onRemove={(anchor) => {
          setRemoving(undefined);
          void remove(anchor);
        }}
      />
    </div>
  );
}

function Anchor({
  anchor,
  busy,
  onSet,
  onRemove,
}: {
  readonly anchor: TrustAnchor;
  readonly busy: boolean;
  readonly onSet: (enabled: boolean) => void;
  readonly onRemove: () => void;
}) {
  const name = visibleText(commonName(anchor.subject), 80);
  const expired = anchor.notAfter !== undefined && anchor.notAfter < Date.now();
  return (
    <li
      className={`anchor${anchor.enabled ? '' : ' anchor-off'}${anchor.origin === 'bench' ? ' simulated' : ''}`}
      aria-label={name}
    >
      <Switch
        checked={anchor.enabled}
        disabled={busy}
        aria-label={fillText(text.toggle, { what: name })}
        onChange={(event) => onSet(event.currentTarget.checked)}
      />
      <div className="anchor-names">
        <div className="anchor-title">
          <Hostile text={commonName(anchor.subject)} limit={80} />
          <Chip
            tone={anchor.origin === 'test' ? 'warn' : 'quiet'}
            {...(anchor.origin === 'test' ? { title: text.onlyTest } : {})}
          >
            {originText[anchor.origin]}
          </Chip>
          {anchor.origin === 'bench' ? <SimulatedBadge small /> : null}
          {expired ? (
            <Chip tone="bad">{fillText(text.expired, { date: formatDate(anchor.notAfter ?? 0) })}</Chip>
          ) : null}
        </div>
        <div className="quiet small">
          <Hostile text={anchor.subject} limit={160} />
        </div>
        <div className="anchor-key mono">
          {anchor.keyId} <CopyButton value={anchor.keyId} what={text.keyId} />
        </div>
      </div>
      <div className="anchor-dates quiet num">
        {anchor.notAfter === undefined || expired ? null : (
          <div>{fillText(text.validUntil, { date: formatDate(anchor.notAfter) })}</div>
        )}
        {anchor.addedAt === undefined ? null : (
          <div>{fillText(text.addedAt, { date: formatDate(anchor.addedAt) })}</div>
        )}
      </div>
      <div className="anchor-actions">
        {anchor.origin === 'lab' ? (
          <RemoveButton label={text.remove} what={name} disabled={busy} onClick={onRemove} />
        ) : null}
      </div>
    </li>
  );
}
