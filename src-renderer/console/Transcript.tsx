import { ChevronDown, ChevronRight, LockKeyhole } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { TraceLine } from '../../src-shared/model/index.ts';
import { fillText, formatDuration, consoleText as text } from '../../src-shared/texts.ts';
import { BytesView } from '../trace/BytesView.tsx';
import { type Path, TreeView } from '../trace/TreeView.tsx';
import { nodeAt } from '../trace/tree-places.ts';
import { Chip, ErrorNote, type Tone } from '../ui/bits.tsx';
import { Hostile } from '../ui/text.tsx';
import type { Entry } from './session.ts';

/** Inputs with their answers, the last one open. */
export function Transcript({ entries }: { readonly entries: readonly Entry[] }) {
  const box = useRef<HTMLElement>(null);
  const last = entries.at(-1)?.key;
  // biome-ignore lint/correctness/useExhaustiveDependencies: an answer has come
  useEffect(() => {
    box.current?.lastElementChild?.scrollIntoView({ block: 'nearest' });
  }, [last]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <section ref={box} className="console-transcript" aria-label={text.transcript} tabIndex={0}>
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
  const { input, answer, error } = entry;
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
            aria-label={`${answer.n}: ${answer.input.title}`}
            onClick={() => setChosen(!open)}
          >
            <Icon size={14} aria-hidden />
            <span className="num">{answer.n}</span>
          </button>
        )}
        <span className="console-input mono">
          {input === undefined ? (
            <span className="quiet" title={text.secretInput}>
              <LockKeyhole size={12} aria-hidden /> {answer?.input.title ?? text.secretInput}
            </span>
          ) : (
            <Hostile text={input} limit={160} />
          )}
        </span>
        {answer === undefined ||
        input === undefined ||
        input.toLowerCase().includes(answer.input.title.toLowerCase()) ? null : (
          <span className="quiet console-title">{answer.input.title}</span>
        )}
        {answer?.statusWord === undefined ? null : (
          <Chip tone={toneOf(answer.statusWord)}>
            <span className="mono">{answer.statusWord}</span> {answer.meaning}
          </Chip>
        )}
        {apdus.length === 0 ? null : <span className="num quiet console-took">{formatDuration(took)}</span>}
      </header>
      {error === undefined ? null : <ErrorNote error={error} />}
      {answer?.error === undefined ? null : (
        <ErrorNote error={{ code: answer.error.code, params: answer.error.params }} />
      )}
      {answer !== undefined && open ? <AnswerView answer={answer} apdus={apdus} /> : null}
    </article>
  );
}

interface Chosen {
  readonly side: 'request' | 'response';
  readonly path: Path;
}

/** Trees here mark nothing elsewhere. */
const nothing = () => {};

function AnswerView({
  answer,
  apdus,
}: {
  readonly answer: NonNullable<Entry['answer']>;
  readonly apdus: ReturnType<typeof apdusOf>;
}) {
  const [chosen, setChosen] = useState<Chosen>();
  const { detail, more, n } = answer;
  const node = chosen && detail && nodeAt(detail[chosen.side], chosen.path);
  return (
    <div className="console-answer">
      <div className="console-tree">
        <h3>{text.response}</h3>
        {detail === undefined ? null : (
          <TreeView
            roots={detail.response}
            label={`${n}: ${text.response}`}
            chosen={chosen?.side === 'response' ? chosen.path : undefined}
            pointed={undefined}
            onChoose={(path) => setChosen({ side: 'response', path })}
            onPoint={nothing}
          />
        )}
        <details className="console-request">
          <summary>{text.request}</summary>
          {detail === undefined ? null : (
            <TreeView
              roots={detail.request}
              label={`${n}: ${text.request}`}
              chosen={chosen?.side === 'request' ? chosen.path : undefined}
              pointed={undefined}
              onChoose={(path) => setChosen({ side: 'request', path })}
              onPoint={nothing}
            />
          )}
        </details>
      </div>
      <div className="console-bytes">
        <h3>{fillText(text.exchanges, { count: apdus.length + more })}</h3>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
        <section className="console-apdus mono" aria-label={`${n}: ${text.bytes}`} tabIndex={0}>
          {apdus.map(({ seq, command, response = '' }) => (
            <div key={seq} className="console-apdu">
              <div>
                <span className="quiet">&gt;</span> {grouped(command)}
              </div>
              <div>
                <span className="quiet">&lt;</span> {grouped(response)}
              </div>
            </div>
          ))}
          {more > 0 ? <div className="quiet">{fillText(text.moreExchanges, { count: more })}</div> : null}
        </section>
        {node?.hex === undefined || node.hex === '' ? null : (
          <BytesView
            parts={[{ seq: n, part: 'response', kind: 'hex', data: node.hex, title: node.label }]}
            label={node.label}
            chosen={[]}
            pointed={[]}
            found={[]}
            onChoose={nothing}
            onPoint={nothing}
          />
        )}
      </div>
    </div>
  );
}

/** Longer ones are opened in the trace. */
const SHOWN_BYTES = 512;

function grouped(hex: string): string {
  const shown = hex.slice(0, 2 * SHOWN_BYTES).match(/../g) ?? [];
  return hex.length > 2 * SHOWN_BYTES ? `${shown.join(' ')} …` : shown.join(' ');
}
