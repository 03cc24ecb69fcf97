import { Button } from '@mantine/core';
import { Download, LockOpen, Pencil, Printer, Trash2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { Code } from '../../src-shared/model/index.ts';
import {
  codeSourceText,
  codeStateMeaning,
  codesText,
  fillText,
  formatDate,
  formatTime,
  groupDigits,
  visibleText,
  windowText,
} from '../../src-shared/texts.ts';
import { useCall } from '../state/context.ts';
import { useDesk } from '../state/desk.ts';
import { formatRoute } from '../state/route.ts';
import { Empty, ErrorNote, Note, Panel } from '../ui/bits.tsx';
import { Fact } from '../ui/text.tsx';
import { ReleaseDialog, RemoveCodeDialog } from './CodeDialogs.tsx';
import { CodeFacts } from './CodeFacts.tsx';
import { CodeStateChip } from './CodeStateChip.tsx';
import { EditCodeDialog } from './EditCodeDialog.tsx';
import { RevealCode } from './RevealCode.tsx';

const text = codesText;

/** Whether the code itself is still kept. */
const isKept = (code: Code) => code.state !== 'ACTIVE' && code.state !== 'burned';

const when = (at: number) => `${formatDate(at)} ${formatTime(at)}`;

/** Everything that is known of a code, and what can be done with it. */
export function CodeDetail({
  id,
  listed,
  onLabels,
  onChanged,
}: {
  readonly id: number;
  /** As the list has it, which is kept up to date. */
  readonly listed: Code | undefined;
  readonly onLabels: (code: Code) => void;
  readonly onChanged: () => void;
}) {
  const asked = useCall('codes.get', { id }, listed?.updatedAt ?? 0);
  const code =
    listed !== undefined && (asked.value === undefined || listed.updatedAt >= asked.value.updatedAt)
      ? listed
      : asked.value;
  if (asked.state === 'error' && listed === undefined)
    return <ErrorNote error={asked.error} onRetry={asked.again} />;
  if (code === undefined)
    return (
      <div className="panel">
        <Empty title={windowText.common.loading} />
      </div>
    );
  return <Detail code={code} onLabels={onLabels} onChanged={onChanged} />;
}

function Detail({
  code,
  onLabels,
  onChanged,
}: {
  readonly code: Code;
  readonly onLabels: (code: Code) => void;
  readonly onChanged: () => void;
}) {
  const desk = useDesk();
  const [open, setOpen] = useState<'edit' | 'remove' | 'release'>();
  const close = () => setOpen(undefined);
  const kept = isKept(code);
  const free = code.state === 'NOT_INSTALLED';
  return (
    <Panel title={fillText(text.detail, { id: code.id })} aside={<CodeStateChip code={code} />}>
      <div className="stack">
        <p className="quiet small">{code.doubtful ? text.doubtfulHint : codeStateMeaning[code.state]}</p>
        {free ? (
          <Button
            leftSection={<Download size={14} aria-hidden />}
            onClick={() => desk.openDownload({ codeId: code.id })}
          >
            {text.install}
          </Button>
        ) : null}
        <div className="detail-actions">
          {free ? (
            <Action icon={<Printer size={13} aria-hidden />} onClick={() => onLabels(code)}>
              {text.labels}
            </Action>
          ) : null}
          <Action icon={<Pencil size={13} aria-hidden />} onClick={() => setOpen('edit')}>
            {text.edit}
          </Action>
          {code.state === 'claimed' ? (
            <Action icon={<LockOpen size={13} aria-hidden />} onClick={() => setOpen('release')}>
              {text.release}
            </Action>
          ) : (
            <Action icon={<Trash2 size={13} aria-hidden />} danger onClick={() => setOpen('remove')}>
              {text.remove}
            </Action>
          )}
        </div>
        <dl className="facts facts-stacked">
          <CodeFacts code={code} />
        </dl>
        {kept ? <RevealCode id={code.id} /> : <Note kind="info">{text.masked}</Note>}
        <dl className="facts facts-stacked facts-below">
          <Fact term={text.source}>
            {codeSourceText[code.source]}, <span className="num">{when(code.createdAt)}</span>
          </Fact>
          <Fact term={text.createdBy}>{visibleText(code.createdBy, 60)}</Fact>
          <Fact term={text.usedAt}>
            {code.usedAt === undefined ? null : <span className="num">{when(code.usedAt)}</span>}
          </Fact>
          <Fact term={text.order}>
            {code.orderId === undefined ? null : (
              <a href={formatRoute({ page: 'orders', id: code.orderId })}>
                {fillText(text.orderLink, { id: code.orderId })}
              </a>
            )}
          </Fact>
          <Fact term={text.operation}>
            {code.operationId === undefined ? null : (
              <a href={formatRoute({ page: 'operation', id: code.operationId })}>
                {fillText(text.operationLink, { id: code.operationId })}
              </a>
            )}
          </Fact>
          <Fact term={text.card}>
            {code.eid === undefined ? null : (
              <a className="mono" href={formatRoute({ page: 'card', eid: code.eid })}>
                {groupDigits(code.eid)}
              </a>
            )}
          </Fact>
        </dl>
      </div>
      <EditCodeDialog
        code={code}
        opened={open === 'edit'}
        onClose={close}
        onChanged={onChanged}
        kept={kept}
      />
      <RemoveCodeDialog
        code={code}
        opened={open === 'remove'}
        onClose={close}
        onChanged={onChanged}
        kept={kept}
      />
      <ReleaseDialog code={code} opened={open === 'release'} onClose={close} onChanged={onChanged} />
    </Panel>
  );
}

function Action({
  icon,
  danger = false,
  onClick,
  children,
}: {
  readonly icon: ReactNode;
  readonly danger?: boolean;
  readonly onClick: () => void;
  readonly children: ReactNode;
}) {
  return (
    <Button
      size="compact-sm"
      variant="default"
      leftSection={icon}
      onClick={onClick}
      {...(danger ? { className: 'danger' } : {})}
    >
      {children}
    </Button>
  );
}
