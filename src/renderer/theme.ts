import { createTheme, type MantineColorsTuple } from '@mantine/core';

/** The accent: the blue-green of a signal flag that has seen weather. */
const parley: MantineColorsTuple = [
  '#eaf6f7',
  '#d5ebed',
  '#a9d7db',
  '#7ac3c9',
  '#57b9c1',
  '#35a0aa',
  '#157f89',
  '#0b6e78',
  '#085a63',
  '#04464d',
];

/** Mantine's dark greys with a little of the accent in them. */
const dark: MantineColorsTuple = [
  '#d3d9db',
  '#b3bcbf',
  '#8b969a',
  '#667277',
  '#3b4549',
  '#2e373b',
  '#252d30',
  '#1a2023',
  '#14191b',
  '#0e1213',
];

/** The red of what failed (`--broken`), dark enough to be written on in white. */
const red: MantineColorsTuple = [
  '#fdf0ef',
  '#fbe0de',
  '#f6c8c5',
  '#f3aaa5',
  '#f08c85',
  '#dd5f56',
  '#c23b32',
  '#b3261e',
  '#951d17',
  '#7a1712',
];

const small = { defaultProps: { size: 'xs' } };

/** Dense, flat and quiet: what counts on this screen is text that people typed or servers sent. */
export const theme = createTheme({
  primaryColor: 'parley',
  primaryShade: { light: 7, dark: 6 },
  colors: { parley, dark, red },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontFamily:
    "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', Arial, sans-serif",
  fontFamilyMonospace:
    "ui-monospace, 'SF Mono', 'Cascadia Mono', 'JetBrains Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace",
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem' },
  components: {
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray', size: 'md' } },
    Button: small,
    Checkbox: small,
    // The page does not scroll, and the style element that would stop it is against the page's policy.
    Modal: { defaultProps: { lockScroll: false } },
    NumberInput: small,
    Select: small,
    Switch: small,
    TextInput: small,
    Tooltip: { defaultProps: { openDelay: 400, withArrow: true } },
  },
});
