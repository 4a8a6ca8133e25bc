/** What main has got of the values that the preload's `everyKind` sends: what they are there, in words. */
export function whatCame(values) {
  return {
    bytes: [Object.prototype.toString.call(values.bytes), [...values.bytes].join()],
    date: values.date instanceof Date && values.date.getTime(),
    map: values.map instanceof Map && values.map.get('key'),
    set: values.set instanceof Set && values.set.has(1),
    error: [values.error instanceof RangeError, values.error.message, values.error.code],
    pattern: String(values.pattern),
    absent: 'absent' in values && values.absent === undefined,
    large: values.large === 2n ** 70n,
    notANumber: Number.isNaN(values.notANumber),
    negativeZero: Object.is(values.negativeZero, -0),
    hole: [values.hole.length, 1 in values.hole],
    isCyclic: values.cycle.self === values.cycle,
    isShared: values.first === values.second,
    isOneBuffer: values.halves[0].buffer === values.halves[1].buffer,
    instance: [Object.getPrototypeOf(values.instance) === Object.prototype, Object.keys(values.instance)],
  };
}
