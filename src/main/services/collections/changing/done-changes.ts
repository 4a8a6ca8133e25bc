import type { UndoId } from '#router/contracts/ids.ts';
import { newId } from '../../ids.ts';
import type { FilePlace } from '../collection-files.ts';
import type { Step } from './steps.ts';

/** A change that can be taken back. */
export interface DoneChange {
  /** What takes it back, in that order. */
  readonly steps: readonly Step[];
  /** Where the thing is that was changed; undefined where it is gone. */
  readonly subject: FilePlace | undefined;
  /** What a person calls it. */
  readonly name: string;
}

/** How many changes can be taken back. */
const maxChanges = 100;

/** The newest changes. What they name is followed when it moves on. */
export class DoneChanges {
  readonly #changes = new Map<UndoId, DoneChange>();

  add(change: DoneChange): UndoId {
    const id = newId();
    this.#changes.set(id, change);
    const [oldest] = this.#changes.keys();
    if (this.#changes.size > maxChanges && oldest !== undefined) this.#changes.delete(oldest);
    return id;
  }

  get(id: UndoId): DoneChange | undefined {
    return this.#changes.get(id);
  }

  delete(id: UndoId): void {
    this.#changes.delete(id);
  }

  /** Something went from one place to another: so did all that is in it. */
  follow(from: FilePlace, to: FilePlace): void {
    for (const [id, { steps, subject, name }] of this.#changes) {
      this.#changes.set(id, {
        steps: steps.map((step) => followed(step, from, to)),
        subject: subject && movedPlace(subject, from, to),
        name,
      });
    }
  }
}

/** The step that does the same once something has moved that it is about, or that its places are in. */
export function followed(step: Step, from: FilePlace, to: FilePlace): Step {
  const ofThing = (place: FilePlace) => movedPlace(place, from, to);
  // Where a thing is to go: what stands there meanwhile is another one, and takes the place nowhere.
  const free = (place: FilePlace) => (isSamePlace(place, from) ? place : ofThing(place));
  return step.do === 'move' || step.do === 'restore'
    ? { ...step, from: ofThing(step.from), to: free(step.to) }
    : { ...step, place: ofThing(step.place) };
}

/** Where a place is once something has moved that it may be, or be in. */
export function movedPlace(place: FilePlace, from: FilePlace, to: FilePlace): FilePlace {
  if (place.collectionId !== from.collectionId) return place;
  if (place.path !== from.path && !place.path.startsWith(`${from.path}/`)) return place;
  return { collectionId: to.collectionId, path: `${to.path}${place.path.slice(from.path.length)}` };
}

export function isSamePlace(one: FilePlace, other: FilePlace): boolean {
  return one.collectionId === other.collectionId && one.path === other.path;
}
