import { Switch } from '@mantine/core';
import { useState } from 'react';
import { commonName } from '../../src-shared/common-name.ts';
import { type LaterFields, laterCapability, laterFields } from '../../src-shared/later-info.ts';
import type { Card, CardInfo, TrustAnchor } from '../../src-shared/model/index.ts';
import {
  capabilityText,
  cardText,
  fillText,
  formatList,
  policyRuleText,
  visibleText,
  windowText,
} from '../../src-shared/texts.ts';
import { formatRoute } from '../state/route.ts';
import { Chip, ErrorNote, Note, Panel } from '../ui/bits.tsx';
import { CopyButton, Hostile } from '../ui/text.tsx';
import { operatorText } from './profile-names.ts';

/** What the card says of itself, and what each thing means for whoever uses it. */
export function AbilitiesPart({ info, trust }: { readonly info: CardInfo; readonly trust: KnownRoots }) {
  return (
    <div className="abilities">
      <VersionsPanel info={info} />
      <CapabilitiesPanel info={info} />
      <TrustPanel info={info} trust={trust} />
      <RulesPanel info={info} />
    </div>
  );
}

/** The roots of this workbench: undefined while they are not known yet, and why they could not be read. */
export interface KnownRoots {
  readonly anchors: readonly TrustAnchor[] | undefined;
  readonly error?: Parameters<typeof ErrorNote>[0]['error'] | undefined;
  readonly again: () => void;
}

const versionText = cardText.versions;
type VersionField = keyof typeof versionText.meanings;

/** The value of a version in words. */
function versionValue(info: CardInfo, later: LaterFields, field: VersionField): string | undefined {
  switch (field) {
    case 'treProperties':
      return (
        later.treProperties && formatList(later.treProperties.map((one) => versionText.treProperties[one]))
      );
    case 'treProductReference':
      return later.treProductReference;
    case 'additionalProfilePackageVersions':
      return later.additionalProfilePackageVersions && formatList(later.additionalProfilePackageVersions);
    case 'platformLabel':
    case 'discoveryBaseUrl':
      return info.certificationDataObject?.[field];
    case 'category':
      return info.category === undefined
        ? undefined
        : Object.hasOwn(versionText.categories, info.category)
          ? versionText.categories[info.category as keyof typeof versionText.categories]
          : info.category;
    case 'lpaMode':
      return info.lpaMode && versionText.lpaModes[info.lpaMode];
    default:
      return info[field];
  }
}

function VersionsPanel({ info }: { readonly info: CardInfo }) {
  const later = laterFields(info.furtherFields ?? []);
  const fields = (Object.keys(versionText.meanings) as VersionField[]).map(
    (field) => [field, versionValue(info, later, field)] as const,
  );
  return (
    <Panel title={versionText.title} flush>
      <table className="table meanings" aria-label={versionText.title}>
        <thead>
          <tr>
            <th scope="col">{versionText.name}</th>
            <th scope="col">{versionText.value}</th>
            <th scope="col">{versionText.meaning}</th>
          </tr>
        </thead>
        <tbody>
          {fields.map(([field, value]) =>
            value === undefined || value === '' ? null : (
              <tr key={field}>
                <th scope="row" className="row-head">
                  {cardText.compare.fields[field]}
                </th>
                <td className="num open">
                  <Hostile text={value} limit={64} open />
                </td>
                <td className="quiet">{versionText.meanings[field]}</td>
              </tr>
            ),
          )}
          {later.unnamed.map((field) => (
            <tr key={field}>
              <th scope="row" className="row-head">
                {cardText.compare.fields.furtherFields}
              </th>
              <td className="mono">
                <Hostile text={field} limit={40} />
              </td>
              <td className="quiet">{versionText.further}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

const abilityText = cardText.capabilities;

/** Abilities by where they stand in EUICCInfo2, in its order. */
const rspNames = [
  'additionalProfile',
  'crlSupport',
  'rpmSupport',
  'testProfileSupport',
  'deviceInfoExtensibilitySupport',
  'serviceSpecificDataSupport',
];
const uiccNames = Object.keys(abilityText.meanings).filter((name) => !rspNames.includes(name));

function CapabilitiesPanel({ info }: { readonly info: CardInfo }) {
  const [all, setAll] = useState(false);
  return (
    <Panel
      title={abilityText.title}
      flush
      aside={
        <Switch
          size="xs"
          label={abilityText.showMissing}
          checked={all}
          onChange={(event) => setAll(event.currentTarget.checked)}
        />
      }
    >
      <Abilities
        title={abilityText.uicc}
        has={info.uiccCapabilities.map((name) => laterCapability('uiccCapabilities', name))}
        known={uiccNames}
        all={all}
      />
      <Abilities
        title={abilityText.rsp}
        has={info.rspCapabilities.map((name) => laterCapability('rspCapabilities', name))}
        known={rspNames}
        all={all}
      />
    </Panel>
  );
}

function Abilities({
  title,
  has,
  known,
  all,
}: {
  readonly title: string;
  readonly has: readonly string[];
  readonly known: readonly string[];
  readonly all: boolean;
}) {
  // What is reserved for future use says nothing to a person.
  const own = has.filter((name) => !/^rfu\d+$/.test(name));
  const names = [...own, ...(all ? known.filter((name) => !own.includes(name)) : [])];
  return (
    <>
      <h3 className="pad-h">{title}</h3>
      {names.length === 0 ? (
        <p className="quiet pad-h">{windowText.common.none}</p>
      ) : (
        <table className="table meanings" aria-label={title}>
          <tbody>
            {names.map((name) => {
              const there = own.includes(name);
              return (
                <tr key={name} className={there ? '' : 'missing'}>
                  <th scope="row" className="row-head" title={visibleText(name, 60)}>
                    {visibleText(capabilityText(name), 60)}
                  </th>
                  <td>
                    {there ? <Chip tone="good">{abilityText.has}</Chip> : <Chip>{abilityText.hasNot}</Chip>}
                  </td>
                  <td className="quiet">
                    {Object.hasOwn(abilityText.meanings, name)
                      ? abilityText.meanings[name as keyof typeof abilityText.meanings]
                      : abilityText.unknown}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </>
  );
}

const trustText = cardText.trust;

function TrustPanel({ info, trust }: { readonly info: CardInfo; readonly trust: KnownRoots }) {
  const { ciKeyIdsForVerification: verifies, ciKeyIdsForSigning: signs } = info;
  const keyIds = [...new Set([...verifies, ...signs])];
  const mark = (there: boolean) => (there ? cardText.compare.yes : cardText.compare.none);
  return (
    <Panel title={trustText.title} flush>
      <p className="quiet pad">{trustText.intro}</p>
      {trust.error === undefined ? null : (
        <div className="pad">
          <ErrorNote error={trust.error} onRetry={trust.again} />
        </div>
      )}
      {keyIds.length === 0 ? (
        <p className="quiet pad">{windowText.common.none}</p>
      ) : (
        <table className="table trust-table" aria-label={trustText.title}>
          <thead>
            <tr>
              <th scope="col">{trustText.issuer}</th>
              <th scope="col">{trustText.verifies}</th>
              <th scope="col">{trustText.signs}</th>
              <th scope="col">{trustText.root}</th>
            </tr>
          </thead>
          <tbody>
            {keyIds.map((keyId) => {
              const anchor = trust.anchors?.find((candidate) => candidate.keyId === keyId);
              return (
                <tr key={keyId}>
                  <td>
                    {anchor === undefined ? (
                      <span className="quiet">{trustText.unknownIssuer}</span>
                    ) : (
                      <Hostile text={commonName(anchor.subject)} limit={60} open />
                    )}
                    <div className="mono key-id open">
                      {keyId} <CopyButton value={keyId} what={windowText.trust.keyId} />
                    </div>
                  </td>
                  <td>{mark(verifies.includes(keyId))}</td>
                  <td>{mark(signs.includes(keyId))}</td>
                  <td>
                    {trust.anchors === undefined ? (
                      <span className="quiet">{windowText.common.loading}</span>
                    ) : anchor === undefined ? (
                      <Chip tone="warn">{trustText.rootNone}</Chip>
                    ) : anchor.enabled ? (
                      <Chip tone="good">{trustText.rootOn}</Chip>
                    ) : (
                      <Chip tone="warn">{trustText.rootOff}</Chip>
                    )}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

/** Said where no server can be reached for this card, since none of its issuers is trusted here. */
export function NoRootNote({ card, trust }: { readonly card: Card; readonly trust: KnownRoots }) {
  const keyIds = card.info?.ciKeyIdsForVerification;
  if (keyIds === undefined || trust.anchors === undefined) return null;
  if (trust.anchors.some(({ keyId, enabled }) => enabled && keyIds.includes(keyId))) return null;
  return (
    <Note kind="warn" title={trustText.noMatch}>
      {trustText.noMatchHint} <a href={formatRoute({ page: 'trust' })}>{trustText.openTrust}</a>
    </Note>
  );
}

const ruleText = cardText.rules;

function RulesPanel({ info }: { readonly info: CardInfo }) {
  const table = info.rulesAuthorisationTable;
  const forbidden = info.forbiddenProfilePolicyRules ?? [];
  return (
    <Panel title={ruleText.title}>
      <p className="quiet">{ruleText.intro}</p>
      {table === undefined || table.length === 0 ? (
        <p className="rule-none">{table === undefined ? ruleText.unknown : ruleText.empty}</p>
      ) : (
        <ol className="rules">
          {table.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the rows of the table have no name but their place
            <li key={index}>
              <div>
                <Hostile
                  limit={300}
                  open
                  text={fillText(ruleText.row, {
                    rules: formatList(row.policyRules.map((rule) => policyRuleText[rule].name)),
                    operators: formatList(
                      row.allowedOperators.map((operator) =>
                        /^E+$/i.test(operator.mcc) ? ruleText.anyOperator : operatorText(operator),
                      ),
                    ),
                  })}
                />
              </div>
              <div className="quiet">{row.consentRequired ? ruleText.consent : ruleText.noConsent}</div>
            </li>
          ))}
        </ol>
      )}
      <h3>{windowText.profile.rules}</h3>
      <dl className="facts facts-wide">
        {(['ppr1', 'ppr2', 'pprUpdateControl'] as const).map((rule) => (
          <div className="fact" key={rule}>
            <dt>{policyRuleText[rule].name}</dt>
            <dd>
              {policyRuleText[rule].meaning}{' '}
              {forbidden.includes(rule) ? <Chip tone="warn">{ruleText.forbidden}</Chip> : null}
            </dd>
          </div>
        ))}
      </dl>
      {forbidden.length === 0 ? <p className="quiet">{ruleText.noneForbidden}</p> : null}
    </Panel>
  );
}
