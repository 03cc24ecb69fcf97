import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { ErrorData } from '../../src-shared/errors/index.ts';
import { describeError, toWorkbenchError } from '../../src-shared/errors/index.ts';
import type { Operation, StartOperation } from '../../src-shared/model/index.ts';
import {
  fillText,
  operationKindText,
  orderResultText,
  orderStatusText,
  ordersText,
  statusText,
  successText,
  visibleText,
  windowText,
} from '../../src-shared/texts.ts';
import { CardPage } from '../card/CardPage.tsx';
import { CodesPage } from '../codes/CodesPage.tsx';
import { DownloadDialog } from '../download/DownloadDialog.tsx';
import { HistoryPage } from '../history/HistoryPage.tsx';
import { OperationPage } from '../operations/OperationPage.tsx';
import { OperationsPage } from '../operations/OperationsPage.tsx';
import { OrdersPage } from '../orders/OrdersPage.tsx';
import { useSnapshot, useWorkbench } from '../state/context.ts';
import { type Desk, DeskContext } from '../state/desk.ts';
import { useLanguage } from '../state/language.ts';
import { goTo, type Route, useRoute } from '../state/route.ts';
import { TokensPage } from '../tokens/TokensPage.tsx';
import { TracePage } from '../trace/TracePage.tsx';
import { TrustPage } from '../trust/TrustPage.tsx';
import { BenchBanner } from './BenchBanner.tsx';
import { EngineBanner, EngineScreen } from './Engine.tsx';
import { ReaderColumn } from './ReaderColumn.tsx';
import { SettingsDialog } from './SettingsDialog.tsx';
import { ShortcutsDialog } from './Shortcuts.tsx';
import { type Toast, Toasts } from './Toasts.tsx';
import { TopBar } from './TopBar.tsx';
import { useShortcuts } from './use-shortcuts.ts';

/** What the download dialog stands for; `key` makes a new one of it. */
interface DownloadTarget {
  readonly key: number;
  readonly readerId?: string | undefined;
  readonly operationId?: number | undefined;
  readonly codeId?: number | undefined;
}

/** The window as a whole. */
export function App() {
  const workbench = useWorkbench();
  const snapshot = useSnapshot();
  const route = useRoute();
  const language = useLanguage();
  const [download, setDownload] = useState<DownloadTarget>();
  const [downloadOpen, setDownloadOpen] = useState(false);
  const [shortcutsOpen, setShortcutsOpen] = useState(false);
  const [settingsOpen, setSettingsOpen] = useState(false);
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const [said, setSaid] = useState('');
  const nextKey = useRef(1);
  const watched = useRef<number | undefined>(undefined);

  const addToast = useCallback((toast: Omit<Toast, 'key'>) => {
    setToasts((before) => [...before.slice(-3), { ...toast, key: nextKey.current++ }]);
  }, []);
  const dropToast = useCallback(
    (key: number) => setToasts((before) => before.filter((toast) => toast.key !== key)),
    [],
  );

  const desk = useMemo<Desk>(
    () => ({
      openDownload: (target) => {
        setDownload({ key: nextKey.current++, ...target });
        setDownloadOpen(true);
      },
      start: async (request: StartOperation) => {
        try {
          return await workbench.call('operations.start', request);
        } catch (thrown) {
          addToast({ kind: 'bad', error: toWorkbenchError(thrown).toData() });
          return undefined;
        }
      },
      showError: (error: ErrorData) => addToast({ kind: 'bad', error }),
      announce: setSaid,
    }),
    [workbench, addToast],
  );

  useEffect(
    () =>
      workbench.onOperationEnded((operation: Operation) => {
        const kind = operationKindText[operation.kind];
        const outcome =
          operation.error === undefined
            ? successText[operation.kind]
            : describeError(operation.error as ErrorData).message;
        setSaid(`${kind}: ${statusText[operation.status]}. ${outcome}`);
        // The dialog that is open tells its own end.
        if (watched.current === operation.id || operation.error?.code === 'cancelled') return;
        if (operation.status === 'successful') {
          if (operation.kind !== 'read_card')
            addToast({
              kind: 'good',
              title: kind,
              text: successText[operation.kind],
              operationId: operation.id,
            });
        } else if (operation.error !== undefined)
          addToast({
            kind: 'bad',
            title: kind,
            error: operation.error as ErrorData,
            operationId: operation.id,
          });
      }),
    [workbench, addToast],
  );

  useEffect(
    () =>
      workbench.onOrderStatus((order) => {
        const title = `${fillText(ordersText.detail, { id: order.id })}: ${orderStatusText[order.status]}`;
        const told = `${visibleText(order.productName, 60)}. ${orderResultText(order)}`;
        setSaid(`${title}. ${told}`);
        if (order.status === 'delivered') addToast({ kind: 'good', title, text: told });
        else if (order.status !== 'open' && order.error !== undefined)
          addToast({ kind: 'bad', title, error: order.error as ErrorData });
      }),
    [workbench, addToast],
  );

  const selected = selectedReader(route, snapshot.readers, snapshot.cards);
  useShortcuts({
    route,
    readers: snapshot.readers,
    selectedReaderId: selected,
    openDownload: () => desk.openDownload({ readerId: selected }),
    readAgain: () => {
      if (selected !== undefined) void desk.start({ kind: 'read_card', readerId: selected });
    },
    openHelp: () => setShortcutsOpen(true),
  });

  // The first reader with a card is where the work is.
  useEffect(() => {
    if (!snapshot.loaded || route.page !== 'home') return;
    const first = snapshot.readers.find((reader) => reader.eid !== undefined) ?? snapshot.readers[0];
    if (first !== undefined) goTo({ page: 'reader', readerId: first.id }, { replace: true });
  }, [snapshot.loaded, snapshot.readers, route.page]);

  if (snapshot.connection.state === 'refused' || !snapshot.loaded)
    return (
      <EngineScreen
        connection={snapshot.connection}
        error={snapshot.loadError}
        onRetry={() => workbench.retryNow()}
        onReload={() => void workbench.refresh()}
      />
    );

  return (
    <DeskContext.Provider value={desk}>
      <button type="button" className="skip" onClick={() => document.getElementById('main')?.focus()}>
        {windowText.common.skip}
      </button>
      <div className="frame">
        <TopBar
          route={route}
          onHelp={() => setShortcutsOpen(true)}
          onSettings={() => setSettingsOpen(true)}
        />
        <EngineBanner connection={snapshot.connection} onRetry={() => workbench.retryNow()} />
        <BenchBanner />
        <div className="frame-body">
          <ReaderColumn selectedReaderId={selected} route={route} />
          <main id="main" className="main" tabIndex={-1} aria-label={windowText.nav.main}>
            {/* What a page has made of texts and kept is made anew. */}
            <Page key={language} route={route} />
          </main>
        </div>
      </div>
      {download === undefined ? null : (
        <DownloadDialog
          key={download.key}
          readerId={download.readerId}
          operationId={download.operationId}
          codeId={download.codeId}
          opened={downloadOpen}
          onClose={() => setDownloadOpen(false)}
          onWatch={(id) => {
            watched.current = id;
          }}
        />
      )}
      <SettingsDialog opened={settingsOpen} onClose={() => setSettingsOpen(false)} />
      <ShortcutsDialog opened={shortcutsOpen} onClose={() => setShortcutsOpen(false)} />
      <Toasts toasts={toasts} onDrop={dropToast} />
      <div className="visually-hidden" role="status" aria-live="polite">
        {said}
      </div>
    </DeskContext.Provider>
  );
}

function Page({ route }: { readonly route: Route }) {
  switch (route.page) {
    case 'home':
    case 'reader':
      return <CardPage readerId={route.page === 'reader' ? route.readerId : undefined} />;
    case 'card':
      return <CardPage eid={route.eid} />;
    case 'operations':
      return <OperationsPage />;
    case 'operation':
      return <OperationPage key={route.id} id={route.id} />;
    case 'trace':
      return <TracePage key={route.id} id={route.id} seq={route.seq} />;
    case 'history':
      return <HistoryPage />;
    case 'codes':
      return <CodesPage id={route.id} />;
    case 'orders':
      return <OrdersPage id={route.id} />;
    case 'tokens':
      return <TokensPage />;
    case 'trust':
      return <TrustPage />;
  }
}

/** The reader that a route stands on. */
function selectedReader(
  route: Route,
  readers: readonly { readonly id: string; readonly eid?: string | undefined }[],
  cards: ReadonlyMap<string, { readonly readerId?: string | undefined }>,
): string | undefined {
  if (route.page === 'reader') return readers.find((reader) => reader.id === route.readerId)?.id;
  if (route.page === 'card')
    return readers.find((reader) => reader.eid === route.eid)?.id ?? cards.get(route.eid)?.readerId;
  return undefined;
}
