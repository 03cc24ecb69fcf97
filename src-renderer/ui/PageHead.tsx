import type { ReactNode } from 'react';

/** The head of a page: its name, in a sentence what it is for, and what can be done on it. */
export function PageHead({
  title,
  intro,
  children,
}: {
  readonly title: string;
  readonly intro?: string;
  /** The actions. */
  readonly children?: ReactNode;
}) {
  return (
    <header className="page-head">
      <div className="page-title">
        <h1>{title}</h1>
        {intro === undefined ? null : <p className="quiet page-intro">{intro}</p>}
      </div>
      {children === undefined ? null : <div className="page-actions">{children}</div>}
    </header>
  );
}
