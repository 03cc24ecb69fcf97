import { QrCode } from 'lucide-react';
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { ErrorData } from '../../src-shared/errors/index.ts';
import { describeError, toWorkbenchError } from '../../src-shared/errors/index.ts';
import type { Operation, StartOperation } from '../../src-shared/model/index.ts';
import {
  activateText,
  fillText,
  operationKindText,
  orderResultText,
  orderStatusText,
  ordersText,
  shellText,
  statusText,
  successText,
  visibleText,
  windowText,
} from '../../src-shared/texts.ts';
import { giveCodes, giveVaultCode, setDraft } from '../activate/draft.ts';
import { useCapture } from '../activate/use-capture.ts';
import { SettingsFrame } from '../settings/SettingsFrame.tsx';
import type { CommandContext } from '../shell/commands.ts';
import { notify } from '../shell/notify.ts';
import { Palette } from '../shell/Palette.tsx';
import { pageOf, pageTitle, preloadPages } from '../shell/pages.tsx';
import { Rail } from '../shell/Rail.tsx';
import { ShortcutsDialog } from '../shell/ShortcutsDialog.tsx';
import { useDesktop } from '../shell/use-desktop.ts';
import { useKeys } from '../shell/use-keys.ts';
import { sameParts, useLast, useSelected, useWorkbench } from '../state/context.ts';
import { type Desk, DeskContext } from '../state/desk.ts';
import { useLanguage } from '../state/language.ts';
import { formatRoute, goTo, type Route, useRoute } from '../state/route.ts';
import { useFocusedTile } from '../state/tile-focus.ts';
import { undoList } from '../state/undo.ts';
import { rememberFacesOf } from '../ui/fonts.ts';
import { BenchBanner } from './BenchBanner.tsx';
import { EngineBanner, EngineScreen } from './Engine.tsx';
import { ReaderColumn } from './ReaderColumn.tsx';
import { type Toast, Toasts } from './Toasts.tsx';
import { TopBar } from './TopBar.tsx';

const ReaderDialog = lazy(async () => {
  const { ReaderDialog: dialog } = await import('../bench/ReaderDialog.tsx');
  return { default: dialog };
});

/** The window as a whole. */
export function App() {
  const workbench = useWorkbench();
  const snapshot = useSelected(
    ({ connection, loaded, remembered, loadError, readers, cards }) => ({
      connection,
      loaded,
      remembered: remembered && connection.state !== 'lost' && loadError === undefined,
      loadError,
      readers,
      cards,
    }),
    sameParts,
  );
  const route = useRoute();
  const focusedTile = useFocusedTile();
  const language = useLanguage();
  const [dialog, setDialog] = useState<'palette' | 'shortcuts'>();
  const [reader, setReader] = useState<{
    readonly readerId: string;
    readonly at: 'operations' | undefined;
  }>();
  const shownReader = useLast(reader);
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const [said, setSaid] = useState('');
  const nextKey = useRef(1);
  /** The operation whose page is shown. */
  const watched =
    route.page === 'activate' && route.parts?.[0] === 'operation' ? Number(route.parts[1]) : undefined;
  /** The page whose tiles show what comes of the cards of a batch. */
  const tiles =
    route.page === 'home' || (route.page === 'station' && Number(route.parts?.[0]) > 0)
      ? route.page
      : undefined;
  const latestTiles = useRef(tiles);
  latestTiles.current = tiles;
  const latestWatched = useRef(watched);
  latestWatched.current = watched;

  const addToast = useCallback((toast: Omit<Toast, 'key'>) => {
    setToasts((before) => [...before.slice(-3), { ...toast, key: nextKey.current++ }]);
  }, []);
  // What came elsewhere lies over no tile either.
  useEffect(() => {
    if (tiles !== undefined) setToasts((before) => before.filter((toast) => toast.ofStation !== true));
  }, [tiles]);
  const dropToast = useCallback(
    (key: number) => setToasts((before) => before.filter((toast) => toast.key !== key)),
    [],
  );

  const desk = useMemo<Desk>(
    () => ({
      openDownload: ({ readerId, operationId, codeId, code }) => {
        if (operationId !== undefined) {
          goTo({ page: 'activate', parts: ['operation', String(operationId)] });
          return;
        }
        if (readerId !== undefined) setDraft({ readerId });
        if (codeId !== undefined) giveVaultCode(codeId);
        if (code !== undefined) giveCodes([code], 'system');
        goTo({ page: 'activate' });
      },
      openReader: (readerId, at) => setReader({ readerId, at }),
      start: async (request: StartOperation) => {
        try {
          return await workbench.call('operations.start', request);
        } catch (thrown) {
          addToast({ kind: 'bad', error: toWorkbenchError(thrown).toData() });
          return undefined;
        }
      },
      showError: (error: ErrorData) => addToast({ kind: 'bad', error }),
      offerUndo: (undoable) => {
        const { id, what, forMs } = undoList.offer(undoable);
        addToast({ kind: 'good', title: what, undo: { id, forMs } });
      },
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
        const ofStation = operation.source === 'station';
        const byStation = ofStation ? latestTiles.current : undefined;
        // The station says by itself what its readers come to.
        if (byStation !== 'station') setSaid(`${kind}: ${statusText[operation.status]}. ${outcome}`);
        notify(operation);
        // Its tiles and those of the bench show how a card of a batch has ended; nothing may lie over them.
        if (byStation !== undefined) return;
        // The page that shows it tells its end.
        if (latestWatched.current === operation.id || operation.error?.code === 'cancelled') return;
        if (operation.status === 'successful') {
          if (operation.kind !== 'read_card')
            addToast({
              kind: 'good',
              title: kind,
              text: successText[operation.kind],
              operationId: operation.id,
              ofStation,
            });
        } else if (operation.error !== undefined)
          addToast({
            kind: 'bad',
            title: kind,
            error: operation.error as ErrorData,
            operationId: operation.id,
            ofStation,
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
        if (order.status === 'delivered') addToast({ kind: 'good', title, text: told, private: true });
        else if (order.status !== 'open' && order.error !== undefined)
          addToast({ kind: 'bad', title, error: order.error as ErrorData });
      }),
    [workbench, addToast],
  );

  const selected = selectedReader(route, snapshot.readers, snapshot.cards, focusedTile);
  const undo = useCallback(
    (id?: number) => {
      undoList.undo(id).then(
        (undone) =>
          setSaid(
            undone === undefined
              ? shellText.undo.nothing
              : fillText(shellText.undo.done, { what: undone.what }),
          ),
        (thrown: unknown) => addToast({ kind: 'bad', error: toWorkbenchError(thrown).toData() }),
      );
    },
    [addToast],
  );
  const context: CommandContext = {
    desk,
    route,
    readers: snapshot.readers,
    selectedReaderId: selected,
    open: setDialog,
    undo,
  };
  useKeys(context);
  const dropping = useCapture({
    note: (title, hint, open) =>
      addToast({ kind: 'good', title, text: hint, ...(open === undefined ? {} : { open }) }),
    showError: desk.showError,
    announce: setSaid,
  });
  useDesktop(context, language);

  useEffect(() => {
    if (!snapshot.loaded) return;
    preloadPages();
    requestIdleCallback(() => rememberFacesOf(document, localStorage));
  }, [snapshot.loaded]);
  // A link in it leads to another page.
  const address = formatRoute(route);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the address is the reason
  useEffect(() => setReader(undefined), [address]);

  const page = pageOf(route);
  const title = pageTitle(page);
  useEffect(() => {
    document.title = `${title} – ${windowText.app}`;
  }, [title]);

  if (snapshot.connection.state === 'refused' || !(snapshot.loaded || snapshot.remembered))
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
        <TopBar onPalette={() => setDialog('palette')} onShortcuts={() => setDialog('shortcuts')} />
        <EngineBanner connection={snapshot.connection} onRetry={() => workbench.retryNow()} />
        <BenchBanner />
        <div className="frame-body">
          <Rail route={route} />
          {page.readers && route.page !== 'home' ? (
            // As the page: its tiles are painted only where something of their own has changed.
            <ReaderColumn key={language} selectedReaderId={selected} route={route} />
          ) : null}
          <main id="main" className="main" tabIndex={-1} aria-label={shellText.nav.page}>
            <Suspense fallback={<Loading />}>
              {page.place === 'settings' || page.id === 'settings' ? (
                <SettingsFrame route={route}>
                  <page.Page route={route} />
                </SettingsFrame>
              ) : (
                // What a page has made of texts and kept is made anew with another language.
                <page.Page key={language} route={route} />
              )}
            </Suspense>
          </main>
        </div>
      </div>
      {shownReader === undefined ? null : (
        <Suspense fallback={null}>
          <ReaderDialog {...shownReader} opened={reader !== undefined} onClose={() => setReader(undefined)} />
        </Suspense>
      )}
      {dropping ? (
        <div className="drop-veil drop-veil-window" aria-hidden>
          <QrCode size={40} />
          {activateText.dropHere}
        </div>
      ) : null}
      <Palette context={context} opened={dialog === 'palette'} onClose={() => setDialog(undefined)} />
      <ShortcutsDialog opened={dialog === 'shortcuts'} onClose={() => setDialog(undefined)} />
      <Toasts toasts={toasts} onDrop={dropToast} onUndo={undo} />
      <div className="visually-hidden" role="status" aria-live="polite">
        {said}
      </div>
    </DeskContext.Provider>
  );
}

function Loading() {
  return (
    <p className="quiet pad" role="status">
      {shellText.nav.loading}
    </p>
  );
}

/** The reader that a route stands on; on the bench the one whose tile has the keyboard, or had it last. */
function selectedReader(
  route: Route,
  readers: readonly { readonly id: string; readonly eid?: string | undefined }[],
  cards: ReadonlyMap<string, { readonly readerId?: string | undefined }>,
  focusedTile: string | undefined,
): string | undefined {
  if (route.page === 'home') return readers.find(({ id }) => id === focusedTile)?.id;
  if (route.page === 'reader') return readers.find((reader) => reader.id === route.readerId)?.id;
  if (route.page === 'card')
    return readers.find((reader) => reader.eid === route.eid)?.id ?? cards.get(route.eid)?.readerId;
  return undefined;
}
