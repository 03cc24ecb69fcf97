import { Button, Menu } from '@mantine/core';
import {
  CreditCard,
  Download,
  EllipsisVertical,
  Eraser,
  ListChecks,
  MessageCircleQuestionMark,
  MonitorCheck,
  Package,
  RefreshCcwDot,
  RefreshCw,
  SquareTerminal,
  Tag,
  X,
} from 'lucide-react';
import { memo } from 'react';
import type { Card, Reader } from '../../src-shared/model/index.ts';
import { readerTitle } from '../../src-shared/reader-names.ts';
import { benchPageText, consoleText, fillText, visibleText } from '../../src-shared/texts.ts';
import { useDesk } from '../state/desk.ts';
import { useQuirks } from '../state/put-off.ts';
import { goTo } from '../state/route.ts';
import { isFree, type TileModel } from './tiles.ts';
import { useTileWork } from './use-tile-work.ts';

const text = benchPageText.actions;

/** Everything that can be done at a reader. It does not repaint with the progress of what runs. */
export const TileMenu = memo(function TileMenu({
  reader,
  card,
  isFree: free,
  runningId,
  asks,
  unresolvedId,
  lastId,
  batchId,
  tab,
}: {
  readonly reader: Reader;
  readonly card: Card | undefined;
  readonly isFree: boolean;
  readonly runningId: number | undefined;
  readonly asks: boolean;
  readonly unresolvedId: number | undefined;
  readonly lastId: number | undefined;
  /** The batch that runs on the reader. */
  readonly batchId: number | undefined;
  readonly tab: number;
}) {
  const desk = useDesk();
  const { cancel, reconcile } = useTileWork();
  const { quirksOf, forget } = useQuirks();
  const { id: readerId } = reader;
  const operationId = runningId ?? lastId;
  return (
    <Menu position="bottom-end" width={270}>
      <Menu.Target>
        <button
          type="button"
          className="bench-icon bench-over"
          tabIndex={tab}
          data-tile-menu
          aria-label={fillText(benchPageText.actionsFor, { reader: visibleText(readerTitle(reader), 60) })}
        >
          <EllipsisVertical size={15} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {asks && runningId !== undefined ? (
          <Menu.Item
            leftSection={<MessageCircleQuestionMark size={14} aria-hidden />}
            onClick={() => desk.openDownload({ operationId: runningId })}
          >
            {text.answer}
          </Menu.Item>
        ) : null}
        <Menu.Item
          leftSection={<CreditCard size={14} aria-hidden />}
          disabled={card === undefined}
          onClick={() => goTo({ page: 'reader', readerId })}
        >
          {text.card}
        </Menu.Item>
        <Menu.Item
          leftSection={<Download size={14} aria-hidden />}
          disabled={!free}
          onClick={() => desk.openDownload({ readerId })}
        >
          {text.activate}
        </Menu.Item>
        <Menu.Item
          leftSection={<RefreshCw size={14} aria-hidden />}
          disabled={!free}
          onClick={() => void desk.start({ kind: 'read_card', readerId })}
        >
          {text.read}
        </Menu.Item>
        {unresolvedId === undefined ? null : (
          <Menu.Item
            leftSection={<RefreshCcwDot size={14} aria-hidden />}
            disabled={!free}
            onClick={() => reconcile(unresolvedId, readerId)}
          >
            {fillText(text.reconcile, { id: unresolvedId })}
          </Menu.Item>
        )}
        {batchId === undefined ? null : (
          <Menu.Item
            leftSection={<MonitorCheck size={14} aria-hidden />}
            onClick={() => goTo({ page: 'station', parts: [String(batchId)] })}
          >
            {text.station}
          </Menu.Item>
        )}
        <Menu.Divider />
        {operationId === undefined ? null : (
          <Menu.Item
            leftSection={<Package size={14} aria-hidden />}
            onClick={() => goTo({ page: 'operation', id: operationId })}
          >
            {fillText(text.operation, { id: operationId })}
          </Menu.Item>
        )}
        <Menu.Item
          leftSection={<ListChecks size={14} aria-hidden />}
          onClick={() => desk.openReader(readerId, 'operations')}
        >
          {text.operations}
        </Menu.Item>
        <Menu.Item
          leftSection={<SquareTerminal size={14} aria-hidden />}
          disabled={!free}
          onClick={() => goTo({ page: 'console', parts: [readerId] })}
        >
          {consoleText.here}
        </Menu.Item>
        <Menu.Item leftSection={<Tag size={14} aria-hidden />} onClick={() => desk.openReader(readerId)}>
          {text.details}
        </Menu.Item>
        {card !== undefined && quirksOf(card).length > 0 ? (
          <Menu.Item leftSection={<Eraser size={14} aria-hidden />} onClick={() => forget(card.eid)}>
            {text.quirks}
          </Menu.Item>
        ) : null}
        {runningId === undefined ? null : (
          <Menu.Item
            className="danger"
            leftSection={<X size={14} aria-hidden />}
            onClick={() => cancel(runningId)}
          >
            {text.cancel}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
});

/** Where a tile has room: what is done most, as buttons. */
export function TileActions({ tile, tab }: { readonly tile: TileModel; readonly tab: number }) {
  const desk = useDesk();
  const { reconcile } = useTileWork();
  const { reader, card, unresolved } = tile;
  const free = isFree(tile);
  return (
    <div className="bench-actions">
      {unresolved === undefined ? null : (
        <Button
          size="compact-sm"
          variant="default"
          tabIndex={tab}
          disabled={!free}
          leftSection={<RefreshCcwDot size={13} aria-hidden />}
          onClick={() => reconcile(unresolved.id, reader.id)}
        >
          {fillText(text.reconcile, { id: unresolved.id })}
        </Button>
      )}
      <Button
        size="compact-sm"
        variant="default"
        tabIndex={tab}
        disabled={card === undefined}
        leftSection={<CreditCard size={13} aria-hidden />}
        onClick={() => goTo({ page: 'reader', readerId: reader.id })}
      >
        {text.card}
      </Button>
      <Button
        size="compact-sm"
        tabIndex={tab}
        disabled={!free}
        leftSection={<Download size={13} aria-hidden />}
        onClick={() => desk.openDownload({ readerId: reader.id })}
      >
        {text.activate}
      </Button>
    </div>
  );
}
