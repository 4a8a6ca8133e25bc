// Playwright brings the types of Chromium's DevTools protocol, and does not export them.
export type { Protocol } from '../../../node_modules/playwright-core/types/protocol.d.ts';
