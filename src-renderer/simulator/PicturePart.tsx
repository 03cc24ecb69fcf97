import { NativeSelect } from '@mantine/core';
import { CircleCheck, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import type { SimulatedCard } from '../../src-shared/model/index.ts';
import { type Disagreement, disagreementsOf } from '../../src-shared/simulator-picture.ts';
import { fillText, simulatorText, visibleText } from '../../src-shared/texts.ts';
import { useSelected } from '../state/context.ts';
import { goTo } from '../state/route.ts';
import { Empty } from '../ui/bits.tsx';
import { useOptionText } from '../ui/option-text.ts';
import { Named } from '../ui/text.tsx';
import { Exchanges } from './Exchanges.tsx';
import { CardSide, LpaSide, SmdpSide, SmdsSide } from './sides.tsx';
import { type Picture, useReaderNames } from './use-simulator.ts';

const text = simulatorText.picture;

/** Card, LPA, SM-DP+ and SM-DS side by side, as they are now, with what they do not agree about. */
export function PicturePart({
  picture,
  chosen,
}: {
  readonly picture: Picture;
  /** Number of the card, as the address has it. */
  readonly chosen: string | undefined;
}) {
  const { cards } = picture;
  const [kept, setKept] = useState<number>();
  const card =
    cards.find((one) => String(one.card) === chosen) ??
    cards.find((one) => one.card === kept) ??
    cards.find((one) => one.readerId !== undefined) ??
    cards[0];
  const optionText = useOptionText();
  const readerName = useReaderNames();
  if (card === undefined) return <Empty title={text.noCard} hint={text.noCardHint} />;
  return (
    <>
      <div className="filters">
        <NativeSelect
          aria-label={text.of}
          value={card.card}
          data={cards.map((one, at) => ({
            value: String(one.card),
            label: `${optionText(visibleText(one.name, 60), at)} · ${
              one.readerId === undefined ? simulatorText.inDrawer : readerName(one.readerId)
            }`,
          }))}
          onChange={(event) => {
            setKept(Number(event.currentTarget.value));
            goTo({ page: 'simulator', parts: ['picture', event.currentTarget.value] }, { replace: true });
          }}
        />
      </div>
      <Sides picture={picture} card={card} />
      <Exchanges />
    </>
  );
}

function Sides({ picture, card }: { readonly picture: Picture; readonly card: SimulatedCard }) {
  const known = useSelected(({ cards }) => cards.get(card.eid));
  const differences = disagreementsOf(picture, card, known);
  const marked = (side: Disagreement['between'][number]) =>
    differences.some((one) => one.between.includes(side));
  return (
    <>
      <section className="sim-sides" aria-label={text.sides}>
        <CardSide card={card} marked={marked('card')} />
        <LpaSide card={card} known={known} marked={marked('lpa')} />
        <SmdpSide picture={picture} card={card} marked={marked('smdp')} />
        <SmdsSide picture={picture} card={card} marked={marked('smds')} />
      </section>
      <Differences list={differences} />
    </>
  );
}

function Differences({ list }: { readonly list: readonly Disagreement[] }) {
  const title = list.length === 0 ? text.agree : fillText(text.disagree, { count: list.length });
  return (
    <div role="status" className={list.length === 0 ? 'sim-verdict' : 'sim-verdict sim-verdict-warn'}>
      <strong>
        {list.length === 0 ? <CircleCheck size={15} aria-hidden /> : <TriangleAlert size={15} aria-hidden />}{' '}
        {title}
      </strong>
      {list.length === 0 ? null : (
        <ul>
          {list.map((one) => (
            <li key={`${one.kind} ${one.order ?? ''} ${one.iccid ?? ''} ${one.what ?? ''}`}>
              <span className="sim-between">
                {one.between.map((side) => simulatorText.sideNames[side]).join(' ↔ ')}
              </span>
              <span>
                <Named
                  text={simulatorText.disagreements[one.kind]}
                  place="what"
                  name={one.what ?? one.iccid ?? ''}
                  limit={80}
                />
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
