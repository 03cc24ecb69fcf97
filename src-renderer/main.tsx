import './boot.ts';
import '@mantine/core/styles.layer.css';
import './styles/tokens.css';
import './styles/frame.css';
import './styles/parts.css';
import './styles/column.css';
import './styles/card.css';
import './styles/download.css';
import './styles/operations.css';
import './styles/trust.css';
import './styles/trace.css';
import './styles/lists.css';
import './styles/codes.css';
import './styles/supply.css';
import './styles/narrow.css';
import { MantineProvider } from '@mantine/core';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { connect } from './api/connect.ts';
import { App } from './app/App.tsx';
import { WorkbenchContext } from './state/context.ts';
import { startLanguage } from './state/language.ts';
import { WorkbenchState } from './state/workbench.ts';
import { adoptThemeVariables, theme } from './ui/theme.ts';

adoptThemeVariables();
const workbench = new WorkbenchState(connect());
const root = document.getElementById('root');
if (root === null) throw new Error('the page has no root');
await startLanguage();
createRoot(root).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <WorkbenchContext.Provider value={workbench}>
        <App />
      </WorkbenchContext.Provider>
    </MantineProvider>
  </StrictMode>,
);
