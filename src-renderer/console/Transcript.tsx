import { ChevronDown, ChevronRight, LockKeyhole } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import type {
  ConsoleFunction,
  TraceDetail,
  TraceLine,
  TraceNode,
  TracePlace,
} from '../../src-shared/model/index.ts';
import { fillText, formatDuration, consoleText as text } from '../../src-shared/texts.ts';
import { BytesView } from '../trace/BytesView.tsx';
import { partsOfLines } from '../trace/parts.ts';
import { type Path, TreeView } from '../trace/TreeView.tsx';
import { type Cell, nodeAt, pathOfCell, placesOfNode } from '../trace/tree-places.ts';
import { Chip, ErrorNote, type Tone } from '../ui/bits.tsx';
import { Hostile } from '../ui/text.tsx';
import { FunctionHelp } from './InputLine.tsx';
import type { Entry } from './session.ts';
import { meaningText, titleText } from './words.ts';

/** Inputs with their answers, the last one open. */
export function Transcript({ entries }: { readonly entries: readonly Entry[] }) {
  const box = useRef<HTMLElement>(null);
  const last = entries.at(-1)?.key;
  // biome-ignore lint/correctness/useExhaustiveDependencies: an answer has come
  useEffect(() => {
    box.current?.lastElementChild?.scrollIntoView({ block: 'nearest' });
  }, [last]);
  const atEnd = useRef(true);
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    // Below it, the fields of a request come and go: what was seen last is not to go out of sight with that.
    const observer = new ResizeObserver(() => {
      if (atEnd.current) element.scrollTop = element.scrollHeight;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return (
    <section
      ref={box}
      className="console-transcript"
      aria-label={text.transcript}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
      tabIndex={0}
      onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
        atEnd.current = scrollHeight - scrollTop - clientHeight < 8;
      }}
    >
      {entries.map((entry) => (
        <EntryView key={entry.key} entry={entry} latest={entry.key === last} />
      ))}
    </section>
  );
}

function toneOf(statusWord: string): Tone {
  if (statusWord === '9000' || statusWord.startsWith('91')) return 'good';
  return /^6[123]/.test(statusWord) ? 'warn' : 'bad';
}

const apdusOf = (lines: readonly TraceLine[]) => lines.filter((line) => line.kind === 'apdu');

function EntryView({ entry, latest }: { readonly entry: Entry; readonly latest: boolean }) {
  const { input, answer, error, help } = entry;
  const [chosen, setChosen] = useState<boolean>();
  const open = chosen ?? latest;
  const apdus = apdusOf(answer?.lines ?? []);
  const took = apdus.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const Icon = open ? ChevronDown : ChevronRight;
  return (
    <article className="console-entry">
      <header className="console-entry-head">
        {answer === undefined ? (
          <span className="console-no" />
        ) : (
          <button
            type="button"
            className="console-no"
            aria-expanded={open}
            aria-label={`${answer.n}: ${titleText(answer.input)}`}
            onClick={() => setChosen(!open)}
          >
            <Icon size={14} aria-hidden />
            <span className="num">{answer.n}</span>
          </button>
        )}
        <span className="console-input mono">
          {input === undefined ? (
            <span className="quiet open" title={text.secretInput}>
              <LockKeyhole size={12} aria-hidden />{' '}
              {answer === undefined ? text.secretInput : titleText(answer.input)}
            </span>
          ) : (
            <Hostile text={input} limit={160} />
          )}
        </span>
        {answer === undefined ||
        input === undefined ||
        input.toLowerCase().includes(answer.input.title.toLowerCase()) ? null : (
          <span className="quiet console-title">{titleText(answer.input)}</span>
        )}
        {answer?.statusWord === undefined ? null : (
          <Chip tone={toneOf(answer.statusWord)}>
            <span className="mono open">{answer.statusWord}</span> {meaningText(answer)}
          </Chip>
        )}
        {apdus.length === 0 ? null : <span className="num quiet console-took">{formatDuration(took)}</span>}
      </header>
      {error === undefined ? null : <ErrorNote error={error} />}
      {answer?.error === undefined ? null : (
        <ErrorNote error={{ code: answer.error.code, params: answer.error.params }} />
      )}
      {answer !== undefined && open ? <AnswerView answer={answer} /> : null}
      {help === undefined ? null : <HelpView help={help} />}
    </article>
  );
}

/** One function with its fields, or all that can be typed. */
function HelpView({ help }: { readonly help: readonly ConsoleFunction[] }) {
  const [one] = help;
  return (
    <div className="console-help-answer">
      {help.length === 1 && one !== undefined ? (
        <>
          <FunctionHelp one={one} />
          <p className="mono">{one.skeleton}</p>
        </>
      ) : (
        <ul>
          {help.map(({ name, section, skeleton }) => (
            <li key={name}>
              <span className="mono">{skeleton}</span> <span className="quiet small">{section}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function AnswerView({ answer }: { readonly answer: NonNullable<Entry['answer']> }) {
  const { detail, lines, more, n } = answer;
  const [chosen, setChosen] = useState<Path>();
  const [pointed, setPointed] = useState<Path>();
  const roots = useMemo(() => rootsOf(detail), [detail]);
  const parts = useMemo(() => partsOfLines(lines, roots), [lines, roots]);
  const placesAt = (path: Path | undefined) =>
    placesOfNode(path === undefined ? undefined : nodeAt(roots, path));
  const pathAt = (cell: Cell | undefined) => (cell === undefined ? undefined : pathOfCell(roots, cell));
  if (detail === undefined) return null;
  return (
    <div className="console-answer">
      <TreeView
        roots={roots}
        label={`${n}: ${text.decoded}`}
        chosen={chosen}
        pointed={pointed}
        onChoose={setChosen}
        onPoint={setPointed}
      />
      <div className="console-bytes">
        <BytesView
          parts={parts}
          label={`${n}: ${text.bytes}`}
          chosen={placesAt(chosen)}
          pointed={placesAt(pointed)}
          found={nothing}
          onChoose={(cell) => setChosen(pathAt(cell) ?? chosen)}
          onPoint={(cell) => setPointed(pathAt(cell))}
        />
        {more > 0 ? <p className="quiet small">{fillText(text.moreExchanges, { count: more })}</p> : null}
      </div>
    </div>
  );
}

const nothing: readonly TracePlace[] = [];

/** What came back first: that is what somebody has typed for. */
function rootsOf(detail: TraceDetail | undefined): readonly TraceNode[] {
  if (detail === undefined) return [];
  return [
    ...(detail.response.length === 0 ? [] : [{ label: text.response, children: detail.response }]),
    ...(detail.request.length === 0 ? [] : [{ label: text.request, children: detail.request }]),
  ];
}
