// What answers the windows, and with it most of main's code. Loaded while the first window appears.
export { serve } from '#ipc/server/index.ts';
export { createAppRouter } from '#router/index.ts';
export { exchange } from './services/http/exchange.ts';
export { createServices } from './services/index.ts';
export { sendLimits } from './services/sends/limits.ts';
