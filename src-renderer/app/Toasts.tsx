import { Button } from '@mantine/core';
import { CircleCheck, X } from 'lucide-react';
import { useEffect } from 'react';
import type { ErrorData } from '../../src-shared/errors/index.ts';
import { activateText, fillText, shellText, windowText } from '../../src-shared/texts.ts';
import { formatRoute } from '../state/route.ts';
import { useUndoList } from '../state/undo.ts';
import { ErrorNote } from '../ui/bits.tsx';

export interface Toast {
  readonly key: number;
  readonly kind: 'good' | 'bad';
  readonly title?: string;
  readonly text?: string;
  /** Whether a name from outside stands in the text. */
  readonly private?: boolean;
  readonly error?: ErrorData;
  readonly operationId?: number;
  /** Of a card of a batch, whose tile says the same. */
  readonly ofStation?: boolean;
  /** What the message leads to. */
  readonly open?: () => void;
  /** What can be taken back: the message has a button for it, and goes with the possibility. */
  readonly undo?: { readonly id: number; readonly forMs?: number | undefined };
}

const SHOWN_MS = 6000;

/** Messages that belong to no page. Good ones go by themselves, errors stay until they are sent away. */
export function Toasts({
  toasts,
  onDrop,
  onUndo,
}: {
  readonly toasts: readonly Toast[];
  readonly onDrop: (key: number) => void;
  readonly onUndo: (id: number) => void;
}) {
  const undoable = useUndoList();
  return (
    <section className="toasts" aria-label={windowText.toast.region}>
      {/* The newest is the lowest, and stays in sight where they do not all have room. */}
      {toasts
        .toReversed()
        .filter(({ undo }) => undo === undefined || undoable.some(({ id }) => id === undo.id))
        .map((toast) => (
          <ToastBox key={toast.key} toast={toast} onDrop={onDrop} onUndo={onUndo} />
        ))}
    </section>
  );
}

function ToastBox({
  toast,
  onDrop,
  onUndo,
}: {
  readonly toast: Toast;
  readonly onDrop: (key: number) => void;
  readonly onUndo: (id: number) => void;
}) {
  const { undo } = toast;
  useEffect(() => {
    if (toast.kind === 'bad') return;
    const timer = setTimeout(() => onDrop(toast.key), toast.undo?.forMs ?? SHOWN_MS);
    return () => clearTimeout(timer);
  }, [toast, onDrop]);
  const link =
    toast.operationId === undefined ? null : (
      <a className="toast-link" href={formatRoute({ page: 'operation', id: toast.operationId })}>
        {fillText(windowText.card.openOperation, { id: toast.operationId })}
      </a>
    );
  return (
    <div className={`toast toast-${toast.kind}`}>
      {toast.error === undefined ? (
        <div className="toast-body">
          <CircleCheck size={17} aria-hidden className="note-icon" />
          <div>
            {/* What can be taken back is told by the name of its profile. */}
            <div className={undo === undefined ? 'note-title' : 'note-title private'}>{toast.title}</div>
            <div className={toast.private === true ? 'private' : undefined}>{toast.text}</div>
            {link}
            {toast.open === undefined ? null : (
              <Button
                size="compact-xs"
                mt={6}
                onClick={() => {
                  onDrop(toast.key);
                  toast.open?.();
                }}
              >
                {activateText.open}
              </Button>
            )}
            {undo === undefined ? null : (
              <Button size="compact-xs" variant="light" mt={6} onClick={() => onUndo(undo.id)}>
                {shellText.undo.action}
              </Button>
            )}
          </div>
        </div>
      ) : (
        <ErrorNote error={toast.error} {...(toast.title === undefined ? {} : { title: toast.title })}>
          {link}
        </ErrorNote>
      )}
      <button
        type="button"
        className="toast-close"
        aria-label={windowText.common.dismiss}
        onClick={() => onDrop(toast.key)}
      >
        <X size={14} aria-hidden />
      </button>
    </div>
  );
}
