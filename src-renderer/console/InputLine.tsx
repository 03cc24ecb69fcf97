import { Button, Checkbox, TextInput } from '@mantine/core';
import { CornerDownLeft } from 'lucide-react';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import type { ConsoleFunction } from '../../src-shared/model/index.ts';
import { consoleDangerText, consoleText as text, wordsText } from '../../src-shared/texts.ts';
import { inputHistory } from './session.ts';
import { functionIn, suggestionsFor } from './suggest.ts';

/** The line that is typed into: history with the arrows, names and skeletons with Tab. */
export function InputLine({
  functions,
  sending,
  givenBack,
  onSend,
}: {
  readonly functions: readonly ConsoleFunction[];
  readonly sending: boolean;
  /** Another number than before: what was given to `onSend` last comes back, unless something else is typed by now. */
  readonly givenBack: number;
  readonly onSend: (input: string) => void;
}) {
  const [typed, setTyped] = useState('');
  const [onIsdr, setOnIsdr] = useState(false);
  const [raw, setRaw] = useState(false);
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  /** How far back in the history; 0: what is typed now. */
  const [back, setBack] = useState(0);
  const field = useRef<HTMLInputElement>(null);
  const sent = useRef({ input: '', givenBack });
  const listId = useId();
  const suggestions = open ? suggestionsFor(typed, functions) : [];
  const named = functionIn(typed, functions);

  useEffect(() => {
    if (sent.current.givenBack === givenBack) return;
    sent.current.givenBack = givenBack;
    setTyped((now) => (now === '' ? sent.current.input : now));
  }, [givenBack]);

  const change = (value: string) => {
    setTyped(value);
    setOpen(true);
    setActive(0);
    setBack(0);
  };
  const take = (one: ConsoleFunction | undefined) => {
    if (one === undefined) return;
    setTyped(one.skeleton);
    setOpen(false);
    // To the first place that is to be filled in.
    requestAnimationFrame(() => {
      const at = one.skeleton.indexOf('""');
      field.current?.focus();
      if (at >= 0) field.current?.setSelectionRange(at + 1, at + 1);
    });
  };
  const send = () => {
    const input = typed.trim();
    if (input === '' || sending) return;
    sent.current.input = input;
    onSend(`${onIsdr ? '@isdr ' : ''}${raw ? '@raw ' : ''}${input}`);
    setTyped('');
    setOpen(false);
    setBack(0);
  };
  const recall = (by: 1 | -1) => {
    const all = inputHistory();
    const next = Math.max(0, Math.min(all.length, back + by));
    setBack(next);
    setOpen(false);
    setTyped(next === 0 ? '' : (all[all.length - next] ?? ''));
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const { key } = event;
    const choosing = suggestions.length > 0;
    if (key === 'ArrowUp' || key === 'ArrowDown') {
      event.preventDefault();
      const by = key === 'ArrowDown' ? 1 : -1;
      if (choosing) setActive((active + by + suggestions.length) % suggestions.length);
      else recall(by === 1 ? -1 : 1);
    } else if (key === 'Tab' && choosing && !event.shiftKey) {
      event.preventDefault();
      take(suggestions[active]);
    } else if (key === 'Escape' && choosing) {
      event.stopPropagation();
      setOpen(false);
    } else if (key === 'Enter' && !event.nativeEvent.isComposing) {
      event.preventDefault();
      send();
    }
  };
  return (
    <div className="console-line">
      <div className="console-row">
        <div className="console-field">
          <TextInput
            ref={field}
            data-autofocus
            data-search
            aria-label={text.input}
            aria-describedby={`${listId}-help`}
            placeholder={text.placeholder}
            value={typed}
            onChange={(event) => change(event.currentTarget.value)}
            onKeyDown={onKeyDown}
            onBlur={() => setOpen(false)}
            spellCheck={false}
            autoComplete="off"
            role="combobox"
            aria-expanded={suggestions.length > 0}
            aria-controls={listId}
            aria-autocomplete="list"
            {...(suggestions.length > 0 ? { 'aria-activedescendant': `${listId}-${active}` } : {})}
            classNames={{ input: 'mono' }}
          />
          <div
            id={listId}
            role="listbox"
            aria-label={text.suggestions}
            className="console-suggestions"
            hidden={suggestions.length === 0}
          >
            {suggestions.map((one, index) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the input takes the keys
              // biome-ignore lint/a11y/useFocusableInteractive: the input names its active option
              <div
                key={one.name}
                id={`${listId}-${index}`}
                role="option"
                aria-selected={index === active}
                className={index === active ? 'console-option console-option-active' : 'console-option'}
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => take(one)}
              >
                <span className="mono">{one.name}</span>
                <span className="quiet small">{one.section}</span>
              </div>
            ))}
          </div>
        </div>
        <Button
          onClick={send}
          loading={sending}
          disabled={typed.trim() === ''}
          rightSection={<CornerDownLeft size={14} aria-hidden />}
        >
          {text.send}
        </Button>
      </div>
      <div className="console-options">
        <Checkbox
          size="xs"
          label={text.onIsdr}
          title={text.onIsdrHint}
          checked={onIsdr}
          onChange={(event) => setOnIsdr(event.currentTarget.checked)}
        />
        <Checkbox
          size="xs"
          label={text.raw}
          title={text.rawHint}
          checked={raw}
          onChange={(event) => setRaw(event.currentTarget.checked)}
        />
        <span id={`${listId}-help`} className="quiet small">
          {text.help}
        </span>
      </div>
      {named === undefined ? null : <RequestHelp one={named} />}
    </div>
  );
}

/** The fields of the request that is being typed, and what it would do. */
function RequestHelp({ one }: { readonly one: ConsoleFunction }) {
  return (
    <section className="console-help" aria-label={text.fields}>
      <FunctionHelp one={one} />
    </section>
  );
}

/** A function with the fields of its request. */
export function FunctionHelp({ one }: { readonly one: ConsoleFunction }) {
  return (
    <>
      <div className="console-help-head">
        <strong className="mono">{one.name}</strong> <span className="quiet">{one.section}</span>
        {one.danger === undefined ? null : <p className="tone-warn">{consoleDangerText(one.danger)}</p>}
      </div>
      {one.fields.length === 0 ? null : (
        <table className="plain-rows console-fields">
          <thead className="visually-hidden">
            <tr>
              <th scope="col">{text.field}</th>
              <th scope="col">{text.type}</th>
            </tr>
          </thead>
          <tbody>
            {one.fields.map(({ path, type, typeWords, optional }) => (
              <tr key={path}>
                <th scope="row" className="mono">
                  {path}
                </th>
                <td>
                  {typeWords === undefined ? type : wordsText(typeWords)}{' '}
                  {optional ? <span className="quiet">({text.optional})</span> : null}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}
