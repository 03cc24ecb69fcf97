import { Button } from '@mantine/core';
import { useState } from 'react';
import { toWorkbenchError } from '../../src-shared/errors/index.ts';
import type { Batch, BatchDetail } from '../../src-shared/model/index.ts';
import { stationPageText, windowText } from '../../src-shared/texts.ts';
import { useSnapshot, useWorkbench } from '../state/context.ts';
import { useDesk } from '../state/desk.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { areMixed, ReaderChoice } from './ReaderChoice.tsx';
import { useTaken } from './use-taken.ts';

const text = stationPageText.readers;

/** Lets readers take part in a batch that there is, or takes them out of it. */
export function ReadersDialog({
  batch,
  onClose,
  onChanged,
}: {
  readonly batch: BatchDetail;
  readonly onClose: () => void;
  readonly onChanged: (batch: Batch) => void;
}) {
  const workbench = useWorkbench();
  const desk = useDesk();
  const { readers } = useSnapshot();
  const taken = useTaken(batch.id);
  const [chosen, setChosen] = useState<readonly string[]>(batch.readers);
  const [agreed, setAgreed] = useState(areMixed(batch.readers));
  const [busy, setBusy] = useState(false);
  const apply = async () => {
    setBusy(true);
    try {
      const gone = batch.readers.filter((id) => !chosen.includes(id));
      const come = chosen.filter((id) => !batch.readers.includes(id));
      if (gone.length > 0) onChanged(await workbench.call('batches.unbind', { id: batch.id, readers: gone }));
      if (come.length > 0) onChanged(await workbench.call('batches.bind', { id: batch.id, readers: come }));
      onClose();
    } catch (thrown) {
      desk.showError(toWorkbenchError(thrown).toData());
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog opened onClose={onClose} title={text.change} size={640}>
      <div className="stack">
        <p className="quiet">{text.changeHint}</p>
        <ReaderChoice
          readers={readers}
          taken={taken}
          chosen={chosen}
          agreed={agreed}
          onChange={setChosen}
          onAgree={setAgreed}
        />
        <div className="dialog-foot">
          <Button variant="default" className="station-touch" onClick={onClose}>
            {windowText.common.cancel}
          </Button>
          <Button
            className="station-touch"
            loading={busy}
            disabled={areMixed(chosen) && !agreed}
            onClick={() => void apply()}
          >
            {text.apply}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
