import { Button, Checkbox, Group } from '@mantine/core';
import { useState } from 'react';
import { type ErrorData, toWorkbenchError } from '../../src-shared/errors/index.ts';
import type { Code } from '../../src-shared/model/index.ts';
import { codesText, fillText, windowText } from '../../src-shared/texts.ts';
import { useWorkbench } from '../state/context.ts';
import { useDesk } from '../state/desk.ts';
import { formatRoute, goTo } from '../state/route.ts';
import { ErrorNote, Note } from '../ui/bits.tsx';
import { Dialog } from '../ui/Dialog.tsx';

const text = codesText;

interface CodeDialogProps {
  readonly code: Code;
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onChanged: () => void;
}

/** Does something once, and says what came of it. */
function useAct({ onClose, onChanged }: Pick<CodeDialogProps, 'onClose' | 'onChanged'>) {
  const desk = useDesk();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorData>();
  const act = async (work: () => Promise<unknown>, done: string) => {
    setBusy(true);
    setError(undefined);
    try {
      await work();
      desk.announce(done);
      onChanged();
      onClose();
      return true;
    } catch (thrown) {
      setError(toWorkbenchError(thrown).toData());
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { busy, error, act };
}

export function RemoveCodeDialog({
  code,
  opened,
  kept,
  ...rest
}: CodeDialogProps & { readonly kept: boolean }) {
  const workbench = useWorkbench();
  const { busy, error, act } = useAct(rest);
  const remove = async () => {
    const done = await act(
      () => workbench.call('codes.remove', { id: code.id }),
      fillText(text.removed, { id: code.id }),
    );
    if (done) goTo({ page: 'codes' }, { replace: true });
  };
  return (
    <Dialog opened={opened} onClose={rest.onClose} title={fillText(text.removeTitle, { id: code.id })}>
      <div className="stack">
        <Note kind="warn">{kept ? text.removeHint : text.removeUsedHint}</Note>
        {error === undefined ? null : <ErrorNote error={error} />}
        <Group justify="flex-end">
          <Button variant="default" data-autofocus onClick={rest.onClose}>
            {windowText.common.cancel}
          </Button>
          <Button color="red.9" loading={busy} onClick={() => void remove()}>
            {text.remove}
          </Button>
        </Group>
      </div>
    </Dialog>
  );
}

/** Frees a code whose card is lost. What is at stake is said first. */
export function ReleaseDialog({ code, opened, ...rest }: CodeDialogProps) {
  const workbench = useWorkbench();
  const { busy, error, act } = useAct(rest);
  const [agreed, setAgreed] = useState(false);
  const release = () =>
    act(() => workbench.call('codes.release', { id: code.id }), fillText(text.released, { id: code.id }));
  return (
    <Dialog opened={opened} onClose={rest.onClose} title={fillText(text.releaseTitle, { id: code.id })}>
      <div className="stack">
        <Note kind="warn">{fillText(text.releaseWarning, { operation: code.operationId ?? '?' })}</Note>
        <p>{text.releaseHint}</p>
        {code.operationId === undefined ? null : (
          <p>
            <a href={formatRoute({ page: 'operation', id: code.operationId })}>
              {fillText(text.operationLink, { id: code.operationId })}
            </a>
          </p>
        )}
        <Checkbox
          size="xs"
          label={text.releaseAgree}
          checked={agreed}
          onChange={(event) => setAgreed(event.currentTarget.checked)}
        />
        {error === undefined ? null : <ErrorNote error={error} />}
        <Group justify="flex-end">
          <Button variant="default" data-autofocus onClick={rest.onClose}>
            {windowText.common.cancel}
          </Button>
          <Button color="red.9" disabled={!agreed} loading={busy} onClick={() => void release()}>
            {text.release}
          </Button>
        </Group>
      </div>
    </Dialog>
  );
}
