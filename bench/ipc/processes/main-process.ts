import { contenders, isContenderName } from '../contenders/index.ts';
import { ipcMain, LookAlikeWindow } from '../electron/main.ts';
import { probe } from '../payload.ts';
import { answer, type Command, commandSchema, heapAfterGc, type Reply, replySchema } from './control.ts';

/** The main process of one contender: `node main-process.js CONTENDER WINDOW_SCRIPT`. Ends with the bench. */

const [name, windowScript = ''] = process.argv.slice(2);
if (!isContenderName(name)) throw new Error(`There is no contender ${name ?? ''}`);

const window = new LookAlikeWindow(windowScript, [name]);
const contender = await contenders[name].load();
await contender.startMain(window);

let onReply: (reply: Reply) => void = () => undefined;
ipcMain.on('bench:reply', (_event, reply: unknown) => onReply(replySchema.parse(reply)));
ipcMain.on('bench:ready', () => process.send?.({ ready: true, windowPid: window.pid }));
window.webContents.on('destroyed', () => process.exit(1));
window.webContents.send('bench:open');

function askWindow(command: Command): Promise<Reply> {
  return new Promise((resolve) => {
    onReply = resolve;
    window.webContents.send('bench:command', command);
  });
}

async function run(command: Command): Promise<Reply> {
  switch (command.type) {
    case 'probe':
      return { figures: { ...probe } };
    case 'heap': {
      const main = await heapAfterGc();
      const reply = await askWindow(command);
      return 'failure' in reply
        ? reply
        : { figures: { main, window: reply.figures['window'] ?? Number.NaN } };
    }
    default:
      return askWindow(command);
  }
}

process.on('message', (message) => {
  void answer(async () => {
    const reply = await run(commandSchema.parse(message));
    if ('failure' in reply) throw new Error(reply.failure);
    return reply;
  }).then((reply) => process.send?.(reply));
});
process.once('disconnect', () => process.exit());
