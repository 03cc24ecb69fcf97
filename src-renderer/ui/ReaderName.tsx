import { nameAndEnd, readerNameParts } from '../../src-shared/reader-names.ts';
import { visibleText } from '../../src-shared/texts.ts';
import { useSelected } from '../state/context.ts';
import { Hostile } from './text.tsx';

/**
 * What a reader is called: its name here (`label`), else that of PC/SC. Where there is no room for all of it, the end stays in sight,
 * since with many readers that alone tells one from another; the whole is read by pointing at it, and to those who see nothing.
 */
export function ReaderName({ label, name }: { readonly label: string | undefined; readonly name: string }) {
  const title = label ?? name;
  const parts = label === undefined ? readerNameParts(name) : undefined;
  const cut =
    parts === undefined
      ? nameAndEnd(title)
      : { start: parts.model, end: parts.serial?.slice(1, -1).slice(-6) ?? name.slice(-5) };
  if (cut === undefined) return <Hostile text={title} limit={60} inControl open />;
  const whole = visibleText(title, 120);
  return (
    <>
      <span className="visually-hidden">{whole}</span>
      <span className="reader-name" aria-hidden title={whole}>
        <span className="reader-name-start">
          <Hostile text={cut.start} limit={60} inControl open />
        </span>
        <span className={parts === undefined ? 'num open' : 'mono open'}>{visibleText(cut.end, 6)}</span>
      </span>
    </>
  );
}

/** The reader of something that was done: as it is called here now, where it is still there, else as it was in PC/SC. */
export function DoneOnReader({ id, name }: { readonly id: string; readonly name: string }) {
  const label = useSelected(({ readers }) => readers.find((reader) => reader.id === id)?.label);
  return (
    <span className="cell-main cell-reader" title={visibleText(name, 120)}>
      <ReaderName label={label} name={name} />
    </span>
  );
}
