import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';

/** What the system's own programs, and the least code, take: nothing can be asked to be faster. */

/**
 * Runs a program to its end.
 * @returns milliseconds, its start included
 * @throws where it fails; grep's 1 says only that it found nothing.
 */
export async function timeProgram(program: string, args: readonly string[]): Promise<number> {
  const began = performance.now();
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = await once(child, 'exit');
  const took = performance.now() - began;
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} has ended with code ${code}`);
  return took;
}

/** `cat FILE > /dev/null`, with a pipe in the place of the shell: cat notices /dev/null, and copies nothing. */
export const timeCat = (file: string) => timeProgram('sh', ['-c', 'cat "$1" | cat > /dev/null', 'sh', file]);
export const timeLineCount = (file: string) => timeProgram('wc', ['-l', file]);
export const timeGrep = (text: string, file: string) => timeProgram('grep', ['-c', '-F', text, file]);
export const timeCurl = (url: string, to: string) => timeProgram('curl', ['-s', '-S', '-o', to, url]);

/** What may wait for the write before it, in bytes. With Node's default of 64 KiB it takes more than twice as long. */
const bufferedBytes = 1024 * 1024;

/**
 * The least that a Node program does which downloads to a file and knows its lines: Node's HTTP, one write after the
 * other, line feeds counted by `indexOf`.
 * @returns milliseconds
 */
export async function timeBareDownload(url: string, to: string): Promise<number> {
  const began = performance.now();
  const file = await open(to, 'w');
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const options = { agent: false, highWaterMark: bufferedBytes };
      get(url, options, resolve).on('error', reject);
    });
    let lines = 0;
    for await (const piece of response) {
      if (!Buffer.isBuffer(piece)) throw new TypeError('the body came as text');
      for (let at = piece.indexOf(10); at !== -1; at = piece.indexOf(10, at + 1)) lines += 1;
      await file.write(piece);
    }
    if (lines === 0) throw new Error('nothing was counted');
  } finally {
    await file.close();
  }
  return performance.now() - began;
}
