import { Button } from '@mantine/core';
import { toWorkbenchError } from '../../src-shared/errors/index.ts';
import type { Card } from '../../src-shared/model/index.ts';
import { fillText, groupDigits, remarkText, shellText } from '../../src-shared/texts.ts';
import { useSnapshot, useWorkbench } from '../state/context.ts';
import { useDesk } from '../state/desk.ts';
import { formatRoute } from '../state/route.ts';
import { Empty, SimulatedBadge } from '../ui/bits.tsx';

const text = shellText.settings;

/** What is remembered of the habits of single cards; each can be forgotten, and is then found again where it is still so. */
export default function QuirksSection() {
  const workbench = useWorkbench();
  const desk = useDesk();
  const { cards } = useSnapshot();
  const known = [...cards.values()].filter(({ quirks }) => quirks.length > 0);
  const forget = async ({ eid }: Card) => {
    try {
      await workbench.call('cards.forgetQuirks', { eid });
      desk.announce(text.quirksForgotten);
    } catch (thrown) {
      desk.showError(toWorkbenchError(thrown).toData());
    }
  };
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
              onClick={() => void forget(card)}
            >
              {text.quirksForget}
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
