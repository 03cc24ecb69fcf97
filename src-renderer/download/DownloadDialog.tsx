import { useEffect, useState } from 'react';
import { fillText, operationKindText, windowText } from '../../src-shared/texts.ts';
import { useSnapshot } from '../state/context.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { DownloadEntry } from './DownloadEntry.tsx';
import { DownloadFlow } from './DownloadFlow.tsx';

/**
 * From an activation code to a profile on a card. Entry first, then the operation in its course; closing the dialog leaves
 * the operation running.
 */
export function DownloadDialog({
  readerId,
  operationId,
  codeId,
  code,
  opened,
  onClose,
  onWatch,
}: {
  readonly readerId?: string | undefined;
  readonly operationId?: number | undefined;
  readonly codeId?: number | undefined;
  /** An activation code to begin with. */
  readonly code?: string | undefined;
  readonly opened: boolean;
  readonly onClose: () => void;
  /** Which operation the dialog tells of now, if any. */
  readonly onWatch: (operationId: number | undefined) => void;
}) {
  const snapshot = useSnapshot();
  const [id, setId] = useState(operationId);
  const [turn, setTurn] = useState(0);
  const operation = id === undefined ? undefined : snapshot.operations.get(id);
  const [chosenReader, setChosenReader] = useState(readerId);
  const reader = snapshot.readers.find((candidate) => candidate.id === (operation?.readerId ?? chosenReader));
  const simulated = operation?.simulated ?? reader?.kind === 'simulator';

  useEffect(() => {
    onWatch(opened ? id : undefined);
    return () => onWatch(undefined);
  }, [opened, id, onWatch]);

  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      size={780}
      closeOnClickOutside={false}
      simulated={simulated}
      title={
        operation === undefined
          ? windowText.download.title
          : fillText(windowText.download.titleOperation, {
              id: operation.id,
              kind: operationKindText[operation.kind],
            })
      }
    >
      {operation === undefined ? (
        <DownloadEntry
          key={turn}
          readerId={chosenReader}
          code={turn === 0 ? code : undefined}
          codeId={turn === 0 ? codeId : undefined}
          onReader={setChosenReader}
          onStarted={(started) => setId(started.id)}
          onClose={onClose}
        />
      ) : (
        <DownloadFlow
          operation={operation}
          onClose={onClose}
          onAnother={() => {
            setChosenReader(operation.readerId);
            setId(undefined);
            setTurn(turn + 1);
          }}
        />
      )}
    </Dialog>
  );
}
