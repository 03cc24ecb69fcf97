import { type AtrFacts, atrFacts } from '../../src-shared/atr.ts';
import { hasEidCheckDigits } from '../../src-shared/eid.ts';
import { eidParts, eumName } from '../../src-shared/eum.ts';
import type { Card, Reader } from '../../src-shared/model/index.ts';
import { cardText, fillText, formatInteger, formatList, windowText } from '../../src-shared/texts.ts';
import { Chip, Note, Panel } from '../ui/bits.tsx';
import { CopyButton, Fact, Hostile } from '../ui/text.tsx';

const text = cardText.identity;

/** Who the card is: its manufacturer, the digits of its EID, its answer to reset. */
export function IdentityPanel({
  card,
  reader,
}: {
  readonly card: Card;
  readonly reader: Reader | undefined;
}) {
  const { eid } = card;
  const manufacturer = eumName(eid);
  const fits = hasEidCheckDigits(eid);
  const atr = reader?.atr;
  const facts = atr === undefined ? undefined : atrFacts(atr);
  return (
    <Panel title={text.title}>
      <dl className="facts">
        <Fact term={text.manufacturer}>
          {manufacturer ?? <span className="quiet">{text.manufacturerUnknown}</span>}
        </Fact>
        {eid.startsWith('89') ? (
          <Fact term={text.eumNumber}>
            <span className="mono" data-value={eid.slice(0, 8)}>
              {eid.slice(0, 8)}
            </span>
          </Fact>
        ) : null}
        <Fact term={text.check}>
          {fits ? <Chip tone="good">{text.checkGood}</Chip> : <Chip tone="bad">{text.checkBad}</Chip>}
        </Fact>
      </dl>
      {fits ? null : (
        <div className="note-below">
          <Note kind="warn">{text.checkBadHint}</Note>
        </div>
      )}
      <details className="more">
        <summary>{text.eidParts}</summary>
        <dl className="facts">
          {eidParts(eid).map(({ part, digits }) => (
            <Fact key={part} term={text.eidPart[part]}>
              <span className="mono" data-value={digits}>
                {digits}
              </span>
            </Fact>
          ))}
        </dl>
      </details>
      <h3>{text.atr}</h3>
      {atr === undefined ? (
        <p className="quiet">{text.atrNone}</p>
      ) : (
        <>
          <div className="address">
            <span className="mono key-id open">{atr}</span>
            <CopyButton value={atr} what={text.atr} />
          </div>
          {facts === undefined ? (
            <p className="quiet">{text.atrUnreadable}</p>
          ) : (
            <details className="more">
              <summary>{text.atrInWords}</summary>
              <AtrWords facts={facts} />
            </details>
          )}
        </>
      )}
    </Panel>
  );
}

const words = cardText.atr;

function AtrWords({ facts }: { readonly facts: AtrFacts }) {
  const { cyclesPerBit, clockMHz } = facts;
  const yesNo = (value: boolean | undefined) =>
    value === undefined ? null : value ? cardText.compare.yes : windowText.common.none;
  return (
    <dl className="facts open">
      <Fact term={words.protocols}>{formatList(facts.protocols.map((protocol) => `T=${protocol}`))}</Fact>
      <Fact term={words.speed}>
        {cyclesPerBit === undefined || clockMHz === undefined
          ? words.speedReserved
          : fillText(words.speedValue, {
              rate: formatInteger((clockMHz * 1000) / cyclesPerBit),
              clock: clockMHz,
            })}
      </Fact>
      <Fact term={words.voltage}>
        {facts.classes && formatList(facts.classes.map((name) => words.voltages[name]))}
      </Fact>
      <Fact term={words.clockStop}>{facts.clockStop && words.clockStops[facts.clockStop]}</Fact>
      <Fact term={words.channels}>{facts.logicalChannels}</Fact>
      <Fact term={words.selection}>
        {facts.selection && formatList(facts.selection.map((one) => words.selections[one]))}
      </Fact>
      <Fact term={words.extendedLength}>{yesNo(facts.extendedLength)}</Fact>
      <Fact term={words.commandChaining}>{yesNo(facts.commandChaining)}</Fact>
      <Fact term={words.convention}>{words.conventions[facts.convention]}</Fact>
      <Fact term={words.historical}>
        {facts.historical === '' ? null : <span className="mono">{facts.historical}</span>}
      </Fact>
      <Fact term={words.text}>
        {facts.text === undefined ? null : (
          <span className="mono">
            <Hostile text={facts.text} open />
          </span>
        )}
      </Fact>
      <Fact term={words.check}>{words.checks[facts.check]}</Fact>
      <Fact term={words.surplus}>
        {facts.surplus === undefined ? null : <span className="mono">{facts.surplus}</span>}
      </Fact>
    </dl>
  );
}
