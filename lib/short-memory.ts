/** Less than the second within which what is revoked must be refused. */
const KEPT_MS = 500;
const MOST = 2000;

interface Kept<V> {
  value: Promise<V | undefined>;
  until: number;
}

// Next may load a module once per bundle; what one of them forgets all must forget.
const holder = globalThis as typeof globalThis & { belfryMemories?: Map<string, Map<string, Kept<unknown>>> };
holder.belfryMemories ??= new Map();
const memories = holder.belfryMemories;

/**
 * What this process goes on believing of the database for half a second, so that a stream of calls does not ask for it
 * each time. Whoever changes it here says `forget` after the commit; other processes find out within that time. What is
 * not there is asked for each time.
 */
export class ShortMemory<V> {
  readonly #kept: Map<string, Kept<V>>;

  /** @param name of what is kept: the same everywhere in this process */
  constructor(name: string) {
    const kept = (memories.get(name) ?? new Map()) as Map<string, Kept<V>>;
    memories.set(name, kept as Map<string, Kept<unknown>>);
    this.#kept = kept;
  }

  /** What is kept under this key, or what `load` finds, once for all who ask meanwhile. */
  get(key: string, load: () => Promise<V | undefined>): Promise<V | undefined> {
    const known = this.#kept.get(key);
    if (known && known.until > performance.now()) return known.value;
    if (this.#kept.size >= MOST) this.#kept.clear();
    const fresh = { value: load(), until: performance.now() + KEPT_MS };
    this.#kept.set(key, fresh);
    const drop = () => {
      if (this.#kept.get(key) === fresh) this.#kept.delete(key);
    };
    fresh.value.then((value) => value === undefined && drop(), drop);
    return fresh.value;
  }

  /** Of one key, or of all. */
  forget(key?: string): void {
    if (key === undefined) this.#kept.clear();
    else this.#kept.delete(key);
  }
}
