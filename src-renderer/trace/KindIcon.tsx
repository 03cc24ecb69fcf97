import type { EntryKind } from './columns.ts';

/** A chip, a globe, a note: each in one stroke, since a list that flies by paints fifty of them anew in every frame. */
const shapes: Readonly<Record<EntryKind, string>> = {
  apdu: 'M7 4h10a3 3 0 0 1 3 3v10a3 3 0 0 1-3 3H7a3 3 0 0 1-3-3V7a3 3 0 0 1 3-3zM9 9h6v6H9zM9 1v3M15 1v3M9 20v3M15 20v3M1 9h3M1 15h3M20 9h3M20 15h3',
  http: 'M12 2a10 10 0 1 0 0 20a10 10 0 1 0 0-20M2 12h20M12 2c3 3 4 6 4 10s-1 7-4 10c-3-3-4-6-4-10s1-7 4-10',
  note: 'M4 4h16v10l-6 6H4zM14 20v-6h6',
};

/** What kind of exchange a row is; `label` names it for who does not see it. */
export function KindIcon({ kind, label }: { readonly kind: EntryKind; readonly label: string }) {
  return (
    <svg
      width={13}
      height={13}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={2}
      strokeLinejoin="round"
      role="img"
      aria-label={label}
    >
      <path d={shapes[kind]} />
    </svg>
  );
}
