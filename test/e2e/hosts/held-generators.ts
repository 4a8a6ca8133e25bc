/**
 * Runs inside of main, and crosses to it as text: it must stand alone. Finds the async generators of main's own code that have not
 * ended and that somebody still refers to; each subscription is one, and each reader of a body. It asks V8's inspector,
 * so that main needs no door for its tests: of the whole heap the first time, which takes a tenth of a second of
 * processor time and more, and from then on of those that were there and those that have been started since.
 * @param _electron what Playwright passes to all that it evaluates in main.
 * @param isQuick leaves the garbage where it is, which is most of the work. What nobody refers to any more may then be
 *   among the result.
 * @returns their names, such as `read`; one for each
 */
export async function heldGenerators(_electron?: unknown, isQuick = false): Promise<string[]> {
  interface Followed {
    /** Whatever may be such a generator. One that was never started holds nothing. */
    readonly refs: Set<WeakRef<object>>;
    /** Where the inspector's scripts come from, as far as anybody has asked. */
    readonly scripts: Map<string, string>;
    readonly follow: (generator: object) => void;
    readonly collectGarbage: () => void;
    /** For the inspector, while it looks. */
    looked: object[];
  }
  const { Session } = process.getBuiltinModule('node:inspector/promises');
  const place = 'Symbol.for("generators that a test follows")';
  const key = Symbol.for('generators that a test follows');
  const session = new Session();
  session.connect();
  try {
    let followed: Followed | undefined = Reflect.get(globalThis, key);
    if (!followed) {
      const refs = new Set<WeakRef<object>>();
      const known = new WeakSet();
      const follow = (generator: object) => {
        if (known.has(generator)) return;
        known.add(generator);
        refs.add(new WeakRef(generator));
      };
      const prototype: AsyncGenerator = Object.getPrototypeOf(async function* () {}).prototype;
      const { next } = prototype;
      prototype.next = function (...args) {
        follow(this);
        return next.apply(this, args);
      };
      process.getBuiltinModule('node:v8').setFlagsFromString('--expose-gc');
      const collectGarbage = process.getBuiltinModule('node:vm').runInNewContext('gc');
      followed = { refs, scripts: new Map(), follow, collectGarbage, looked: [] };
      Reflect.set(globalThis, key, followed);

      const { result } = await session.post('Runtime.evaluate', {
        expression: 'Object.getPrototypeOf(async function* () {}).prototype',
      });
      const { objects } = await session.post('Runtime.queryObjects', {
        prototypeObjectId: result.objectId ?? '',
      });
      await session.post('Runtime.callFunctionOn', {
        objectId: objects.objectId ?? '',
        functionDeclaration: `function () { this.forEach(globalThis[${place}].follow) }`,
      });
    }

    // What nobody refers to is gone then.
    if (!isQuick) followed.collectGarbage();
    const there = [...followed.refs].map((ref) => ({ ref, generator: ref.deref() }));
    for (const { ref, generator } of there) if (!generator) followed.refs.delete(ref);
    const left = there.flatMap(({ ref, generator }) => (generator ? [{ ref, generator }] : []));
    if (left.length === 0) return [];
    followed.looked = left.map(({ generator }) => generator);
    const { result: array } = await session.post('Runtime.evaluate', {
      expression: `globalThis[${place}].looked`,
    });
    const { result: found } = await session.post('Runtime.getProperties', {
      objectId: array.objectId ?? '',
      ownProperties: true,
    });
    followed.looked = [];

    const { scripts } = followed;
    const isOfMain = async (scriptId: string) => {
      if (!scripts.has(scriptId)) {
        // It tells of all that there are, which is as much work again.
        session.on('Debugger.scriptParsed', ({ params }) => scripts.set(params.scriptId, params.url));
        await session.post('Debugger.enable');
      }
      return scripts.get(scriptId)?.includes('/out/main/') ?? false;
    };
    const names: string[] = [];
    for (const [index, { ref }] of left.entries()) {
      const generator = found.find(({ name }) => name === String(index))?.value;
      const { internalProperties = [] } = await session.post('Runtime.getProperties', {
        objectId: generator?.objectId ?? '',
        ownProperties: true,
      });
      const inner = new Map(internalProperties.map(({ name, value }) => [name, value]));
      // What generator functions have as their `prototype` is found in the heap too, and has no state.
      const state = inner.get('[[GeneratorState]]')?.value ?? 'closed';
      if (state === 'closed' || !(await isOfMain(inner.get('[[GeneratorLocation]]')?.value.scriptId))) {
        followed.refs.delete(ref);
        continue;
      }
      const source = inner.get('[[GeneratorFunction]]')?.description ?? '';
      names.push(/\*\s*([\w$#]+)/.exec(source)?.[1] ?? source.slice(0, 80));
    }
    return names.toSorted();
  } finally {
    session.disconnect();
  }
}
