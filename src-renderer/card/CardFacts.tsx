import { Button, TextInput } from '@mantine/core';
import { Pencil } from 'lucide-react';
import { useState } from 'react';
import type { Card, CardInfo, TrustAnchor } from '../../src-shared/model/index.ts';
import {
  capabilityText,
  formatBytes,
  formatInteger,
  policyRuleText,
  remarkText,
  visibleText,
  windowText,
} from '../../src-shared/texts.ts';
import { useCall } from '../state/context.ts';
import { useDesk } from '../state/desk.ts';
import { Chip, Panel } from '../ui/bits.tsx';
import { CopyButton, Fact, Hostile, Mono } from '../ui/text.tsx';
import { operatorText } from './profile-names.ts';

const text = windowText.card;

/** Everything about the card itself: memory, versions, addresses, keys, capabilities, rules. */
export function CardFacts({
  card,
  readerId,
  busy,
}: {
  readonly card: Card;
  readonly readerId: string | undefined;
  readonly busy: boolean;
}) {
  const { info } = card;
  const trust = useCall('trust.list', {});
  const anchors = trust.value;
  return (
    <aside className="card-side" aria-label={text.about}>
      {info === undefined ? null : (
        <>
          <Panel title={text.about}>
            <dl className="facts">
              <Fact term={text.memory}>
                {info.freeNonVolatileMemory === undefined ? null : (
                  <span title={`${formatInteger(info.freeNonVolatileMemory)} B`} className="num">
                    {formatBytes(info.freeNonVolatileMemory)}
                  </span>
                )}
              </Fact>
              <Fact term={text.volatileMemory}>
                {info.freeVolatileMemory === undefined ? null : (
                  <span className="num">{formatBytes(info.freeVolatileMemory)}</span>
                )}
              </Fact>
              <PlainFact
                term={text.svn}
                value={info.highestSvn === undefined ? info.svn : `${info.svn} \u2013 ${info.highestSvn}`}
              />
              <PlainFact term={text.firmware} value={info.firmwareVersion} />
              <PlainFact term={text.profileVersion} value={info.profileVersion} />
              <PlainFact term={text.ppVersion} value={info.ppVersion} />
              <PlainFact term={text.globalplatform} value={info.globalplatformVersion} />
              <PlainFact term={text.ts102241} value={info.ts102241Version} />
              <PlainFact term={text.sas} value={info.sasAccreditationNumber} />
              <PlainFact term={text.category} value={info.category} />
              <Fact term={text.applications}>
                {info.installedApplications === undefined ? null : (
                  <span className="num">{info.installedApplications}</span>
                )}
              </Fact>
              <PlainFact term={text.platformLabel} value={info.certificationDataObject?.platformLabel} />
            </dl>
          </Panel>
          <Addresses info={info} readerId={readerId} busy={busy} />
          <Panel title={text.keysVerify}>
            <KeyList keyIds={info.ciKeyIdsForVerification} anchors={anchors} />
            {sameKeys(info.ciKeyIdsForSigning, info.ciKeyIdsForVerification) ? null : (
              <>
                <h3>{text.keysSign}</h3>
                <KeyList keyIds={info.ciKeyIdsForSigning} anchors={anchors} />
              </>
            )}
          </Panel>
          <Panel title={text.uiccCapabilities}>
            <Capabilities names={info.uiccCapabilities} />
            {info.rspCapabilities.length === 0 ? null : (
              <>
                <h3>{text.rspCapabilities}</h3>
                <Capabilities names={info.rspCapabilities} />
              </>
            )}
          </Panel>
          <Rules info={info} />
        </>
      )}
      {card.quirks.length === 0 ? null : (
        <Panel title={text.quirks}>
          <ul className="plain-list">
            {card.quirks.map((quirk) => (
              <li key={quirk}>{visibleText(remarkText(quirk), 200)}</li>
            ))}
          </ul>
        </Panel>
      )}
    </aside>
  );
}

function PlainFact({ term, value }: { readonly term: string; readonly value: string | undefined }) {
  if (value === undefined || value === '') return null;
  return (
    <Fact term={term}>
      <span className="num">
        <Hostile text={value} limit={40} />
      </span>
    </Fact>
  );
}

const sameKeys = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((key, index) => key === b[index]);

function KeyList({
  keyIds,
  anchors,
}: {
  readonly keyIds: readonly string[];
  /** Undefined while they are not known yet. */
  readonly anchors: readonly TrustAnchor[] | undefined;
}) {
  if (keyIds.length === 0) return <p className="quiet">{windowText.common.none}</p>;
  return (
    <ul className="plain-list">
      {keyIds.map((keyId) => {
        const anchor = anchors?.find((candidate) => candidate.keyId === keyId);
        return (
          <li key={keyId} className="key">
            <div className="key-name">
              {anchor === undefined ? (
                <span className="quiet">
                  {anchors === undefined ? windowText.common.loading : text.keyUnknown}
                </span>
              ) : (
                <span>
                  <Hostile text={commonName(anchor.subject)} limit={48} />{' '}
                  {anchor.enabled ? null : <Chip tone="warn">{text.keyOff}</Chip>}
                </span>
              )}
              <CopyButton value={keyId} what={windowText.trust.keyId} />
            </div>
            <div className="mono key-id">{keyId}</div>
          </li>
        );
      })}
    </ul>
  );
}

/** The common name of a subject, or all of it. */
export function commonName(subject: string): string {
  return /(?:^|,\s*)CN=((?:\\.|[^,\\])+)/.exec(subject)?.[1]?.replace(/\\(.)/g, '$1') ?? subject;
}

function Capabilities({ names }: { readonly names: readonly string[] }) {
  // What is reserved for future use says nothing to a person.
  const known = names.filter((name) => !/^rfu\d+$/.test(name));
  if (known.length === 0) return <p className="quiet">{windowText.common.none}</p>;
  return (
    <ul className="chips">
      {known.map((name) => (
        <li key={name} className="chip chip-quiet" title={visibleText(name, 60)}>
          {visibleText(capabilityText(name), 60)}
        </li>
      ))}
    </ul>
  );
}

function Rules({ info }: { readonly info: CardInfo }) {
  const table = info.rulesAuthorisationTable;
  const forbidden = info.forbiddenProfilePolicyRules ?? [];
  return (
    <Panel title={text.rat}>
      {table === undefined || table.length === 0 ? (
        <p className="quiet">{table === undefined ? windowText.common.unknown : text.ratEmpty}</p>
      ) : (
        <table className="table" aria-label={text.rat}>
          <thead>
            <tr>
              <th scope="col">{windowText.profile.rules}</th>
              <th scope="col">{text.ratOperators}</th>
              <th scope="col">{text.ratConsent}</th>
            </tr>
          </thead>
          <tbody>
            {table.map((row, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the rows of the table have no name but their place
              <tr key={index}>
                <td>
                  {row.policyRules.map((rule) => (
                    <span key={rule} title={policyRuleText[rule].meaning} className="chip chip-quiet">
                      {policyRuleText[rule].name}
                    </span>
                  ))}
                </td>
                <td className="mono">
                  {row.allowedOperators.map((operator) => (
                    <div key={operatorText(operator)}>
                      {/^E+$/i.test(operator.mcc)
                        ? text.anyOperator
                        : visibleText(operatorText(operator), 40)}
                    </div>
                  ))}
                </td>
                <td>{row.consentRequired ? text.ratConsentYes : text.ratConsentNo}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {forbidden.length === 0 ? null : (
        <>
          <h3>{text.forbiddenRules}</h3>
          <ul className="plain-list">
            {forbidden.map((rule) => (
              <li key={rule}>
                {policyRuleText[rule].name}: {policyRuleText[rule].meaning}
              </li>
            ))}
          </ul>
        </>
      )}
    </Panel>
  );
}

/** Default SM-DP+ (editable) and root SM-DS. */
function Addresses({
  info,
  readerId,
  busy,
}: {
  readonly info: CardInfo;
  readonly readerId: string | undefined;
  readonly busy: boolean;
}) {
  const desk = useDesk();
  const [draft, setDraft] = useState<string>();
  const save = () => {
    if (draft === undefined || readerId === undefined) return;
    setDraft(undefined);
    const address = draft.trim();
    if (address !== (info.defaultSmdpAddress ?? ''))
      void desk.start({ kind: 'default_smdp', readerId, address });
  };
  return (
    <Panel title={text.defaultSmdp}>
      {draft === undefined || readerId === undefined ? (
        <div className="address">
          {info.defaultSmdpAddress ? (
            <Mono copy={text.defaultSmdp}>{info.defaultSmdpAddress}</Mono>
          ) : (
            <span className="quiet">{text.noDefaultSmdp}</span>
          )}
          <button
            type="button"
            className="edit edit-shown"
            disabled={readerId === undefined || busy}
            aria-label={`${windowText.common.edit}: ${text.defaultSmdp}`}
            onClick={() => setDraft(info.defaultSmdpAddress ?? '')}
          >
            <Pencil size={12} aria-hidden />
          </button>
        </div>
      ) : (
        <form
          className="address-form"
          onSubmit={(event) => {
            event.preventDefault();
            save();
          }}
        >
          <TextInput
            autoFocus
            aria-label={text.defaultSmdp}
            description={text.defaultSmdpHint}
            value={draft}
            maxLength={255}
            onChange={(event) => setDraft(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Escape') return;
              event.stopPropagation();
              setDraft(undefined);
            }}
          />
          <div className="row-end">
            <Button size="compact-xs" variant="default" onClick={() => setDraft(undefined)}>
              {windowText.common.cancel}
            </Button>
            <Button size="compact-xs" type="submit">
              {windowText.common.save}
            </Button>
          </div>
        </form>
      )}
      {info.rootSmdsAddress === undefined ? null : (
        <>
          <h3>{text.rootSmds}</h3>
          <Mono copy={text.rootSmds}>{info.rootSmdsAddress}</Mono>
        </>
      )}
    </Panel>
  );
}
