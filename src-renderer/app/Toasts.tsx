import { CircleCheck, X } from 'lucide-react';
import { useEffect } from 'react';
import type { ErrorData } from '../../src-shared/errors/index.ts';
import { fillText, windowText } from '../../src-shared/texts.ts';
import { formatRoute } from '../state/route.ts';
import { ErrorNote } from '../ui/bits.tsx';

export interface Toast {
  readonly key: number;
  readonly kind: 'good' | 'bad';
  readonly title?: string;
  readonly text?: string;
  readonly error?: ErrorData;
  readonly operationId?: number;
}

/** Messages that belong to no page. Good ones go by themselves, errors stay until they are sent away. */
export function Toasts({
  toasts,
  onDrop,
}: {
  readonly toasts: readonly Toast[];
  readonly onDrop: (key: number) => void;
}) {
  return (
    <section className="toasts" aria-label={windowText.toast.region}>
      {toasts.map((toast) => (
        <ToastBox key={toast.key} toast={toast} onDrop={onDrop} />
      ))}
    </section>
  );
}

function ToastBox({ toast, onDrop }: { readonly toast: Toast; readonly onDrop: (key: number) => void }) {
  useEffect(() => {
    if (toast.kind === 'bad') return;
    const timer = setTimeout(() => onDrop(toast.key), 6000);
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
            <div className="note-title">{toast.title}</div>
            <div>{toast.text}</div>
            {link}
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
