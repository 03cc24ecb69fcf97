import { TextInput } from '@mantine/core';
import { Pencil } from 'lucide-react';
import { useRef, useState } from 'react';
import type { Profile } from '../../src-shared/model/index.ts';
import { fillText, shellText, visibleText, windowText } from '../../src-shared/texts.ts';
import { Hostile } from '../ui/text.tsx';
import { profileTitle } from './profile-names.ts';
import { useUndoable } from './use-undoable.ts';

const text = windowText.profile;
/** SetNickname takes 64 bytes of UTF-8 (SGP.22 v2.5 §5.7.21). */
const MAX_BYTES = 64;

const byteLength = (value: string) => new TextEncoder().encode(value).length;

/** The title of a profile; its nickname is edited in place. Enter saves, Esc leaves it as it was. */
export function NicknameEdit({
  eid,
  profile,
  readerId,
  disabled,
}: {
  readonly eid: string;
  readonly profile: Profile;
  readonly readerId: string | undefined;
  readonly disabled: boolean;
}) {
  const start = useUndoable(eid);
  const [draft, setDraft] = useState<string>();
  const opener = useRef<HTMLButtonElement>(null);
  const close = () => {
    setDraft(undefined);
    // The field takes the focus with it when it goes.
    requestAnimationFrame(() => opener.current?.focus());
  };
  const tooLong = draft !== undefined && byteLength(draft) > MAX_BYTES;
  if (draft === undefined || readerId === undefined)
    return (
      <>
        <Hostile text={profileTitle(profile)} limit={40} />
        <button
          ref={opener}
          type="button"
          className="edit"
          disabled={disabled}
          aria-label={fillText(text.editNickname, { what: visibleText(profileTitle(profile), 40) })}
          title={profile.nickname ? windowText.common.edit : text.addNickname}
          onClick={() => setDraft(profile.nickname ?? '')}
        >
          <Pencil size={12} aria-hidden />
        </button>
      </>
    );
  const save = () => {
    if (tooLong) return;
    const nickname = draft.trim();
    close();
    const before = profile.nickname ?? '';
    if (nickname === before) return;
    const { iccid } = profile;
    start(
      { kind: 'nickname', readerId, iccid, nickname },
      {
        what: fillText(shellText.undo.nickname, { what: visibleText(profileTitle(profile), 40) }),
        start: (reader) => ({ kind: 'nickname', readerId: reader, iccid, nickname: before }),
      },
    );
  };
  return (
    <TextInput
      autoFocus
      className="nickname-field"
      aria-label={text.nickname}
      placeholder={text.nickname}
      value={draft}
      error={tooLong ? `${byteLength(draft)} / ${MAX_BYTES} B` : undefined}
      onChange={(event) => setDraft(event.currentTarget.value)}
      onBlur={() => setDraft(undefined)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') save();
        else if (event.key === 'Escape') {
          event.stopPropagation();
          close();
        }
      }}
    />
  );
}
