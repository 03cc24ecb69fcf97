import { CircleDashed, CircleX, Hand, MessageCircleQuestionMark, TriangleAlert, Undo2 } from 'lucide-react';
import { benchPageText, fillText } from '../../src-shared/texts.ts';
import { formatRoute } from '../state/route.ts';
import { Hostile } from '../ui/text.tsx';
import type { Hint, HintKind } from './hints.ts';

const text = benchPageText.hints;
/** More of a kind than this are counted. */
const MOST_NAMED = 3;

const looks = {
  question: [MessageCircleQuestionMark, 'warn'],
  put_back: [Undo2, 'bad'],
  take_out: [Hand, 'good'],
  unresolved: [CircleDashed, 'warn'],
  failed: [CircleX, 'bad'],
  trouble: [TriangleAlert, 'bad'],
} as const satisfies Record<HintKind, unknown>;

/** Over the tiles: what waits for a person, each a link to where it is done. */
export function HintStrip({ hints }: { readonly hints: readonly Hint[] }) {
  return (
    <section className="bench-hints" aria-label={text.label}>
      {hints.length === 0 ? <span className="quiet">{text.none}</span> : null}
      {hints.map((hint) => (
        <HintGroup key={hint.kind} hint={hint} />
      ))}
    </section>
  );
}

function HintGroup({ hint: { kind, links } }: { readonly hint: Hint }) {
  const [Icon, tone] = looks[kind];
  const named = links.length > MOST_NAMED + 1 ? links.slice(0, MOST_NAMED) : links;
  const rest = links[named.length];
  return (
    <div className={`bench-hint chip-${tone}`}>
      <Icon size={14} aria-hidden />
      <strong>
        {text[kind]} <span className="num">{links.length}</span>
      </strong>
      {named.map(({ name, place, route }) => (
        <a key={`${formatRoute(route)} ${name}`} href={formatRoute(route)}>
          {place === undefined ? null : `${fillText(benchPageText.slot, { place })} `}
          <Hostile text={name} limit={24} inControl open />
        </a>
      ))}
      {rest === undefined ? null : (
        <a href={formatRoute(rest.route.page === 'operation' ? { page: 'operations' } : rest.route)}>
          {fillText(text.more, { count: links.length - named.length })}
        </a>
      )}
    </div>
  );
}
