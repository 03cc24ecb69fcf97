import { Button } from '@mantine/core';
import {
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CircleSlash,
  CircleX,
  Clock3,
  LoaderCircle,
  TriangleAlert,
} from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { ErrorData } from '../../src-shared/errors/index.ts';
import { consoleWaits, type Operation, type OperationStatus } from '../../src-shared/model/index.ts';
import { fillText, formatBytes, operationKindText, statusText, windowText } from '../../src-shared/texts.ts';
import { ErrorText } from './error-text.tsx';

/** Marks what is simulated; hatched, so that it cannot be taken for anything else. */
export function SimulatedBadge({ small = false }: { readonly small?: boolean }) {
  return (
    <span className={small ? 'sim-badge sim-badge-small' : 'sim-badge'} title={windowText.simulatedHint}>
      {windowText.simulated}
    </span>
  );
}

/** A page, panel or tile that stands for something simulated gets the hatched strip. */
export function simulatedClass(simulated: boolean): string {
  return simulated ? ' simulated' : '';
}

/** An error as it crosses every boundary is data; what a person reads of it: sentence and next step. */
export function ErrorNote({
  error,
  title,
  onRetry,
  children,
}: {
  readonly error: { readonly code: string; readonly params: ErrorData['params'] };
  readonly title?: string;
  readonly onRetry?: () => void;
  readonly children?: ReactNode;
}) {
  return (
    <div className="note note-bad" role="alert">
      <CircleX size={17} aria-hidden className="note-icon" />
      <div className="note-body">
        {title === undefined ? null : <div className="note-title">{title}</div>}
        <div className="note-message">
          <ErrorText error={error} limit={600} />
        </div>
        <div className="note-remedy">
          <ErrorText error={error} part="remedy" limit={600} />
        </div>
        <div className="note-code mono open">{error.code}</div>
        {onRetry === undefined ? null : (
          <Button size="compact-xs" variant="default" onClick={onRetry} mt={8}>
            {windowText.common.retry}
          </Button>
        )}
        {children}
      </div>
    </div>
  );
}

export function Note({
  kind,
  title,
  children,
  live = false,
}: {
  readonly kind: 'warn' | 'info' | 'good';
  readonly title?: string | undefined;
  readonly children?: ReactNode;
  readonly live?: boolean;
}) {
  const Icon = kind === 'good' ? CircleCheck : kind === 'warn' ? TriangleAlert : CircleAlert;
  return (
    <div className={`note note-${kind}`} {...(live ? { role: 'status' } : {})}>
      <Icon size={17} aria-hidden className="note-icon" />
      <div className="note-body">
        {title === undefined ? null : <div className="note-title">{title}</div>}
        {children}
      </div>
    </div>
  );
}

/** Nothing is here, and what to do about it. */
export function Empty({
  icon,
  title,
  hint,
  children,
}: {
  readonly icon?: ReactNode;
  readonly title: string;
  readonly hint?: string;
  readonly children?: ReactNode;
}) {
  return (
    <div className="empty">
      {icon === undefined ? null : <div className="empty-icon">{icon}</div>}
      <div className="empty-title">{title}</div>
      {hint === undefined ? null : <div className="empty-hint">{hint}</div>}
      {children}
    </div>
  );
}

/** A titled box. */
export function Panel({
  title,
  count,
  aside,
  children,
  flush = false,
  label,
}: {
  readonly title: string;
  readonly count?: number | undefined;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
  readonly flush?: boolean;
  readonly label?: string;
}) {
  const body = useRef<HTMLDivElement>(null);
  const [scrolls, setScrolls] = useState(false);
  // What is wider than its panel is reached by the keys that scroll it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is in it may have another size
  useEffect(() => {
    const element = body.current;
    if (element === null || !flush) return;
    const look = () =>
      setScrolls(element.scrollWidth > element.clientWidth || element.scrollHeight > element.clientHeight);
    const observer = new ResizeObserver(look);
    for (const one of [element, ...element.children]) observer.observe(one);
    return () => observer.disconnect();
  }, [flush, children]);
  return (
    <section className="panel" aria-label={label ?? title}>
      <header className="panel-head">
        <h2>{title}</h2>
        {count === undefined ? null : <span className="count">{count}</span>}
        <div className="panel-aside">{aside}</div>
      </header>
      <div
        ref={body}
        className={flush ? 'panel-body panel-flush' : 'panel-body'}
        {...(scrolls ? { tabIndex: 0 } : {})}
      >
        {children}
      </div>
    </section>
  );
}

export type Tone = 'good' | 'bad' | 'warn' | 'run' | 'quiet';

export function Chip({
  tone = 'quiet',
  title,
  children,
}: {
  readonly tone?: Tone;
  readonly title?: string;
  readonly children: ReactNode;
}) {
  return (
    <span className={`chip chip-${tone}`} title={title}>
      {children}
    </span>
  );
}

/** How an operation stands, by shape, colour and word. */
export function StatusChip({
  operation,
}: {
  readonly operation: Pick<Operation, 'status' | 'reconciliation' | 'question' | 'error'>;
}) {
  if (operation.reconciliation.state === 'pending')
    return (
      <Chip tone="warn">
        <CircleDashed size={13} aria-hidden /> {windowText.operations.reconcile}
      </Chip>
    );
  if (operation.question !== undefined && operation.status !== 'failed' && operation.status !== 'successful')
    return (
      <Chip tone="warn">
        <Clock3 size={13} aria-hidden /> {windowText.bench.waitsForYou}
      </Chip>
    );
  // Its status is failed; that someone wanted it so is no alarm.
  if (operation.error?.code === 'cancelled')
    return (
      <Chip>
        <CircleSlash size={13} aria-hidden /> {windowText.operations.cancelled}
      </Chip>
    );
  return (
    <Chip tone={statusTone(operation.status)}>
      <StatusIcon status={operation.status} /> {statusText[operation.status]}
    </Chip>
  );
}

function statusTone(status: OperationStatus): Tone {
  if (status === 'successful') return 'good';
  return status === 'failed' ? 'bad' : 'run';
}

function StatusIcon({ status }: { readonly status: OperationStatus }) {
  if (status === 'successful') return <CircleCheck size={13} aria-hidden />;
  if (status === 'failed') return <CircleX size={13} aria-hidden />;
  return <LoaderCircle size={13} aria-hidden className="spin" />;
}

/** A bar: determinate where bytes are known, else a moving one. */
export function ProgressBar({
  done,
  total,
  label,
  thin = false,
  said,
}: {
  readonly done?: number | undefined;
  readonly total?: number | undefined;
  readonly label: string;
  readonly thin?: boolean;
  /** How far it is, in words. Absent: done and total are bytes. */
  readonly said?: string | undefined;
}) {
  const known = done !== undefined && total !== undefined && total > 0;
  const fraction = known ? Math.min(1, done / total) : 0;
  return (
    <div
      className={thin ? 'bar bar-thin' : 'bar'}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(known
        ? {
            'aria-valuenow': Math.round(fraction * 100),
            'aria-valuetext': said ?? `${formatBytes(done)} / ${formatBytes(total)}`,
          }
        : {})}
    >
      <div
        className={known ? 'bar-fill' : 'bar-fill bar-unknown'}
        style={known ? { transform: `scaleX(${fraction})` } : {}}
      />
    </div>
  );
}

/** How far an operation is. Nothing moves while it waits for an answer, or for an input. */
export function OperationBar({
  operation,
  thin = false,
}: {
  readonly operation: Pick<Operation, 'kind' | 'progress' | 'question'>;
  readonly thin?: boolean;
}) {
  const { progress } = operation;
  if (operation.question !== undefined || progress?.step === consoleWaits) return <span />;
  return (
    <ProgressBar
      thin={thin}
      done={progress?.bytesDone}
      total={progress?.bytesTotal}
      label={fillText(windowText.bench.operationRuns, { kind: operationKindText[operation.kind] })}
    />
  );
}
