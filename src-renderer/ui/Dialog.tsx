import { Modal, type ModalProps } from '@mantine/core';
import { useEffect, useLayoutEffect, useRef } from 'react';
import { windowText } from '../../src-shared/texts.ts';
import { SimulatedBadge, simulatedClass } from './bits.tsx';

/** What had the focus, or what opened the menu that had it: the menu is gone when the dialog closes. */
function focusOrigin(): HTMLElement | undefined {
  const active = document.activeElement;
  if (!(active instanceof HTMLElement) || active === document.body) return undefined;
  const menu = active.closest('[role="menu"]');
  if (menu === null) return active;
  return document.querySelector<HTMLElement>(`[aria-controls="${CSS.escape(menu.id)}"]`) ?? undefined;
}

/**
 * A dialog that gives the focus back to where it came from, also where it was opened by a shortcut, from a menu or as
 * part of being mounted (Mantine's own return of focus covers none of these); else to the page. What stands for something
 * simulated bears the mark of it.
 */
export function Dialog({
  opened,
  children,
  title,
  simulated = false,
  ...rest
}: ModalProps & { readonly simulated?: boolean }) {
  const origin = useRef<HTMLElement | undefined>(undefined);
  const wasOpen = useRef(false);
  useLayoutEffect(() => {
    if (opened && !wasOpen.current) origin.current = focusOrigin();
  }, [opened]);
  const giveBack = () =>
    (origin.current?.isConnected === true ? origin.current : document.getElementById('main'))?.focus();
  useEffect(() => {
    if (wasOpen.current && !opened) giveBack();
    wasOpen.current = opened;
  });
  return (
    <Modal
      opened={opened}
      returnFocus={false}
      // While it fades away it may have taken the focus once more, and has it no longer when it is gone.
      onExitTransitionEnd={() => {
        if (document.activeElement === null || document.activeElement === document.body) giveBack();
      }}
      closeButtonProps={{ 'aria-label': windowText.common.close }}
      // Its head would be a second banner of the page.
      attributes={{ header: { role: 'presentation' } }}
      // React hands events of a portal to what stands above it in the tree: a name that is kept must not send off the page's form.
      onSubmit={(event) => event.stopPropagation()}
      classNames={{ content: `dialog${simulatedClass(simulated)}` }}
      title={
        <span className="dialog-title">
          {/* In one piece: a title of several parts is a sentence. */}
          <span>{title}</span>
          {simulated ? <SimulatedBadge /> : null}
        </span>
      }
      {...rest}
    >
      {children}
    </Modal>
  );
}
