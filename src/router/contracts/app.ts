import { z } from 'zod';

export const appInfoSchema = z.object({
  version: z.string(),
  host: z.enum(['electron', 'browser']),
  platform: z.string(),
  /** Bytes of a response's text that a window shows. */
  textWindowBytes: z.int(),
});
export type AppInfo = z.infer<typeof appInfoSchema>;

export const menuCommands = [
  'new-request',
  'send',
  'cancel',
  'save',
  'save-response',
  'focus-url',
  'close-tab',
  'reopen-tab',
  'next-tab',
  'previous-tab',
  'palette',
  'toggle-sidebar',
] as const;
export type MenuCommand = (typeof menuCommands)[number];

/** News that stands in a window until the person has dismissed it. Of each kind there is one at most. */
export const noticeSchema = z.discriminatedUnion('kind', [
  /** The window's process had ended by itself, and its page was loaded again. */
  z.object({ kind: z.literal('window-crashed') }),
  /** Something failed in main where nobody waited for it. The log has it under `logId`. */
  z.object({ kind: z.literal('main-failed'), logId: z.string() }),
  /** The windows run without Chromium's sandbox, and nobody has asked for that. */
  z.object({ kind: z.literal('no-sandbox') }),
]);
export type Notice = z.infer<typeof noticeSchema>;

export const noticeKindSchema = z.enum([
  'window-crashed',
  'main-failed',
  'no-sandbox',
] satisfies Notice['kind'][]);
export type NoticeKind = z.infer<typeof noticeKindSchema>;

export const lifecycleEventSchema = z.discriminatedUnion('type', [
  /** Put away what is unsaved and call `readyToClose` before `deadline` (milliseconds since the epoch). */
  z.object({ type: z.literal('before-close'), deadline: z.number() }),
  z.object({ type: z.literal('menu'), command: z.enum(menuCommands) }),
  /** All the notices that stand in this window from now on. */
  z.object({ type: z.literal('notices'), notices: z.array(noticeSchema) }),
]);
export type LifecycleEvent = z.infer<typeof lifecycleEventSchema>;

export const logLevels = ['debug', 'info', 'warn', 'error'] as const;

export const logEntrySchema = z.object({
  level: z.enum(logLevels),
  message: z.string().max(16_384),
  /** Milliseconds since the epoch, as far as a date can be (ECMA-262 §21.4.1.1). */
  at: z.number().min(-8.64e15).max(8.64e15),
  source: z.enum(['console', 'uncaught', 'rejection', 'react', 'app']),
  stack: z.string().max(65_536).optional(),
});
export type LogEntry = z.infer<typeof logEntrySchema>;
export const logBatchSchema = z.object({ entries: z.array(logEntrySchema).max(200) });
