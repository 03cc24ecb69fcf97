import { Kbd } from '@mantine/core';
import { shellText } from '../../src-shared/texts.ts';
import { shownKeys } from './keys.ts';
import { mac } from './use-keys.ts';

/** Keys as they stand on the keyboard. */
export function Keys({ keys }: { readonly keys: string }) {
  return (
    <span className="keys">
      {shownKeys(keys, mac, shellText.shortcuts).map((key) => (
        <Kbd key={key} size="xs">
          {key}
        </Kbd>
      ))}
    </span>
  );
}
