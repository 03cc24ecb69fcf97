import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core';
import { ChevronDown, ChevronRight, EllipsisVertical, Power, Trash2 } from 'lucide-react';
import { useId, useState } from 'react';
import type { Card, Profile } from '../../src-shared/model/index.ts';
import {
  cardText,
  fillText,
  formatList,
  notificationEventText,
  policyRuleText,
  profileClassText,
  profileStateText,
  visibleText,
  windowText,
} from '../../src-shared/texts.ts';
import { Chip } from '../ui/bits.tsx';
import { CopyButton, Digits, Fact, Hostile, Named } from '../ui/text.tsx';
import { NicknameEdit } from './NicknameEdit.tsx';
import { ProfileHistory } from './ProfileHistory.tsx';
import { ProfileIcon } from './ProfileIcon.tsx';
import { operatorText, profileTitle } from './profile-names.ts';
import type { Hindrance, ProfileActions } from './use-profile-actions.tsx';

const text = windowText.profile;

/** One profile: who, what, state, and its actions; details behind the arrow. */
export function ProfileRow({
  card,
  profile,
  actions,
}: {
  readonly card: Card;
  readonly profile: Profile;
  readonly actions: ProfileActions;
}) {
  const [open, setOpen] = useState(false);
  const detailsId = useId();
  const { readerId } = actions;
  const unusable = readerId === undefined || actions.busy;
  const enabled = profile.state === 'enabled';
  const title = visibleText(profileTitle(profile), 40);
  const rules = profile.policyRules ?? [];
  const whyNoChange = actions.whyNoSwitch(profile);
  const whyNoDelete = actions.whyNoDelete(profile);
  return (
    <li className={`profile${enabled ? ' profile-enabled' : ''}`} aria-label={title}>
      <div className="profile-row">
        <button
          type="button"
          className="fold"
          aria-expanded={open}
          aria-controls={detailsId}
          aria-label={`${open ? text.hideDetails : text.details}: ${title}`}
          onClick={() => setOpen(!open)}
        >
          {open ? <ChevronDown size={15} aria-hidden /> : <ChevronRight size={15} aria-hidden />}
        </button>
        <ProfileIcon profile={profile} />
        <div className="profile-names">
          <div className="profile-title">
            <NicknameEdit eid={card.eid} profile={profile} readerId={readerId} disabled={unusable} />
          </div>
          <div className="profile-sub">
            <Hostile text={profile.serviceProviderName || windowText.common.unknown} limit={32} />
            {profile.profileName !== undefined && profile.profileName !== profileTitle(profile) ? (
              <>
                <span aria-hidden>·</span>
                <Hostile text={profile.profileName} limit={40} />
              </>
            ) : null}
          </div>
        </div>
        <div className="profile-iccid">
          <Digits value={profile.iccid} what={`${text.iccid} ${profile.iccid}`} />
        </div>
        <div className="profile-chips">
          {rules.map((rule) => (
            <Tooltip key={rule} label={policyRuleText[rule].meaning}>
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what the rule means must be reachable by keyboard */}
              <span className="chip chip-warn" tabIndex={0}>
                {policyRuleText[rule].name}
              </span>
            </Tooltip>
          ))}
          {profile.profileClass === undefined ? null : <Chip>{profileClassText[profile.profileClass]}</Chip>}
          {profile.state === undefined ? null : (
            <span className={`state state-${profile.state}`}>
              <span className="state-dot" aria-hidden />
              {profileStateText[profile.state]}
            </span>
          )}
        </div>
        <div className="profile-actions">
          <Tooltip label={<Why why={whyNoChange} />} disabled={whyNoChange === undefined}>
            <Button
              variant={enabled ? 'default' : 'light'}
              size="compact-sm"
              miw={72}
              aria-label={`${enabled ? text.disable : text.enable} ${title}`}
              {...(whyNoChange === undefined ? {} : { 'data-disabled': true })}
              aria-disabled={whyNoChange !== undefined}
              onClick={(event) => {
                if (whyNoChange === undefined) actions.switchOver(profile, true);
                else event.preventDefault();
              }}
            >
              {enabled ? text.disable : text.enable}
            </Button>
          </Tooltip>
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon aria-label={fillText(windowText.card.actions, { what: title })} disabled={unusable}>
                <EllipsisVertical size={15} aria-hidden />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item
                leftSection={<Power size={14} aria-hidden />}
                disabled={whyNoChange !== undefined}
                onClick={() => actions.switchOver(profile, false)}
              >
                {enabled ? cardText.actions.disableWithoutRefresh : cardText.actions.enableWithoutRefresh}
                <div className="menu-why">
                  <Why why={whyNoChange ?? { text: cardText.actions.withoutRefreshHint }} />
                </div>
              </Menu.Item>
              <Menu.Divider />
              <Menu.Item
                className="danger"
                leftSection={<Trash2 size={14} aria-hidden />}
                disabled={whyNoDelete !== undefined}
                onClick={() => actions.askDelete(profile)}
              >
                {text.delete}…
                {whyNoDelete === undefined ? null : (
                  <div className="menu-why">
                    <Why why={whyNoDelete} />
                  </div>
                )}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </div>
      </div>
      <div id={detailsId} hidden={!open}>
        {open ? (
          <>
            <ProfileFacts profile={profile} />
            <ProfileHistory card={card} iccid={profile.iccid} />
          </>
        ) : null}
      </div>
    </li>
  );
}

/** Why something cannot be done; the name of another profile in it is masked as everywhere. */
function Why({ why }: { readonly why: Hindrance | undefined }) {
  if (why?.named === undefined) return why?.text;
  return <Named text={why.text} place="what" name={why.named} limit={40} />;
}

/** Everything the card or a server says of a profile. */
export function ProfileFacts({
  profile,
  offered = false,
}: {
  readonly profile: Profile;
  /** In an offer, names and rules are shown already. */
  readonly offered?: boolean;
}) {
  return (
    <dl className="facts facts-wide profile-facts">
      <Fact term={text.provider}>
        {profile.serviceProviderName && !offered ? <Hostile text={profile.serviceProviderName} /> : null}
      </Fact>
      <Fact term={text.name}>
        {profile.profileName && !(offered && profile.profileName === profileTitle(profile)) ? (
          <Hostile text={profile.profileName} />
        ) : null}
      </Fact>
      <Fact term={text.owner}>
        {profile.owner === undefined ? null : (
          <span className="mono">{visibleText(operatorText(profile.owner), 60)}</span>
        )}
      </Fact>
      <Fact term={text.rules}>
        {offered || profile.policyRules === undefined || profile.policyRules.length === 0
          ? null
          : profile.policyRules.map((rule) => (
              <div key={rule}>
                {policyRuleText[rule].name}: {policyRuleText[rule].meaning}
              </div>
            ))}
      </Fact>
      <Fact term={text.notifications}>
        {profile.notificationConfiguration === undefined || profile.notificationConfiguration.length === 0
          ? null
          : profile.notificationConfiguration.map((entry) => (
              <div key={`${entry.address} ${entry.events.join()}`}>
                <span className="mono">
                  <Hostile text={entry.address} />
                </span>{' '}
                <span className="quiet">
                  {formatList(entry.events.map((event) => notificationEventText[event]))}
                </span>
              </div>
            ))}
      </Fact>
      <Fact term={text.isdpAid}>
        {profile.isdpAid === undefined ? null : (
          <span className="mono">
            {profile.isdpAid} <CopyButton value={profile.isdpAid} what={text.isdpAid} />
          </span>
        )}
      </Fact>
      <Fact term={text.smdpOid}>
        {profile.smdpOid === undefined ? null : (
          <span className="mono">
            <Hostile text={profile.smdpOid} />
          </span>
        )}
      </Fact>
    </dl>
  );
}
