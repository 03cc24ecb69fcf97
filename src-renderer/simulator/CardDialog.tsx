import { Button, Checkbox, Group, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { type ErrorData, toWorkbenchError } from '../../src-shared/errors/index.ts';
import type { SimulatedCard } from '../../src-shared/model/index.ts';
import { fillText, simulatorText, visibleText, windowText } from '../../src-shared/texts.ts';
import { useWorkbench } from '../state/context.ts';
import { useDesk } from '../state/desk.ts';
import { ErrorNote } from '../ui/bits.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Named } from '../ui/text.tsx';
import { CardProfiles } from './CardProfiles.tsx';
import {
  type CardFields,
  fieldsOf,
  type ProtocolChoice,
  quirkNames,
  settingsOf,
  type TimingChoice,
} from './card-settings.ts';
import { type Picture, useReaderNames } from './use-simulator.ts';

const text = simulatorText.cards;

/** Makes a card, or changes one. */
export function CardDialog({
  opened,
  picture,
  card,
  onClose,
}: {
  readonly opened: boolean;
  readonly picture: Picture;
  /** Absent: a new one. */
  readonly card: SimulatedCard | undefined;
  readonly onClose: () => void;
}) {
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      simulated
      size={640}
      title={
        card === undefined ? text.makeTitle : <Named text={text.editTitle} place="name" name={card.name} />
      }
    >
      {opened ? (
        <div className="stack">
          <Form picture={picture} card={card} onClose={onClose} />
          {card === undefined ? null : <CardProfiles card={card} />}
        </div>
      ) : null}
    </Dialog>
  );
}

function Form({
  picture,
  card,
  onClose,
}: {
  readonly picture: Picture;
  readonly card: SimulatedCard | undefined;
  readonly onClose: () => void;
}) {
  const workbench = useWorkbench();
  const desk = useDesk();
  const readerName = useReaderNames();
  const [fields, setFields] = useState<CardFields>(() => fieldsOf(card));
  const [eid, setEid] = useState('');
  const [ci, setCi] = useState<string>('bench');
  const [readerId, setReaderId] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorData>();
  const set = (part: Partial<CardFields>) => setFields({ ...fields, ...part });
  const save = async () => {
    setBusy(true);
    setError(undefined);
    const name = fields.name.trim();
    const named = name === '' ? {} : { name };
    try {
      const settings = settingsOf(fields, card?.settings);
      const isSame = JSON.stringify(settings) === JSON.stringify(card?.settings);
      const made =
        card === undefined
          ? await workbench.call('simulator.cards.make', {
              ...named,
              settings,
              ...(eid.trim() === '' ? {} : { eid: eid.replace(/\s+/g, '') }),
              ...(ci === 'bench' ? {} : { cis: ci === 'foreign' ? 'foreign' : [ci] }),
              ...(readerId === '' ? {} : { readerId }),
            })
          : await workbench.call('simulator.cards.change', {
              card: card.card,
              ...named,
              ...(isSame ? {} : { settings }),
            });
      desk.announce(
        fillText(card === undefined ? text.made : text.saved, { name: visibleText(made.name, 60) }),
      );
      onClose();
    } catch (thrown) {
      setError(toWorkbenchError(thrown).toData());
      setBusy(false);
    }
  };
  const free = picture.readers.filter((one) => one.card === undefined);
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) void save();
      }}
    >
      <p className="quiet small">{text.hint}</p>
      <div className="sim-fields">
        <TextInput
          label={simulatorText.name}
          data-autofocus
          maxLength={60}
          value={fields.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        {card === undefined ? (
          <TextInput
            label={simulatorText.eid}
            description={text.eidHint}
            inputMode="numeric"
            value={eid}
            onChange={(event) => setEid(event.currentTarget.value)}
          />
        ) : null}
        <TextInput
          label={text.memory}
          placeholder="524288"
          inputMode="numeric"
          value={fields.memory}
          onChange={(event) => set({ memory: event.currentTarget.value })}
        />
        <TextInput
          label={text.maxProfiles}
          placeholder="16"
          inputMode="numeric"
          value={fields.maxProfiles}
          onChange={(event) => set({ maxProfiles: event.currentTarget.value })}
        />
        <TextInput
          label={text.svn}
          placeholder="2.5.0"
          value={fields.svn}
          onChange={(event) => set({ svn: event.currentTarget.value })}
        />
        <NativeSelect
          label={text.protocol}
          value={fields.protocol}
          data={Object.entries(text.protocols).map(([value, label]) => ({ value, label }))}
          onChange={(event) => set({ protocol: event.currentTarget.value as ProtocolChoice })}
        />
        <NativeSelect
          label={text.timing}
          value={fields.timing}
          data={Object.entries(text.timings).map(([value, label]) => ({ value, label }))}
          onChange={(event) => set({ timing: event.currentTarget.value as TimingChoice })}
        />
        {card === undefined ? (
          <>
            <NativeSelect
              label={text.cis}
              value={ci}
              data={[
                { value: 'bench', label: text.ciBench },
                ...picture.cis
                  .slice(1)
                  .map((one) => ({ value: one.keyId, label: `${one.subject} ${one.keyId.slice(0, 8)}` })),
                { value: 'foreign', label: text.ciForeign },
              ]}
              onChange={(event) => setCi(event.currentTarget.value)}
            />
            <NativeSelect
              label={text.putInto}
              value={readerId}
              data={[
                { value: '', label: text.nowhere },
                ...free.map((one) => ({ value: one.readerId, label: readerName(one.readerId) })),
              ]}
              onChange={(event) => setReaderId(event.currentTarget.value)}
            />
          </>
        ) : null}
      </div>
      <fieldset className="sim-quirks">
        <legend>{text.quirks}</legend>
        {quirkNames.map((name) => (
          <Checkbox
            key={name}
            size="xs"
            label={text.quirkNames[name]}
            checked={fields.quirks.has(name)}
            onChange={(event) => {
              const next = new Set(fields.quirks);
              if (event.currentTarget.checked) next.add(name);
              else next.delete(name);
              set({ quirks: next });
            }}
          />
        ))}
      </fieldset>
      {error === undefined ? null : <ErrorNote error={error} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {windowText.common.cancel}
        </Button>
        <Button type="submit" loading={busy}>
          {card === undefined ? simulatorText.make : simulatorText.save}
        </Button>
      </Group>
    </form>
  );
}
