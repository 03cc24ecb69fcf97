import { Search, X } from 'lucide-react';
import { type KeyboardEvent, useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import type { ErrorData } from '../../src-shared/errors/index.ts';
import { type Completion, completeQuery, type QueryFields } from '../../src-shared/query/index.ts';
import { fillText, historyText } from '../../src-shared/texts.ts';

const text = historyText;
const MOST = 40;

/** Whether a blank belongs behind a completion: after all but a parenthesis that opens. */
const spaced = (completion: Completion) => (completion.text === '(' ? '(' : `${completion.text} `);

/**
 * A line for a query, with what can stand at the caret below it. Arrows choose, Tab and Enter take, Escape closes; Enter
 * without a choice runs the query.
 */
export function QueryInput({
  value,
  fields,
  known,
  error,
  onChange,
  onRun,
}: {
  readonly value: string;
  readonly fields: QueryFields;
  /** By field, values that there are. */
  readonly known: Readonly<Record<string, readonly string[]>>;
  /** What is wrong with the query that was run last, if it still stands here. */
  readonly error: ErrorData | undefined;
  readonly onChange: (value: string) => void;
  readonly onRun: (value: string) => void;
}) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  const [caret, setCaret] = useState(0);
  const [at, setAt] = useState(-1);
  const nextCaret = useRef<number | undefined>(undefined);

  const { from, to, items: all } = completeQuery(value, Math.min(caret, value.length), fields, known);
  const items = all.slice(0, MOST);
  // What stands there whole already is no help.
  const shown = open && items.length > 0 && !(items.length === 1 && value.slice(from, to) === items[0]?.text);

  useLayoutEffect(() => {
    if (nextCaret.current === undefined) return;
    input.current?.setSelectionRange(nextCaret.current, nextCaret.current);
    nextCaret.current = undefined;
  });
  useEffect(() => {
    list.current?.children[at]?.scrollIntoView({ block: 'nearest' });
  }, [at]);

  const take = (completion: Completion) => {
    const put = spaced(completion);
    const rest = value.slice(to);
    onChange(value.slice(0, from) + put + rest.trimStart());
    nextCaret.current = from + put.length;
    setCaret(from + put.length);
    setAt(-1);
    input.current?.focus();
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (!shown) {
        setOpen(true);
        setAt(0);
        return;
      }
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setAt(at === -1 && step === -1 ? items.length - 1 : (at + step + items.length) % items.length);
      return;
    }
    const chosen = shown ? items[at] : undefined;
    if (event.key === 'Enter') {
      event.preventDefault();
      if (chosen !== undefined) take(chosen);
      else {
        setOpen(false);
        onRun(value);
      }
    } else if (event.key === 'Tab' && !event.shiftKey && shown && (chosen !== undefined || caret > from)) {
      // Without anything typed or chosen, Tab leaves the field as everywhere.
      const first = chosen ?? items[0];
      if (first === undefined) return;
      event.preventDefault();
      take(first);
    } else if (event.key === 'Escape' && shown) {
      event.preventDefault();
      setOpen(false);
      setAt(-1);
    }
  };
  const follow = () => setCaret(input.current?.selectionStart ?? value.length);
  const position = error?.params['position'];
  const wrongAt = typeof position === 'number' ? Math.min(position - 1, value.length) : undefined;
  return (
    <div className="query">
      <div className={error === undefined ? 'query-line' : 'query-line query-wrong'}>
        <Search size={15} aria-hidden className="query-icon" />
        <div className="query-field">
          <input
            ref={input}
            data-search
            type="text"
            role="combobox"
            aria-label={text.query}
            aria-autocomplete="list"
            aria-expanded={shown}
            aria-controls={`${id}-list`}
            aria-activedescendant={shown && at >= 0 ? `${id}-${at}` : undefined}
            aria-invalid={error !== undefined}
            aria-describedby={error === undefined ? undefined : `${id}-error`}
            className="mono"
            placeholder={text.placeholder}
            spellCheck={false}
            autoComplete="off"
            maxLength={8000}
            value={value}
            onChange={(event) => {
              onChange(event.currentTarget.value);
              setCaret(event.currentTarget.selectionStart ?? event.currentTarget.value.length);
              setOpen(true);
              setAt(-1);
            }}
            onSelect={follow}
            onClick={() => {
              follow();
              setOpen(true);
            }}
            onBlur={() => setOpen(false)}
            onKeyDown={onKeyDown}
          />
        </div>
        {value === '' ? null : (
          <button
            type="button"
            className="copy"
            aria-label={text.clear}
            title={text.clear}
            onClick={() => {
              onChange('');
              onRun('');
              input.current?.focus();
            }}
          >
            <X size={14} aria-hidden />
          </button>
        )}
      </div>
      <div
        ref={list}
        id={`${id}-list`}
        role="listbox"
        aria-label={text.suggestions}
        className="query-list"
        hidden={!shown}
      >
        {items.map((item, index) => (
          // biome-ignore lint/a11y/useFocusableInteractive: the field names its active option
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field takes the keys
          <div
            key={`${item.kind} ${item.text}`}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === at}
            className="query-option"
            // The field must not lose the focus before the click is done.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => take(item)}
          >
            <span className="mono">{item.text}</span>
            <span className="quiet small">{text.kinds[item.kind]}</span>
          </div>
        ))}
      </div>
      {error === undefined || wrongAt === undefined ? null : (
        <div className="query-mark mono" id={`${id}-error`}>
          <span className="visually-hidden">{fillText(text.position, { position: wrongAt + 1 })}</span>
          <span aria-hidden>
            {value.slice(Math.max(0, wrongAt - 60), wrongAt)}
            <mark>{value.slice(wrongAt, wrongAt + 24) || ' '}</mark>
            {value.slice(wrongAt + 24, wrongAt + 60)}
          </span>
        </div>
      )}
    </div>
  );
}
