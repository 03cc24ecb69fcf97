import { TextInput } from '@mantine/core';
import { Pencil } from 'lucide-react';
import { useRef, useState } from 'react';
import type { Profile } from '../../src-shared/model/index.ts';
import { fillText, shellText, visibleText, windowText } from '../../src-shared/texts.ts';
import { useDesk } from '../state/desk.ts';
import { Hostile } from '../ui/text.tsx';
import { profileTitle } from './profile-names.ts';

const text = windowText.profile;
/** SetNickname takes 64 bytes of UTF-8 (SGP.22 v2.5 §5.7.21). */
const MAX_BYTES = 64;

const byteLength = (value: string) => new TextEncoder().encode(value).length;

/** The title of a profile; its nickname is edited in place. Enter saves, Esc leaves it as it was. */
export function NicknameEdit({
  profile,
  readerId,
  disabled,
}: {
  readonly profile: Profile;
  readonly readerId: string | undefined;
  readonly disabled: boolean;
}) {
  const desk = useDesk();
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
    const set = (name: string) =>
      desk.start({ kind: 'nickname', readerId, iccid: profile.iccid, nickname: name });
    const what = visibleText(profileTitle(profile), 40);
    void set(nickname).then((started) => {
      if (started !== undefined)
        desk.offerUndo({
          what: fillText(shellText.undo.nickname, { what }),
          undo: async () => void (await set(before)),
        });
    });
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
