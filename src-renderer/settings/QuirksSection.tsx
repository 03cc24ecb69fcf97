import { Button } from '@mantine/core';
import { fillText, groupDigits, remarkText, shellText } from '../../src-shared/texts.ts';
import { useSnapshot } from '../state/context.ts';
import { useQuirks } from '../state/put-off.ts';
import { formatRoute } from '../state/route.ts';
import { Empty, SimulatedBadge } from '../ui/bits.tsx';

const text = shellText.settings;

/** What is remembered of the habits of single cards; each can be forgotten, and is then found again where it is still so. */
export default function QuirksSection() {
  const { cards } = useSnapshot();
  const { quirksOf, forget } = useQuirks();
  const known = [...cards.values()].filter((card) => quirksOf(card).length > 0);
  return (
    <div className="stack">
      <p className="quiet">{text.quirksIntro}</p>
      {known.length === 0 ? <Empty title={text.quirksEmpty} /> : null}
      <ul className="settings-rows">
        {known.map((card) => (
          <li key={card.eid}>
            <div className="grow">
              <a className="mono private" href={formatRoute({ page: 'card', eid: card.eid })}>
                {groupDigits(card.eid)}
              </a>
              {card.simulated ? <SimulatedBadge small /> : null}
              <ul>
                {card.quirks.map((quirk) => (
                  <li key={quirk}>{remarkText(quirk)}</li>
                ))}
              </ul>
            </div>
            <Button
              variant="default"
              aria-label={fillText(text.quirksForgetFor, { eid: groupDigits(card.eid) })}
              onClick={() => forget(card.eid)}
            >
              {text.quirksForget}
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
