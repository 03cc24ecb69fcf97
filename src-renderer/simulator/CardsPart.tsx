import { Button, Menu } from '@mantine/core';
import { Copy, Cpu, Ellipsis, LogIn, LogOut, Pencil, Plus, RotateCcw, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { SimulatedCard } from '../../src-shared/model/index.ts';
import { simulatorLimits } from '../../src-shared/model/index.ts';
import { fillText, formatBytes, simulatorText, visibleText } from '../../src-shared/texts.ts';
import { useDesk } from '../state/desk.ts';
import { Empty, Panel } from '../ui/bits.tsx';
import { RemoveDialog } from '../ui/removal.tsx';
import { Digits, Hostile, Named } from '../ui/text.tsx';
import { CardDialog } from './CardDialog.tsx';
import { type Picture, useBack, useHand, useReaderNames } from './use-simulator.ts';

const text = simulatorText.cards;

/** The cards of the bench and its readers: made, named, put in, pulled out, reset and deleted. */
export function CardsPart({ picture }: { readonly picture: Picture }) {
  const desk = useDesk();
  const hand = useHand();
  const back = useBack();
  const [dialog, setDialog] = useState<{ readonly turn: number; readonly card?: number | undefined }>();
  const [open, setOpen] = useState(false);
  const [deleting, setDeleting] = useState<SimulatedCard>();
  const [resetting, setResetting] = useState<SimulatedCard>();
  const show = (card?: number) => {
    setDialog({ turn: (dialog?.turn ?? 0) + 1, card });
    setOpen(true);
  };
  return (
    <>
      <Panel
        title={text.list}
        count={picture.cards.length}
        flush
        aside={
          <Button
            data-new
            size="compact-sm"
            leftSection={<Plus size={13} aria-hidden />}
            onClick={() => show()}
          >
            {text.make}
          </Button>
        }
      >
        {picture.cards.length === 0 ? (
          <Empty
            icon={<Cpu size={30} aria-hidden />}
            title={simulatorText.picture.noCard}
            hint={simulatorText.picture.noCardHint}
          />
        ) : (
          <table className="table sim-table" aria-label={text.list}>
            <thead>
              <tr>
                <th scope="col">{simulatorText.name}</th>
                <th scope="col">{simulatorText.eid}</th>
                <th scope="col">{text.state}</th>
                <th scope="col">{simulatorText.picture.profiles}</th>
                <th scope="col">{text.free}</th>
                <td />
              </tr>
            </thead>
            <tbody>
              {picture.cards.map((card) => (
                <CardRow
                  key={card.card}
                  picture={picture}
                  card={card}
                  onEdit={() => show(card.card)}
                  onReset={() => setResetting(card)}
                  onDelete={() => setDeleting(card)}
                />
              ))}
            </tbody>
          </table>
        )}
      </Panel>
      <Readers picture={picture} />
      {dialog === undefined ? null : (
        <CardDialog
          key={dialog.turn}
          opened={open}
          picture={picture}
          card={picture.cards.find((one) => one.card === dialog.card)}
          onClose={() => setOpen(false)}
        />
      )}
      <RemoveDialog
        target={resetting}
        title={({ name }) => <Named text={text.resetTitle} place="name" name={name} />}
        hint={text.resetHint}
        label={text.reset}
        onClose={() => setResetting(undefined)}
        onRemove={({ card, name }) => {
          setResetting(undefined);
          void hand('simulator.cards.reset', { card }).then((reset) => {
            if (reset === undefined) return;
            desk.offerUndo({
              what: fillText(simulatorText.undone.reset, { name: visibleText(name, 60) }),
              undo: () => back('simulator.cards.restore', { card }),
            });
          });
        }}
      />
      <RemoveDialog
        target={deleting}
        title={({ name }) => <Named text={text.deleteTitle} place="name" name={name} />}
        hint={fillText(text.deleteHint, {
          profiles: deleting?.profiles.length ?? 0,
          notifications: deleting?.notifications.length ?? 0,
        })}
        label={text.delete}
        onClose={() => setDeleting(undefined)}
        onRemove={({ card, name }) => {
          setDeleting(undefined);
          void hand('simulator.cards.delete', { card }).then((gone) => {
            if (gone === undefined) return;
            desk.offerUndo({
              what: fillText(simulatorText.undone.deleted, { name: visibleText(name, 60) }),
              undo: async () => {
                await back('simulator.cards.restore', { card });
                const { readerId } = gone;
                // Its reader may have another card by now.
                if (readerId !== undefined) await hand('simulator.cards.insert', { card, readerId });
              },
            });
          });
        }}
      />
    </>
  );
}

function CardRow({
  picture,
  card,
  onEdit,
  onReset,
  onDelete,
}: {
  readonly picture: Picture;
  readonly card: SimulatedCard;
  readonly onEdit: () => void;
  readonly onReset: () => void;
  readonly onDelete: () => void;
}) {
  const hand = useHand();
  const readerName = useReaderNames();
  const name = visibleText(card.name, 60);
  return (
    <tr>
      <td>
        <Hostile text={card.name} limit={40} />
        {card.foreign ? <span className="quiet small"> · {text.foreign}</span> : null}
      </td>
      <td>
        <Digits value={card.eid} what={simulatorText.eid} />
      </td>
      <td>
        {card.readerId !== undefined ? (
          readerName(card.readerId)
        ) : card.home === undefined ? (
          <span className="quiet">{simulatorText.inDrawer}</span>
        ) : (
          <span className="quiet">{fillText(text.kept, { reader: readerName(card.home) })}</span>
        )}
      </td>
      <td className="num">{card.profiles.length}</td>
      <td className="num">{formatBytes(card.memory.free)}</td>
      <td>
        <div className="sim-actions">
          {card.readerId === undefined ? (
            <PutIn picture={picture} card={card} />
          ) : (
            <PullOut card={card} readerId={card.readerId} />
          )}
          <Button
            size="compact-xs"
            variant="default"
            leftSection={<Pencil size={12} aria-hidden />}
            aria-label={fillText(text.editName, { name })}
            onClick={onEdit}
          >
            {text.edit}
          </Button>
          <Menu position="bottom-end">
            <Menu.Target>
              <Button
                size="compact-xs"
                variant="default"
                aria-label={fillText(simulatorText.servers.actions, { what: name })}
              >
                <Ellipsis size={13} aria-hidden />
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item
                leftSection={<Copy size={13} aria-hidden />}
                onClick={() => void hand('simulator.cards.copy', { card: card.card })}
              >
                {text.copy}
              </Menu.Item>
              <Menu.Item leftSection={<RotateCcw size={13} aria-hidden />} onClick={onReset}>
                {text.reset}
              </Menu.Item>
              <Menu.Item className="danger" leftSection={<Trash2 size={13} aria-hidden />} onClick={onDelete}>
                {text.delete}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </div>
      </td>
    </tr>
  );
}

function PullOut({ card, readerId }: { readonly card: SimulatedCard; readonly readerId: string }) {
  const hand = useHand();
  const back = useBack();
  const desk = useDesk();
  const readerName = useReaderNames();
  const name = visibleText(card.name, 60);
  const pull = async () => {
    if ((await hand('simulator.cards.remove', { card: card.card })) === undefined) return;
    desk.offerUndo({
      what: fillText(simulatorText.undone.card, { name, reader: readerName(readerId) }),
      undo: () => back('simulator.cards.insert', { card: card.card, readerId }),
    });
  };
  return (
    <Button
      size="compact-xs"
      variant="default"
      leftSection={<LogOut size={12} aria-hidden />}
      aria-label={fillText(text.pullName, { name })}
      title={text.pullHint}
      onClick={() => void pull()}
    >
      {text.pull}
    </Button>
  );
}

/** Into its own reader where that is empty, else into one that is chosen. */
function PutIn({ picture, card }: { readonly picture: Picture; readonly card: SimulatedCard }) {
  const hand = useHand();
  const readerName = useReaderNames();
  const free = picture.readers.filter((one) => one.card === undefined);
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<LogIn size={12} aria-hidden />}
          disabled={free.length === 0}
          aria-label={`${text.insert} ${visibleText(card.name, 60)}`}
        >
          {text.insert}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {free.map(({ readerId }) => (
          <Menu.Item
            key={readerId}
            onClick={() => void hand('simulator.cards.insert', { card: card.card, readerId })}
          >
            {readerName(readerId)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Readers({ picture }: { readonly picture: Picture }) {
  const hand = useHand();
  const back = useBack();
  const desk = useDesk();
  const readerName = useReaderNames();
  const isFull = picture.readers.length >= simulatorLimits.readers;
  const add = async () => {
    const added = await hand('simulator.readers.add', {});
    if (added !== undefined) desk.announce(fillText(text.readerAdded, { reader: added.readerId }));
  };
  const remove = async (readerId: string, card: number | undefined) => {
    const reader = readerName(readerId);
    if ((await hand('simulator.readers.remove', { readerId })) === undefined) return;
    desk.offerUndo({
      what: fillText(simulatorText.undone.reader, { reader }),
      undo: async () => {
        await back('simulator.readers.add', { readerId });
        // Its card may be in another reader, or gone, by now.
        if (card !== undefined) await hand('simulator.cards.insert', { card, readerId });
      },
    });
  };
  return (
    <Panel
      title={text.readers}
      count={picture.readers.length}
      aside={
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<Plus size={13} aria-hidden />}
          disabled={isFull}
          title={isFull ? text.full : undefined}
          onClick={() => void add()}
        >
          {text.addReader}
        </Button>
      }
    >
      <ul className="sim-readers">
        {picture.readers.map(({ readerId, card }) => (
          <li key={readerId}>
            <button type="button" className="link" onClick={() => desk.openReader(readerId)}>
              {readerName(readerId)}
            </button>
            <span className="quiet small">
              {card === undefined ? (
                text.readerEmpty
              ) : (
                <Hostile text={picture.cards.find((one) => one.card === card)?.name ?? ''} limit={60} />
              )}
            </span>
            <Button
              size="compact-xs"
              variant="subtle"
              className="danger"
              aria-label={`${text.removeReader} ${readerName(readerId)}`}
              onClick={() => void remove(readerId, card)}
            >
              {text.removeReader}
            </Button>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
