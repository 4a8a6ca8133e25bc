/**
 * Runs inside of main, and crosses to it as text: it must stand alone. Finds the async generators of main's own code that have not
 * ended and that somebody still refers to; each subscription is one, and each reader of a body. It asks V8's inspector,
 * which sees the whole heap, so that main needs no door for its tests.
 * @returns their names, such as `read`; one for each
 */
export async function heldGenerators(): Promise<string[]> {
  const { Session } = process.getBuiltinModule('node:inspector/promises');
  const session = new Session();
  session.connect();
  try {
    const scripts = new Map<string, string>();
    session.on('Debugger.scriptParsed', ({ params }) => scripts.set(params.scriptId, params.url));
    await session.post('Debugger.enable');
    const { result: prototype } = await session.post('Runtime.evaluate', {
      expression: 'Object.getPrototypeOf(async function* () {}).prototype',
    });
    // Collects the garbage first: what nobody refers to is not found.
    const { objects } = await session.post('Runtime.queryObjects', {
      prototypeObjectId: prototype.objectId ?? '',
    });
    const { result: found } = await session.post('Runtime.getProperties', {
      objectId: objects.objectId ?? '',
      ownProperties: true,
    });

    const names: string[] = [];
    for (const { value: generator } of found) {
      // What such functions have as their `prototype` is found too.
      if (generator?.subtype !== 'generator' || generator.objectId === undefined) continue;
      const { internalProperties = [] } = await session.post('Runtime.getProperties', {
        objectId: generator.objectId,
        ownProperties: true,
      });
      const inner = new Map(internalProperties.map(({ name, value }) => [name, value]));
      const script = scripts.get(inner.get('[[GeneratorLocation]]')?.value.scriptId) ?? '';
      if (inner.get('[[GeneratorState]]')?.value === 'closed' || !script.includes('/out/main/')) continue;
      const source = inner.get('[[GeneratorFunction]]')?.description ?? '';
      names.push(/\*\s*([\w$#]+)/.exec(source)?.[1] ?? source.slice(0, 80));
    }
    return names.toSorted();
  } finally {
    session.disconnect();
  }
}
