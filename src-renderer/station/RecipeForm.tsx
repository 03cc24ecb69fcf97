import { Button, Checkbox, NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { ChevronDown, ChevronRight, Save, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { toWorkbenchError } from '../../src-shared/errors/index.ts';
import { type BatchRecipe, batchRecipe, type NamedRecipe, recipeName } from '../../src-shared/model/index.ts';
import { fillText, stationPageText, windowText } from '../../src-shared/texts.ts';
import { useCall, useWorkbench } from '../state/context.ts';
import { useDesk } from '../state/desk.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { RemoveDialog } from '../ui/removal.tsx';
import { Named } from '../ui/text.tsx';

const text = stationPageText.recipe;

export const standardRecipe: BatchRecipe = batchRecipe.parse({});

const same = (a: BatchRecipe, b: BatchRecipe) =>
  JSON.stringify(batchRecipe.parse(a)) === JSON.stringify(batchRecipe.parse(b));

/** The recipe without a field, or with it. */
function without<K extends keyof BatchRecipe>(recipe: BatchRecipe, name: K): Omit<BatchRecipe, K> {
  const { [name]: _, ...rest } = recipe;
  return rest;
}

/** How a card is treated: four decisions in sight, the rest folded, and recipes that are kept by name. */
export function RecipeForm({
  recipe,
  onChange,
}: {
  readonly recipe: BatchRecipe;
  readonly onChange: (recipe: BatchRecipe) => void;
}) {
  const [open, setOpen] = useState(false);
  const { expect, stopAfter } = recipe;
  const set = (part: Partial<BatchRecipe>) => onChange({ ...recipe, ...part });
  const Icon = open ? ChevronDown : ChevronRight;
  return (
    <div className="stack">
      <NamedRecipes recipe={recipe} onChange={onChange} />
      <Checkbox
        className="station-check"
        label={text.enable}
        description={text.enableHint}
        checked={recipe.enable}
        onChange={(event) => set({ enable: event.currentTarget.checked })}
      />
      <div className="field-grid">
        <TextInput
          size="sm"
          label={text.carrier}
          description={text.carrierHint}
          maxLength={200}
          value={expect.carrier ?? ''}
          onChange={(event) => {
            const { carrier: _, ...rest } = expect;
            const carrier = event.currentTarget.value;
            set({ expect: carrier.trim() === '' ? rest : { ...rest, carrier } });
          }}
        />
        <NumberInput
          size="sm"
          label={text.inARow}
          description={text.never}
          min={0}
          max={10_000}
          clampBehavior="strict"
          allowDecimal={false}
          value={stopAfter.inARow}
          onChange={(value) => set({ stopAfter: { ...stopAfter, inARow: Number(value) || 0 } })}
        />
      </div>
      <Button
        variant="subtle"
        className="station-touch station-fold"
        aria-expanded={open}
        leftSection={<Icon size={16} aria-hidden />}
        onClick={() => setOpen(!open)}
      >
        {open ? text.less : text.more}
      </Button>
      {open ? <MoreRecipe recipe={recipe} onChange={onChange} /> : null}
    </div>
  );
}

function MoreRecipe({
  recipe,
  onChange,
}: {
  readonly recipe: BatchRecipe;
  readonly onChange: (recipe: BatchRecipe) => void;
}) {
  const { checks, expect, stopAfter, labels } = recipe;
  const set = (part: Partial<BatchRecipe>) => onChange({ ...recipe, ...part });
  const check = (label: string, checked: boolean, change: (on: boolean) => Partial<BatchRecipe>) => (
    <Checkbox
      className="station-check"
      label={label}
      checked={checked}
      onChange={(event) => set(change(event.currentTarget.checked))}
    />
  );
  return (
    <div className="stack station-more">
      <fieldset className="station-part">
        <legend>{text.checks}</legend>
        {check(text.trustedCi, checks.trustedCi, (trustedCi) => ({ checks: { ...checks, trustedCi } }))}
        {check(text.iccid, expect.iccid, (iccid) => ({ expect: { ...expect, iccid } }))}
        <NumberInput
          size="sm"
          label={text.freeMemory}
          description={text.freeMemoryHint}
          min={0}
          max={100_000_000}
          clampBehavior="strict"
          allowDecimal={false}
          value={checks.freeMemory ?? ''}
          onChange={(value) => {
            const { freeMemory: _, ...rest } = checks;
            set({ checks: value === '' ? rest : { ...rest, freeMemory: Number(value) } });
          }}
        />
      </fieldset>
      <fieldset className="station-part">
        <legend>{text.after}</legend>
        {check(text.deleteTestProfiles, recipe.deleteTestProfiles, (deleteTestProfiles) => ({
          deleteTestProfiles,
        }))}
        {check(text.acceptPolicyRules, recipe.acceptPolicyRules, (acceptPolicyRules) => ({
          acceptPolicyRules,
        }))}
        {check(text.ask, recipe.confirmationCode === 'ask', (on) => ({
          confirmationCode: on ? 'ask' : 'vault',
        }))}
        {check(text.nextCodeAfterBad, recipe.nextCodeAfterBad, (nextCodeAfterBad) => ({ nextCodeAfterBad }))}
        <NativeSelect
          size="sm"
          label={text.profileThere}
          value={recipe.profileThere}
          onChange={(event) =>
            set({ profileThere: event.currentTarget.value as BatchRecipe['profileThere'] })
          }
          data={Object.entries(text.profileTheres).map(([value, label]) => ({ value, label }))}
        />
        <TextInput
          size="sm"
          label={text.nickname}
          description={text.nicknameHint}
          maxLength={200}
          value={recipe.nickname ?? ''}
          onChange={(event) => {
            const nickname = event.currentTarget.value;
            onChange(nickname === '' ? without(recipe, 'nickname') : { ...recipe, nickname });
          }}
        />
      </fieldset>
      <fieldset className="station-part">
        <legend>{text.end}</legend>
        <NumberInput
          size="sm"
          label={text.inAll}
          description={text.never}
          min={0}
          max={20_000}
          clampBehavior="strict"
          allowDecimal={false}
          value={stopAfter.inAll}
          onChange={(value) => set({ stopAfter: { ...stopAfter, inAll: Number(value) || 0 } })}
        />
        {check(text.labelsDone, labels.done, (done) => ({ labels: { ...labels, done } }))}
        {check(text.labelsUnused, labels.unused, (unused) => ({ labels: { ...labels, unused } }))}
      </fieldset>
    </div>
  );
}

/** Takes a recipe that is kept, keeps this one, or forgets one. */
function NamedRecipes({
  recipe,
  onChange,
}: {
  readonly recipe: BatchRecipe;
  readonly onChange: (recipe: BatchRecipe) => void;
}) {
  const workbench = useWorkbench();
  const desk = useDesk();
  const kept = useCall('batches.recipes', {});
  const [chosen, setChosen] = useState('');
  const [naming, setNaming] = useState<string>();
  const [dropping, setDropping] = useState<NamedRecipe>();
  const all = kept.value ?? [];
  const named = all.find(({ name }) => name === chosen);
  const changed = !same(recipe, named?.recipe ?? standardRecipe);
  const run = async (what: () => Promise<unknown>) => {
    try {
      await what();
      kept.again();
    } catch (thrown) {
      desk.showError(toWorkbenchError(thrown).toData());
    }
  };
  const keep = (typed: string) => {
    const name = recipeName.safeParse(typed);
    if (!name.success) return;
    setNaming(undefined);
    void run(async () => {
      await workbench.call('batches.keepRecipe', { name: name.data, recipe });
      setChosen(name.data);
      desk.announce(fillText(text.kept, { name: name.data }));
    });
  };
  return (
    <div className="station-named">
      <NativeSelect
        size="sm"
        label={text.named}
        value={named === undefined ? '' : chosen}
        onChange={(event) => {
          const { value } = event.currentTarget;
          setChosen(value);
          onChange(all.find(({ name }) => name === value)?.recipe ?? standardRecipe);
        }}
        data={[{ value: '', label: text.standard }, ...all.map(({ name }) => ({ value: name, label: name }))]}
      />
      {changed ? (
        <Button
          variant="default"
          className="station-touch"
          leftSection={<Save size={16} aria-hidden />}
          onClick={() => setNaming(named?.name ?? '')}
        >
          {text.keep}
        </Button>
      ) : null}
      {named === undefined ? null : (
        <Button
          variant="subtle"
          className="station-touch danger"
          leftSection={<Trash2 size={16} aria-hidden />}
          onClick={() => setDropping(named)}
        >
          {text.drop}
        </Button>
      )}
      <Dialog opened={naming !== undefined} onClose={() => setNaming(undefined)} title={text.keep}>
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            keep(naming ?? '');
          }}
        >
          <TextInput
            data-autofocus
            size="sm"
            label={text.keepName}
            maxLength={60}
            value={naming ?? ''}
            onChange={(event) => setNaming(event.currentTarget.value)}
          />
          <div className="dialog-foot">
            <Button variant="default" className="station-touch" onClick={() => setNaming(undefined)}>
              {windowText.common.cancel}
            </Button>
            <Button type="submit" className="station-touch" disabled={(naming ?? '').trim() === ''}>
              {text.keep}
            </Button>
          </div>
        </form>
      </Dialog>
      <RemoveDialog
        target={dropping}
        title={({ name }) => <Named text={text.dropTitle} place="name" name={name} />}
        hint={text.dropHint}
        label={text.drop}
        onClose={() => setDropping(undefined)}
        onRemove={({ name }) => {
          setDropping(undefined);
          setChosen('');
          void run(() => workbench.call('batches.dropRecipe', { name }));
        }}
      />
    </div>
  );
}
