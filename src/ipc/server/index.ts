export type { ErrorReport } from './errors.ts';
export type { CallInfo, ServeOptions, SessionInfo } from './options.ts';
export { serve, type ServedSession } from './session.ts';
