/** A value that changes outside of React and that components can follow, by `useSyncExternalStore`. */
export class Observable<Value> {
  #value: Value;
  readonly #listeners = new Set<() => void>();

  constructor(initial: Value) {
    this.#value = initial;
  }

  get = (): Value => this.#value;

  set(next: Value): void {
    if (next === this.#value) return;
    this.#value = next;
    for (const onChange of this.#listeners) onChange();
  }

  subscribe = (onChange: () => void): (() => void) => {
    this.#listeners.add(onChange);
    return () => this.#listeners.delete(onChange);
  };
}
