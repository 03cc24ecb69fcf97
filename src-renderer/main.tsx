import './boot.ts';
import '@mantine/core/styles.layer.css';
import './styles/tokens.css';
import './styles/frame.css';
import './styles/parts.css';
import './styles/column.css';
import './styles/card.css';
import './styles/bench.css';
import './styles/download.css';
import './styles/operations.css';
import './styles/states.css';
import './styles/activate.css';
import './styles/trust.css';
import './styles/splitter.css';
import './styles/trace.css';
import './styles/trace-compare.css';
import './styles/trace-detail.css';
import './styles/trace-time.css';
import './styles/trace-waterfall.css';
import './styles/lists.css';
import './styles/codes.css';
import './styles/supply.css';
import './styles/records.css';
import './styles/evidence.css';
import './styles/station.css';
import './styles/station-board.css';
import './styles/station-list.css';
import './styles/station-new.css';
import './styles/station-report.css';
import './styles/simulator.css';
import './styles/console.css';
import './styles/shell.css';
import './styles/narrow.css';
import './styles/print.css';
import { type MantineColorSchemeManager, MantineProvider } from '@mantine/core';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { connect } from './api/connect.ts';
import { App } from './app/App.tsx';
import { startAppearance } from './shell/appearance.ts';
import { pageOf } from './shell/pages.tsx';
import { WorkbenchContext } from './state/context.ts';
import { startLanguage } from './state/language.ts';
import { usePreferences } from './state/preferences.ts';
import { keepBench, rememberedBench } from './state/remembered.ts';
import { parseRoute, restoreRoute } from './state/route.ts';
import { WorkbenchState } from './state/workbench.ts';
import { adoptThemeVariables, theme } from './ui/theme.ts';

adoptThemeVariables();
startAppearance();
// In a browser, others could read what is kept.
const onDesktop = window.euiccWorkbench !== undefined;
const workbench = new WorkbenchState(connect(), onDesktop ? rememberedBench(localStorage) : undefined);
if (onDesktop) keepBench(workbench, localStorage, (keep) => window.addEventListener('pagehide', keep));
// After the connection, which takes its token out of the address.
restoreRoute();
// While the engine starts there is time for it. Where it cannot be loaded, it says so when it is shown.
const route = parseRoute(window.location.hash);
pageOf(route)
  .Page.load(route)
  .catch(() => undefined);
const root = document.getElementById('root');
if (root === null) throw new Error('the page has no root');
/** Without it, Mantine would keep a choice of its own. */
const noChoice: MantineColorSchemeManager = {
  get: (value) => value,
  set: () => {},
  subscribe: () => {},
  unsubscribe: () => {},
  clear: () => {},
};

function Themed() {
  const chosen = usePreferences().theme;
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      {...(chosen === 'light' || chosen === 'dark' ? { forceColorScheme: chosen } : {})}
      colorSchemeManager={noChoice}
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <WorkbenchContext.Provider value={workbench}>
        <App />
      </WorkbenchContext.Provider>
    </MantineProvider>
  );
}

await startLanguage();
createRoot(root).render(
  <StrictMode>
    <Themed />
  </StrictMode>,
);
