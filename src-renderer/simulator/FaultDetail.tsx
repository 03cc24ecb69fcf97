import { Button, NativeSelect } from '@mantine/core';
import { Zap } from 'lucide-react';
import { useState } from 'react';
import { describeError, type ErrorData } from '../../src-shared/errors/index.ts';
import type { LibraryFault } from '../../src-shared/model/index.ts';
import {
  faultHeading,
  fillText,
  operationKindText,
  remedyInWindow,
  simulatorText,
  statusText,
  visibleText,
} from '../../src-shared/texts.ts';
import { Chip, ErrorNote } from '../ui/bits.tsx';
import { Fact } from '../ui/text.tsx';
import { useSwitchOn } from './FaultsPart.tsx';
import { type Count, hasOccasion, knowsCards, type Occasion, withConditions } from './fault-rule.ts';
import type { Picture } from './use-simulator.ts';

const text = simulatorText.faults;
const orderStates = simulatorText.servers.states;

function orderText(order: string): string {
  return Object.hasOwn(orderStates, order) ? orderStates[order as keyof typeof orderStates] : order;
}

/** What one fault of the library does, and its switch. */
export function FaultDetail({ fault, picture }: { readonly fault: LibraryFault; readonly picture: Picture }) {
  const switchOn = useSwitchOn();
  const [count, setCount] = useState<Count>('rule');
  const [occasion, setOccasion] = useState<Occasion>('rule');
  const [eid, setEid] = useState('');
  const [error, setError] = useState<ErrorData>();
  const rules = fault.rules.map((rule) => withConditions(rule, { count, occasion, eid }));
  const told = fault.error === undefined ? undefined : describeError(fault.error as ErrorData);
  return (
    <div className="stack pad">
      <h3>
        {faultHeading(fault.chapter)} · {faultHeading(fault.section)}
      </h3>
      <dl className="facts">
        <Fact term={text.operation}>
          {operationKindText[fault.kind]}{' '}
          <Chip tone={fault.status === 'successful' ? 'good' : 'bad'}>{statusText[fault.status]}</Chip>
        </Fact>
        <Fact term={text.reports}>
          {told === undefined ? (
            text.success
          ) : (
            <>
              <bdi>{visibleText(told.message, 400)}</bdi>
              <span className="quiet sim-under">
                <bdi>{visibleText(remedyInWindow(fault.error as ErrorData), 400)}</bdi>
              </span>
              <span className="mono open small quiet">{fault.error?.code}</span>
            </>
          )}
        </Fact>
        <Fact term={text.fate}>{text.fates[fault.activationCodeUse]}</Fact>
        <Fact term={text.order}>{fault.order === undefined ? undefined : orderText(fault.order)}</Fact>
      </dl>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void switchOn(rules).then(setError);
        }}
      >
        <div className="sim-fields">
          <NativeSelect
            label={text.often}
            value={count}
            data={Object.entries(text.counts).map(([value, label]) => ({ value, label }))}
            onChange={(event) => setCount(event.currentTarget.value as Count)}
          />
          <NativeSelect
            label={text.which}
            value={occasion}
            disabled={fault.rules.some(hasOccasion)}
            data={Object.entries(text.occasions).map(([value, label]) => ({ value, label }))}
            onChange={(event) => setOccasion(event.currentTarget.value as Occasion)}
          />
          <NativeSelect
            label={text.only}
            value={eid}
            disabled={!fault.rules.some(knowsCards)}
            data={[
              { value: '', label: text.anyCard },
              ...picture.cards.map((one) => ({ value: one.eid, label: visibleText(one.name, 40) })),
            ]}
            onChange={(event) => setEid(event.currentTarget.value)}
          />
        </div>
        <div>
          <span className="quiet small">{text.becomes}</span>
          {rules.map((rule) => (
            <code className="mono open sim-rule" key={rule}>
              {rule}
            </code>
          ))}
        </div>
        {error === undefined ? null : <ErrorNote error={error} />}
        <Button
          type="submit"
          leftSection={<Zap size={13} aria-hidden />}
          aria-label={fillText(text.addRule, { rule: rules.join(', ') })}
        >
          {text.add}
        </Button>
      </form>
    </div>
  );
}
