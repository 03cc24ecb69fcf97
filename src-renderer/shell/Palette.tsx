import { type KeyboardEvent, useId, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { fillText, shellText } from '../../src-shared/texts.ts';
import { useCall, useSnapshot } from '../state/context.ts';
import { Dialog } from '../ui/Dialog.tsx';
import type { CommandContext } from './commands.ts';
import { Keys } from './Keys.tsx';
import { findItems, type PaletteItem, paletteItems, recentItems, rememberItem } from './palette-items.ts';

const text = shellText.palette;

/** Everything by its name: typed, chosen with the arrow keys, done with Enter. */
export function Palette({
  context,
  opened,
  onClose,
}: {
  readonly context: CommandContext;
  readonly opened: boolean;
  readonly onClose: () => void;
}) {
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={text.label}
      size={640}
      centered={false}
      yOffset="9vh"
      withCloseButton={false}
      // There at once, and with it the focus: the keys that follow are typed into it, and are no shortcuts.
      transitionProps={{ duration: 0 }}
      classNames={{ content: 'dialog palette', header: 'visually-hidden', body: 'palette-body' }}
    >
      {opened ? <Finder context={context} onClose={onClose} /> : null}
    </Dialog>
  );
}

function Finder({ context, onClose }: { readonly context: CommandContext; readonly onClose: () => void }) {
  const snapshot = useSnapshot();
  const codes = useCall('codes.list', {});
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const [recent] = useState(recentItems);
  const list = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  // At once, not when the dialog has faded in: who types on loses nothing.
  useLayoutEffect(() => field.current?.focus(), []);
  const listId = useId();
  // As it was when the palette was opened: under the keys of whoever chooses, nothing moves.
  const frozen = useRef(context);
  const items = useMemo(
    () => paletteItems(frozen.current, snapshot, codes.value?.codes ?? []),
    [snapshot, codes.value],
  );
  const newest = Math.max(0, ...snapshot.operations.keys());
  const found = useMemo(() => findItems(query, items, recent, newest), [query, items, recent, newest]);
  const active = Math.min(at, found.length - 1);

  const choose = (item: PaletteItem | undefined) => {
    if (item === undefined) return;
    rememberItem(item);
    onClose();
    // After the dialog has given the focus back, so that a command may take it.
    setTimeout(item.run, 0);
  };
  const move = (to: number) => {
    setAt(to);
    list.current?.children[to]?.scrollIntoView({ block: 'nearest' });
  };
  const onKey = (event: KeyboardEvent) => {
    const last = found.length - 1;
    if (event.key === 'ArrowDown') move(active >= last ? 0 : active + 1);
    else if (event.key === 'ArrowUp') move(active <= 0 ? last : active - 1);
    else if (event.key === 'PageDown') move(Math.min(last, active + 8));
    else if (event.key === 'PageUp') move(Math.max(0, active - 8));
    else if (event.key === 'Enter' && !event.nativeEvent.isComposing) choose(found[active]);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <input
        ref={field}
        className="palette-input"
        role="combobox"
        aria-expanded
        aria-controls={listId}
        aria-activedescendant={active >= 0 ? `${listId}-${active}` : undefined}
        aria-autocomplete="list"
        aria-label={text.label}
        placeholder={text.placeholder}
        data-autofocus
        spellCheck={false}
        value={query}
        onChange={(event) => {
          setQuery(event.currentTarget.value);
          move(0);
        }}
        onKeyDown={onKey}
      />
      <div
        ref={list}
        className="palette-list"
        role="listbox"
        id={listId}
        aria-label={text.results}
        tabIndex={-1}
      >
        {found.map((item, index) => (
          <Row
            key={item.key}
            item={item}
            id={`${listId}-${index}`}
            active={index === active}
            recent={recent.includes(item.key)}
            onChoose={() => choose(item)}
          />
        ))}
      </div>
      {found.length === 0 ? <p className="quiet pad">{text.none}</p> : null}
      <div className="visually-hidden" role="status">
        {query === '' ? '' : fillText(text.count, { count: found.length })}
      </div>
    </>
  );
}

function Row({
  item,
  id,
  active,
  recent,
  onChoose,
}: {
  readonly item: PaletteItem;
  readonly id: string;
  readonly active: boolean;
  readonly recent: boolean;
  readonly onChoose: () => void;
}) {
  const Icon = item.icon;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the field, which keeps the focus
    // biome-ignore lint/a11y/useFocusableInteractive: chosen through aria-activedescendant
    <div
      className={active ? 'palette-row palette-active' : 'palette-row'}
      role="option"
      id={id}
      aria-selected={active}
      onClick={onChoose}
    >
      <Icon size={15} aria-hidden />
      <bdi className={item.private ? 'palette-title private' : 'palette-title'}>{item.title}</bdi>
      <span className="palette-detail quiet">
        {recent ? text.recent : item.kind === 'card' ? '' : item.detail}
      </span>
      <span className="palette-kind quiet">{text.kinds[item.kind]}</span>
      {item.keys === undefined ? <span /> : <Keys keys={item.keys} />}
    </div>
  );
}
