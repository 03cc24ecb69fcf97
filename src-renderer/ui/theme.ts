import {
  convertCssVariables,
  createTheme,
  DEFAULT_THEME,
  defaultCssVariablesResolver,
  type MantineColorsTuple,
  mergeMantineTheme,
} from '@mantine/core';
import { faces } from './fonts.ts';

const petrol: MantineColorsTuple = [
  '#e8f6fa',
  '#d2ebf2',
  '#a5d7e5',
  '#74c1d7',
  '#4aaac5',
  '#238fae',
  '#0f7896',
  '#0b6b83',
  '#085568',
  '#053f4e',
];
const slate: MantineColorsTuple = [
  '#d3d9df',
  '#b4bdc6',
  '#8e99a4',
  '#6b7682',
  '#4b5661',
  '#37414b',
  '#2a323a',
  '#1f262c',
  '#181d22',
  '#111519',
];

const { sans, mono } = faces(typeof localStorage === 'undefined' ? undefined : localStorage);

export const theme = createTheme({
  colors: { petrol, dark: slate },
  primaryColor: 'petrol',
  primaryShade: { light: 7, dark: 6 },
  fontFamily: sans,
  fontFamilyMonospace: mono,
  fontSizes: { xs: '11.5px', sm: '12.5px', md: '13.5px', lg: '15px', xl: '18px' },
  defaultRadius: 'sm',
  radius: { xs: '2px', sm: '4px', md: '6px', lg: '8px', xl: '12px' },
  respectReducedMotion: true,
  cursorType: 'pointer',
  components: {
    Button: { defaultProps: { size: 'xs' } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray', size: 'md' } },
    // Mantine would put a <style> into the page to hold the scroll bar still; the window does not scroll as a whole.
    Modal: {
      defaultProps: {
        lockScroll: false,
        centered: true,
        transitionProps: { duration: 120 },
        overlayProps: { backgroundOpacity: 0.45 },
      },
    },
    Tooltip: {
      defaultProps: {
        openDelay: 350,
        withArrow: false,
        multiline: true,
        maw: 420,
        events: { hover: true, focus: true, touch: false },
      },
    },
    TextInput: { defaultProps: { size: 'xs' } },
    PasswordInput: { defaultProps: { size: 'xs' } },
    NativeSelect: { defaultProps: { size: 'xs' } },
    Textarea: { defaultProps: { size: 'xs' } },
    SegmentedControl: { defaultProps: { size: 'xs' } },
    Switch: { defaultProps: { size: 'sm' } },
    Menu: { defaultProps: { shadow: 'md', transitionProps: { duration: 80 } } },
  },
});

/**
 * Gives Mantine's variables to the page as a constructed style sheet. MantineProvider would write a <style> element,
 * which `style-src 'self'` refuses; a sheet made through the CSS object model is no inline style.
 */
export function adoptThemeVariables(): void {
  const variables = defaultCssVariablesResolver(mergeMantineTheme(DEFAULT_THEME, theme));
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(
    `@layer mantine { ${convertCssVariables(variables)} ${convertCssVariables({
      variables: {},
      dark: { '--mantine-color-scheme': 'dark' },
      light: { '--mantine-color-scheme': 'light' },
    })} }`,
  );
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}
