import { Button } from '@mantine/core';
import { RotateCw } from 'lucide-react';
import type { Operation } from '../../src-shared/model/index.ts';
import { operationPageText } from '../../src-shared/texts.ts';
import { useSnapshot } from '../state/context.ts';
import { useDesk } from '../state/desk.ts';
import { goTo } from '../state/route.ts';
import { againOf } from './run-again.ts';

/** Does the same once more, where its card is now, else on its reader. */
export function RunAgain({ operation }: { readonly operation: Operation }) {
  const desk = useDesk();
  const { readers } = useSnapshot();
  const reader =
    readers.find(({ eid }) => eid !== undefined && eid === operation.eid) ??
    readers.find(({ id }) => id === operation.readerId);
  const again = reader === undefined ? undefined : againOf(operation, reader.id);
  if (again === undefined) return null;
  const free = reader?.presence === 'present' && reader.operationId === undefined;
  const run = async () => {
    if (again.by === 'dialog') {
      desk.openDownload({ readerId: again.readerId, codeId: again.codeId });
      return;
    }
    const started = await desk.start(again.request);
    if (started !== undefined) goTo({ page: 'operation', id: started.id });
  };
  return (
    <Button
      variant="default"
      data-command="operation.again"
      leftSection={<RotateCw size={14} aria-hidden />}
      title={operationPageText.againHint}
      disabled={!free}
      onClick={() => void run()}
    >
      {operationPageText.again}
    </Button>
  );
}
